"""Long answers over HTTP: how much is asked for, and where the next page is."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TypeVar

import msgspec
from fastapi import Depends, Query, Request, Response

from graph.views.pagination import MOST

CURSOR_LENGTH = 4000
Answer = TypeVar("Answer", bound=Any)


class Paging(NamedTuple):
    """Which page of an answer is asked for, and where its address goes."""

    limit: int
    cursor: str | None
    request: Request
    response: Response

    def told(self, answer: Answer) -> Answer:
        """The answer, with a link to the page after it."""
        if answer["next"] is not None:
            url = self.request.url.include_query_params(cursor=answer["next"])
            self.response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
        return answer

    def sent(self, answer: Answer) -> Response:
        """The answer as bytes, for routes that many ask: FastAPI would look at each value of it first."""
        self.told(answer)
        headers = dict(self.response.headers)
        return Response(msgspec.json.encode(answer), media_type="application/json", headers=headers)


async def paging(
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=MOST, description="at most so many on one page")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=CURSOR_LENGTH, description="`next` of the page before: ask the same otherwise")
    ] = None,
) -> Paging:
    """The page that is asked for."""
    return Paging(limit, cursor, request, response)


Pages = Annotated[Paging, Depends(paging)]
