"""The first page, and the files it needs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse

from api.pages import front_page
from api.questions import Current
from graph.search import QUERY_LENGTH

router = APIRouter(include_in_schema=False)
Typed = Annotated[str, Query(max_length=QUERY_LENGTH)]


@router.get("/", response_class=HTMLResponse)
async def front(
    current: Current,
    q: Typed = "",
    start: Annotated[Typed, Query(alias="from")] = "",
    end: Annotated[Typed, Query(alias="to")] = "",
) -> HTMLResponse:
    """Search, path finder, and what the graph holds."""
    return HTMLResponse(await run_in_threadpool(front_page, current, q.strip(), start.strip(), end.strip()))
