"""Sources: all of them, all that rests on one, and what would fall with it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.http.pagination import PageDep
from api.http.parameters import CurrentDep, SourceId
from graph.queries import listings, source_dependence
from graph.queries.listings import SourcesAnswer
from graph.queries.source_dependence import Fall
from graph.views.json_views import SourceView, source_view

router = APIRouter(prefix="/sources")


@router.get("")
def sources(
    current: CurrentDep,
    page: PageDep,
    tier: Annotated[list[Literal["1", "2", "3"]] | None, Query(description="only sources of these tiers")] = None,
    publisher: Annotated[str | None, Query(max_length=400, examples=["Associated Press"])] = None,
) -> SourcesAnswer:
    """The sources, and how much rests on each, and on it alone."""
    tiers = frozenset(map(int, tier or ()))
    found = listings.sources(current.graph, tiers=tiers, publisher=publisher, limit=page.limit, cursor=page.cursor)
    return page.with_link(found)


@router.get("/{source_id}")
async def source(source_id: SourceId, current: CurrentDep) -> SourceView:
    """One source and all that rests on it."""
    return source_view(current.graph, source_id)


@router.get("/{source_id}/fall")
def fall(source_id: SourceId, current: CurrentDep, page: PageDep) -> Fall:
    """What would fall with a source: ties and outcomes that it alone supports, actors left without either."""
    return page.with_link(source_dependence.fall(current.graph, source_id, limit=page.limit, cursor=page.cursor))
