"""The graph as a stream of events, for Gephi's graph streaming and for any program that follows changes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.export.event_stream import HEADERS, Streaming
from api.export.graph_files import Selection
from api.http.address_ids import Around
from api.http.middleware import IS_HEAD_REQUEST
from api.http.parameters import NewestDep, TieFilterOfKindsDep
from graph.export.gephi_stream import MEDIA_TYPE
from graph.queries.neighbors import DEEPEST

router = APIRouter(tags=["export"])


@router.get(
    "/stream",
    responses={200: {"content": {MEDIA_TYPE: {}}}},
    response_class=Response,
    summary="Stream the graph to Gephi",
)
async def stream(
    request: Request,
    current: NewestDep,
    tie_filter: TieFilterOfKindsDep,
    around: Around = None,
    depth: Annotated[int, Query(ge=1, le=DEEPEST, description="Number of hops around those actors.", examples=[2])] = 1,
) -> Response:
    """Gephi's graph streaming format: one JSON object for each event, each followed by a carriage return.

    The stream starts with the whole graph. As long as the client listens, it continues with the changes of each new
    version.
    """
    for slug in around or ():
        current.graph.actor(slug)
    del request.state.etag  # a stream is not the answer of one version
    if request.scope.get(IS_HEAD_REQUEST):
        return Response(media_type=MEDIA_TYPE, headers=HEADERS)
    streaming: Streaming = request.app.state.streaming
    client = request.client.host if request.client else ""
    return streaming.listener(Selection(tie_filter, tuple(around or ()), depth), client)
