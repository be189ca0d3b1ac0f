"""The graph as a file, for people's own tools."""

from __future__ import annotations

from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, BinaryIO, cast

from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.export.graph_files import Selection, exporter_for
from api.http.address_ids import Around
from api.http.background_tasks import TaskRunnerDep
from api.http.parameters import CurrentDep, TieFilterDep
from graph.export.file_formats import FORMATS
from graph.export.writing.exporter import ExportContext
from graph.queries.neighbors import DEEPEST

router = APIRouter(prefix="/export", tags=["export"])
_MEDIA_TYPES: dict[str, Any] = {file_format.media_type: {} for file_format in FORMATS.values()}
_FILES: dict[int | str, dict[str, Any]] = {200: {"content": _MEDIA_TYPES}}
IN_MEMORY = 4 << 20
"""A file of more bytes is kept on disk until it is sent."""
PIECE = 256 << 10
"""Bytes sent at a time."""


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
    """The graph, or the part that the filters leave, in the format that the ending of the name chooses.

    Of a file about a time, the header `Reentry-Undated` counts the ties that are left out, as they have no date.
    """
    file_format, selection = exporter_for(name), Selection(tie_filter, tuple(around or ()), depth)
    positions = await runner.answer(current, selection.layout) if file_format.has_positions else {}
    subgraph = await run_in_threadpool(selection.stream, current.graph)
    file = cast(BinaryIO, SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - closed when it has been sent

    def write() -> None:
        context = ExportContext(current.graph.records.sources, positions, current.store)
        file_format(subgraph, file, context).write()

    try:
        await run_in_threadpool(write)
    except BaseException:
        file.close()
        raise
    headers = {
        "Content-Disposition": f'attachment; filename="reentry-{current.version.path.name}-{name}"',
        "Content-Length": str(file.tell()),
    }
    if subgraph.undated is not None:
        headers["Reentry-Undated"] = str(subgraph.undated)
    return StreamingResponse(_pieces(file), media_type=file_format.media_type, headers=headers)


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    """A complete file from its beginning, piece by piece; closes it."""
    with file:
        file.seek(0)
        while piece := await run_in_threadpool(file.read, PIECE):
            yield piece
