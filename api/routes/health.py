"""Is the server alive, and does it answer yet?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from typing_extensions import TypedDict

from api.http.request_errors import NotReady

router = APIRouter(tags=["health"])


class Health(TypedDict):
    """How the server is."""

    status: str


class Readiness(Health):
    """Which version answers."""

    version: str


@router.get("/healthz")
async def healthz() -> Health:
    """200 while the server runs."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> Readiness:
    """200 once a version answers, 503 before."""
    serving = request.app.state.serving
    if not serving.is_ready:
        raise NotReady("no version is open yet: try again in a few seconds; the server's log says what it waits for")
    return {"status": "ready", "version": serving.answering.version.path.name}
