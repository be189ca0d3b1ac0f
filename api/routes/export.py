"""The graph as a file, for people's own tools."""

from __future__ import annotations

import io
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.errors import Problem
from api.questions import Current, Only
from graph.export import FORMATS
from graph.neighbors import DEEPEST
from graph.selection import selected

router = APIRouter(prefix="/export", tags=["export"])


@router.get("/graph.{suffix}", response_class=Response)
async def graph_file(
    suffix: Annotated[str, Path(max_length=16, examples=["gexf"])],
    current: Current,
    only: Only,
    around: Annotated[list[str] | None, Query(max_length=20, description="only around these actors")] = None,
    depth: Annotated[int, Query(ge=1, le=DEEPEST, description="how many hops around")] = 1,
) -> Response:
    """The graph, or the part of it that the filters leave, as a file."""
    form = FORMATS.get(suffix)
    if form is None:
        raise Problem(404, f"no export to .{suffix}: choose one of {', '.join(FORMATS)}", offered=list(FORMATS))

    def body() -> bytes:
        part = selected(current.knowledge, only, around=around or (), depth=depth)
        out = io.BytesIO()
        form.write(part, out)
        return out.getvalue()

    headers = {"Content-Disposition": f'attachment; filename="reentry-{current.version.path.name}.{suffix}"'}
    return Response(await run_in_threadpool(body), media_type=form.media_type, headers=headers)
