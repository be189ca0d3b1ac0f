"""Sources: lists, single sources, and what depends on one alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from api.answers.asking import AskerDep
from api.export.list_files import ListRoute
from api.http.address_ids import SourceId
from api.http.earlier_names import EARLIER, value_of
from api.http.parameters import AS_TABLE, CurrentDep, PageDep
from graph.queries import listings
from graph.queries.listings import SourcesAnswer
from graph.queries.source_dependence import SourceDependence, source_dependence
from graph.views.actor_views import SourceView, source_view

Tier = Literal["1", "2", "3"]
router = APIRouter(prefix="/sources", route_class=ListRoute)


@router.get("", summary="List sources", dependencies=[AS_TABLE])
async def sources(
    request: Request,
    current: CurrentDep,
    ask: AskerDep,
    page: PageDep,
    of_tier: Annotated[
        list[Tier] | None,
        Query(description="Only sources of these tiers, and no others; 1 is the best.", examples=[["1"]]),
    ] = None,
    tier: Annotated[
        list[Tier] | None, Query(description=EARLIER.format("of_tier"), deprecated=True, examples=[["1"]])
    ] = None,
    publisher: Annotated[
        str | None, Query(max_length=400, description="Only sources of this publisher.", examples=["Associated Press"])
    ] = None,
) -> SourcesAnswer:
    """The sources in pages, with the number of facts that each supports, and that it alone supports."""
    tiers = frozenset(map(int, value_of(request, "of_tier", of_tier, "tier", tier) or ()))
    named: dict[str, Any] = {"tiers": tiers, "publisher": publisher, "limit": page.limit, "cursor": page.cursor}
    return page.with_link(await ask.query(current, listings.sources, **named))


@router.get("/{source_id}", summary="Get a source")
async def source(source_id: SourceId, current: CurrentDep, ask: AskerDep) -> SourceView:
    """One source and everything that it supports."""
    return await ask.query(current, source_view, source_id)


@router.get("/{source_id}/fall", summary="List what depends on one source alone", dependencies=[AS_TABLE])
async def fall(source_id: SourceId, current: CurrentDep, ask: AskerDep, page: PageDep) -> SourceDependence:
    """Ties and outcomes that no other source supports, and actors that would be left without any."""
    return page.with_link(await ask.query(current, source_dependence, source_id, limit=page.limit, cursor=page.cursor))
