"""For operators: whether the server runs, whether it can answer yet, and its metrics."""

from __future__ import annotations

from typing import Annotated, NotRequired

from fastapi import APIRouter, Header, Request
from prometheus_client.exposition import choose_encoder
from starlette.responses import Response
from typing_extensions import TypedDict

from api.http.current_version import VersionWatcher
from api.http.metrics import Metrics
from api.http.request_errors import NotReady

_WAITING = "no version is open yet: try again in a few seconds; the server's log says what it waits for"
router = APIRouter(tags=["health"])


class Health(TypedDict):
    """How the server is."""

    status: str


class Readiness(Health):
    """Which version answers; `warning` if there is a newer one that cannot, with the cure."""

    version: str
    warning: NotRequired[str]


@router.get("/healthz", summary="Check that the server runs")
async def healthz() -> Health:
    """Answers 200 as long as the server runs."""
    return {"status": "alive"}


@router.get("/readyz", summary="Check that the server can answer")
async def readyz(request: Request) -> Readiness:
    """Answers 200 once a version of the facts is open, 503 before, which says so where the version is damaged."""
    versions: VersionWatcher = request.app.state.versions
    if not versions.is_ready:
        raise NotReady(versions.refused or _WAITING)
    name = versions.current.version.path.name
    if versions.refused:
        warning = f"the newest version cannot be opened, and version {name} goes on answering: {versions.refused}"
        return {"status": "ready", "version": name, "warning": warning}
    return {"status": "ready", "version": name}


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
    summary="Get metrics for Prometheus",
)
async def metrics(
    request: Request,
    accept: Annotated[str, Header(description="Media types that the client accepts.", examples=["text/plain"])] = "",
) -> Response:
    """Metrics of the requests, the query service, the open version and the process."""
    counted: Metrics = request.app.state.metrics
    encode, content_type = choose_encoder(accept)
    return Response(encode(counted.registry), headers={"Content-Type": content_type, "Cache-Control": "no-store"})
