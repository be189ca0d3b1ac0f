"""What the graph holds and where it is to be had, in VoID and DCAT."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.export.dcat import TRIPLES, dataset_description, serialised
from api.http.content_negotiation import negotiate
from api.http.parameters import Current
from graph.metadata.void import VOID_PATH

router = APIRouter(tags=["linked data"])
_FORMS: dict[int | str, dict[str, Any]] = {200: {"content": {media_type: {} for media_type in TRIPLES}}}


@router.get(VOID_PATH, responses=_FORMS, response_class=Response)
async def void(request: Request, current: Current, accept: Annotated[str | None, Header()] = None) -> Response:
    """The description of the dataset: counts by class and property, files, service, licence, version."""
    media_type = negotiate(accept, [*TRIPLES])
    address = str(request.base_url).rstrip("/")

    def body() -> bytes:
        return serialised(dataset_description(address, current.version, current.store), media_type)

    return Response(await run_in_threadpool(body), media_type=media_type)
