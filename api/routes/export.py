"""The graph as a file, for people's own tools."""

from __future__ import annotations

from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, BinaryIO, cast

from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.export.graph_files import OFFERED, form_of, has_places, part_for, write
from api.export.subgraph_selection import Part
from api.http.background_tasks import TaskRunnerDep
from api.http.parameters import Around, CurrentDep, TieFilterDep
from graph.queries.neighbors import DEEPEST

router = APIRouter(prefix="/export", tags=["export"])
_FILES: dict[int | str, dict[str, Any]] = {200: {"content": {form_of(name).media_type: {} for name in OFFERED}}}
IN_MEMORY = 4 << 20
"""A file of more bytes waits on disk until it is sent."""
PIECE = 256 << 10


@router.get("/{name}", responses=_FILES, response_class=Response, summary="Download the graph as a file")
async def graph_file(
    name: Annotated[
        str,
        Path(
            max_length=40,
            pattern=r"^[A-Za-z0-9._-]+$",
            description="Any name; its ending chooses the format.",
            examples=["graph.gexf"],
        ),
    ],
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterDep,
    around: Around = None,
    depth: Annotated[int, Query(ge=1, le=DEEPEST, description="Number of hops around those actors.", examples=[2])] = 1,
) -> Response:
    """The graph, or the part that the filters leave, in the format that the ending of the name chooses."""
    form, asked = form_of(name), Part(tie_filter, tuple(around or ()), depth)
    part = await run_in_threadpool(part_for, form, asked, current.graph)
    places = await runner.answer(current, asked.places) if has_places(form, part) else None
    file = cast(BinaryIO, SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - closed when it has been sent
    try:
        await run_in_threadpool(write, form, part, current, file, places)
    except BaseException:
        file.close()
        raise
    headers = {
        "Content-Disposition": f'attachment; filename="reentry-{current.version.path.name}-{name}"',
        "Content-Length": str(file.tell()),
    }
    return StreamingResponse(_sent(file), media_type=form.media_type, headers=headers)


async def _sent(file: BinaryIO) -> AsyncIterator[bytes]:
    """A file that is complete, from its beginning, piece by piece."""
    with file:
        file.seek(0)
        while piece := await run_in_threadpool(file.read, PIECE):
            yield piece
