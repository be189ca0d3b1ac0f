"""What each type of problem means: the pages that `type` of a problem details answer leads to."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path
from starlette.responses import HTMLResponse, JSONResponse, Response
from typing_extensions import TypedDict

from api.http.content_negotiation import negotiate
from api.http.problem_types import PROBLEM_TYPES, PROBLEMS_PATH, ProblemType
from api.http.request_errors import NotFound
from api.pages.render import HTML, problem_type_page, problem_types_page

router = APIRouter(prefix=PROBLEMS_PATH, tags=["problems"])
Accept = Annotated[
    str | None, Header(description="Media type of the answer: HTML or JSON", examples=["application/json"])
]
_JSON = "application/json"
_PAGE: dict[int | str, dict[str, Any]] = {200: {"content": {HTML: {}}}}


class ProblemTypes(TypedDict):
    """All types of problems."""

    problems: list[ProblemType]


@router.get("", response_model=ProblemTypes, responses=_PAGE, summary="List all types of problems")
async def problem_types(accept: Accept = None) -> Response:
    """All types of problems that the API and the commands name, as a page or as JSON."""
    if negotiate(accept, [HTML, _JSON]) == HTML:
        return _page(problem_types_page())
    return JSONResponse({"problems": list(PROBLEM_TYPES.values())}, headers={"Vary": "Accept"})


@router.get("/{slug}", response_model=ProblemType, responses=_PAGE, summary="Explain a type of problem")
async def problem_type(
    slug: Annotated[str, Path(max_length=60, description="Slug of the problem", examples=["unknown-actor"])],
    accept: Accept = None,
) -> Response:
    """What a type of problem means, why it happens and what to do, as a page or as JSON."""
    if slug not in PROBLEM_TYPES:
        raise NotFound(f"no problem {slug!r}: /problems lists those that exist")
    if negotiate(accept, [HTML, _JSON]) == HTML:
        return _page(problem_type_page(PROBLEM_TYPES[slug]))
    return JSONResponse(PROBLEM_TYPES[slug], headers={"Vary": "Accept"})


def _page(text: str) -> Response:
    return HTMLResponse(text, headers={"Vary": "Accept"})
