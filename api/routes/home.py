"""The home page, the page of conflicts, and the API documentation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from api.answers.asking import AskerDep
from api.http.address_ids import KEY_LENGTH
from api.http.earlier_names import value_of
from api.http.parameters import CURSOR_LENGTH, CurrentDep
from api.http.times import PageTimeDep
from api.pages.path_answer import PathForm
from api.pages.render import conflicts_page, docs_page, front_page
from graph.queries.conflicts import WantedKind
from graph.storage.name_search import QUERY_LENGTH

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Query(max_length=QUERY_LENGTH)]


@router.get("/", response_class=HTMLResponse)
async def front(
    request: Request,
    current: CurrentDep,
    ask: AskerDep,
    time: PageTimeDep,
    q: Text = "",
    start: Annotated[Text, Query(alias="from")] = "",
    end: Annotated[Text, Query(alias="to")] = "",
) -> HTMLResponse:
    """The home page: search, paths, and where to start."""
    form = PathForm(start.strip(), end.strip(), time, tuple(request.query_params.multi_items()))
    return HTMLResponse(*await ask.page(current, front_page, q.strip(), form, str(request.base_url)))


@router.get("/conflicts", response_class=HTMLResponse)
async def conflicts(
    request: Request,
    current: CurrentDep,
    ask: AskerDep,
    actor: Annotated[str | None, Query(max_length=KEY_LENGTH)] = None,
    conflict_kind: WantedKind | None = None,
    kind: WantedKind | None = None,
    cursor: Annotated[str | None, Query(max_length=CURSOR_LENGTH)] = None,
) -> HTMLResponse:
    """Conflicts between sources."""
    chosen = value_of(request, "conflict_kind", conflict_kind, "kind", kind) or "contradicts"
    return HTMLResponse(await ask.page(current, conflicts_page, actor or None, chosen, cursor))


@router.get("/docs", response_class=HTMLResponse)
async def docs() -> HTMLResponse:
    """The documentation of the API."""
    return HTMLResponse(docs_page())
