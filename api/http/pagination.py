"""Pagination: the parameters `limit` and `cursor`, and the link to the next page."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TypeVar

import msgspec
from fastapi import Depends, Query, Request, Response

from graph.views.pagination import MOST

CURSOR_LENGTH = 4000
Answer = TypeVar("Answer", bound=Any)


class PageRequest(NamedTuple):
    """Which page of an answer the request asks for."""

    limit: int
    cursor: str | None
    request: Request
    response: Response

    def with_link(self, answer: Answer) -> Answer:
        """The answer, after the header `Link` was set to the address of the next page."""
        if answer["next"] is not None:
            url = self.request.url.include_query_params(cursor=answer["next"])
            self.response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
        return answer

    def as_json(self, answer: Answer) -> Response:
        """The answer as JSON with its link, faster than FastAPI, which would validate each value first."""
        self.with_link(answer)
        headers = dict(self.response.headers)
        return Response(msgspec.json.encode(answer), media_type="application/json", headers=headers)


async def page_request(
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Largest number of items on a page.", examples=[50])] = 50,
    cursor: Annotated[
        str | None,
        Query(
            max_length=CURSOR_LENGTH,
            description="Where the page starts: `next` of the page before. Keep all other parameters the same.",
            examples=[""],
        ),
    ] = None,
) -> PageRequest:
    """The page that the request asks for."""
    return PageRequest(limit, cursor, request, response)


PageDep = Annotated[PageRequest, Depends(page_request)]
