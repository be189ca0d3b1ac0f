"""The graph as a file, for people's own tools."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.answers.asking import AskerDep, without_length
from api.answers.question import Question
from api.answers.spooled_response import SpooledResponse
from api.export.graph_files import Selection, exporter_for, saved_name, write_file
from api.http.address_ids import Around
from api.http.etag import file_etag
from api.http.middleware import IS_HEAD_REQUEST
from api.http.parameters import CurrentDep, TieFilterDep
from graph.export.file_formats import FORMATS
from graph.queries.neighbors import DEEPEST
from graph.workers.fair_queue import LONG, SHORT

router = APIRouter(prefix="/export", tags=["export"])
_MEDIA_TYPES: dict[str, Any] = {file_format.media_type: {} for file_format in FORMATS.values()}
_FILES: dict[int | str, dict[str, Any]] = {200: {"content": _MEDIA_TYPES}}


FileName = Annotated[
    str | None,
    Query(
        max_length=120,
        pattern=r"^[A-Za-z0-9._-]+$",
        description="The name to save the file under, with an ending of the same format. As the last parameter, it "
        "serves programs that look for the format at the end of the whole address, as Gephi Lite does.",
        examples=["cut50.gexf"],
    ),
]


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
    request: Request,
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterDep,
    around: Around = None,
    depth: Annotated[int, Query(ge=1, le=DEEPEST, description="Number of hops around those actors.", examples=[2])] = 1,
    file_name: FileName = None,
) -> Response:
    """The graph, or the part that the filters leave, in the format that the ending of the name chooses.

    Of a file about a time, the header `Reentry-Undated` counts the ties that are left out, as they have no date.
    Parts of a file are sent on request (`Range`, `If-Range`).
    """
    file_format, selection = exporter_for(name), Selection(tie_filter, tuple(around or ()), depth)
    saved = saved_name(file_name, file_format) or f"reentry-{current.version.path.name}-{name}"
    headers = {"Content-Disposition": f'attachment; filename="{saved}"'}
    headers["ETag"] = file_etag(current.etag, file_format.media_type)
    if request.scope.get(IS_HEAD_REQUEST):
        return without_length(
            Response(media_type=file_format.media_type, headers={**headers, "Accept-Ranges": "bytes"})
        )
    positions = await ask.encoded(current, selection.layout) if file_format.has_positions else b"{}"
    lane = SHORT if around and depth == 1 else LONG
    question: Question[int | None] = Question(write_file, (file_format, selection, positions), lane=lane, writes=True)
    answer = await ask.answer(current, question)
    if (undated := answer.value) is not None:
        headers["Reentry-Undated"] = str(undated)
    return SpooledResponse(answer.body, media_type=file_format.media_type, headers=headers)
