"""The graph as a file, for people's own tools."""

from __future__ import annotations

import io
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.errors import Problem
from api.files import OFFERED, NoSuchForm, form_of, write
from api.questions import Current, Only
from graph.neighbors import DEEPEST
from graph.selection import selected

router = APIRouter(prefix="/export", tags=["export"])
_FILES: dict[int | str, dict[str, Any]] = {200: {"content": {form_of(name).media_type: {} for name in OFFERED}}}


@router.get("/{name}", responses=_FILES, response_class=Response)
async def graph_file(
    name: Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9._-]+$", examples=["graph.gexf"])],
    current: Current,
    only: Only,
    around: Annotated[list[str] | None, Query(max_length=20, description="only around these actors")] = None,
    depth: Annotated[int, Query(ge=1, le=DEEPEST, description="how many hops around")] = 1,
) -> Response:
    """The graph, or the part of it that the filters leave, in the format that the name's ending asks for."""
    try:
        form = form_of(name)
    except NoSuchForm as error:
        raise Problem(404, str(error), offered=list(OFFERED)) from error

    def body() -> bytes:
        part = selected(current.knowledge, only, around=around or (), depth=depth)
        out = io.BytesIO()
        write(form, part, current.knowledge, current.store, out)
        return out.getvalue()

    headers = {"Content-Disposition": f'attachment; filename="reentry-{current.version.path.name}-{name}"'}
    return Response(await run_in_threadpool(body), media_type=form.media_type, headers=headers)
