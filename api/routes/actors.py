"""Actors: all of them, one, its ties, and who is around it."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response
from starlette.concurrency import run_in_threadpool

from api.http.pagination import PageDep
from api.http.parameters import CurrentDep, KindsDep, Slug, TieFilterDep
from graph.queries import listings
from graph.queries.ego_network import BUDGET as EGO_BUDGET
from graph.queries.ego_network import EgoNetwork, ego_network
from graph.queries.listings import ActorOrder, ActorsAnswer, TieOrder, TiesAnswer
from graph.queries.neighbors import BUDGET, DEEPEST, Direction, Neighborhood, Order, neighborhood
from graph.views.json_views import ActorView, actor_view
from graph.views.pagination import MOST

router = APIRouter(prefix="/actors")


@router.get("")
def actors(current: CurrentDep, page: PageDep, kinds: KindsDep, sort: ActorOrder = "id") -> ActorsAnswer:
    """The actors of the graph, by id, by name, or those with the most ties first."""
    found = listings.actors(current.graph, kinds=kinds, sort=sort, limit=page.limit, cursor=page.cursor)
    return page.with_link(found)


@router.get("/{slug}")
async def actor(
    slug: Slug,
    current: CurrentDep,
    tie_filter: TieFilterDep,
    shown: Annotated[int, Query(ge=0, le=MOST, description="at most so many ties; /ties has all in pages")] = MOST,
) -> ActorView:
    """One actor: names, identifiers, ties and outcomes, each with its receipts."""
    return actor_view(current.graph, slug, tie_filter, shown=shown)


@router.get("/{slug}/ties")
async def ties(
    slug: Slug, current: CurrentDep, tie_filter: TieFilterDep, page: PageDep, sort: TieOrder = "id"
) -> TiesAnswer:
    """The ties at an actor; by `date` they are its timeline, with the undated ones at the end."""
    found = listings.ties(current.graph, actor=slug, only=tie_filter, sort=sort, limit=page.limit, cursor=page.cursor)
    return page.with_link(found)


@router.get("/{slug}/neighbors", response_model=Neighborhood)
async def neighbors(
    slug: Slug,
    current: CurrentDep,
    tie_filter: TieFilterDep,
    page: PageDep,
    kinds: KindsDep,
    direction: Annotated[Direction, Query(description="`out`: ties that lead away from it alone")] = "both",
    depth: Annotated[int, Query(ge=1, le=DEEPEST)] = 1,
    budget: Annotated[int, Query(ge=1, le=BUDGET, description="look for at most so many")] = BUDGET,
    sort: Order = "distance",
) -> Response:
    """The actors around an actor, with the ties that lead to each. `more`: the budget was spent before all were found.

    `kind` says which actors are listed; the way to those farther out may lead through others.
    """
    ask = partial(
        neighborhood,
        current.graph,
        slug,
        depth=depth,
        budget=budget,
        only=tie_filter,
        kinds=kinds,
        direction=direction,
        sort=sort,
        limit=page.limit,
        cursor=page.cursor,
    )
    return page.as_json(ask() if depth == 1 else await run_in_threadpool(ask))


@router.get("/{slug}/ego")
def ego_of(
    slug: Slug,
    current: CurrentDep,
    tie_filter: TieFilterDep,
    depth: Annotated[int, Query(ge=1, le=DEEPEST)] = 1,
    budget: Annotated[int, Query(ge=1, le=EGO_BUDGET, description="look for at most so many actors")] = 100,
) -> EgoNetwork:
    """An actor, the actors around it, and all ties among them. `more`: the budget was spent before all were found."""
    return ego_network(current.graph, slug, depth=depth, budget=budget, only=tie_filter)
