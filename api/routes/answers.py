"""Questions of the graph, each noun in a file of its own."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes import actors, gaps, measures, money, paths, search, sources, ties

router = APIRouter(prefix="/api", tags=["graph"])
for part in (search, actors, paths, ties, money, measures, gaps, sources):
    router.include_router(part.router)
