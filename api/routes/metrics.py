"""Figures for an operator, in the text format of Prometheus."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request
from prometheus_client.exposition import choose_encoder
from starlette.responses import Response

from api.http.metrics import Metrics

router = APIRouter(tags=["health"])


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request, accept: Annotated[str, Header()] = "") -> Response:
    """Requests, the query service, the version that answers, the process."""
    counted: Metrics = request.app.state.metrics
    encode, content_type = choose_encoder(accept)
    return Response(encode(counted.registry), headers={"Content-Type": content_type, "Cache-Control": "no-store"})
