"""Questions of the graph, each noun in a file of its own."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes import actors, data_quality, money, network, paths, search, sources, ties

router = APIRouter(prefix="/api", tags=["graph"])
for part in (search, actors, paths, ties, money, network, data_quality, sources):
    router.include_router(part.router)
