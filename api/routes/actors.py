"""Actors: lists, single actors, their ties, neighbors and ego networks."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.answers.asking import AskerDep, asker
from api.export.list_files import ListRoute
from api.http.address_ids import Slug
from api.http.parameters import AS_TABLE, CurrentDep, KindsDep, PageDep, PlacesDep, TieFilterDep
from api.http.problem_details import GONE
from api.http.times import with_undated_url
from graph.queries import listings
from graph.queries.ego_network import BUDGET as EGO_BUDGET
from graph.queries.ego_network import EgoNetwork, ego_network
from graph.queries.listings import ActorOrder, ActorsAnswer, TieOrder, TiesAnswer
from graph.queries.neighbors import BUDGET, DEEPEST, Direction, Neighborhood, Order, neighborhood
from graph.views.actor_views import ActorView, actor_view
from graph.views.pagination import MOST

router = APIRouter(prefix="/actors", responses=GONE, route_class=ListRoute)


@router.get("", summary="List actors", dependencies=[AS_TABLE])
async def actors(
    current: CurrentDep,
    ask: AskerDep,
    page: PageDep,
    kinds: KindsDep,
    places: PlacesDep,
    sort: Annotated[ActorOrder, Query(description="Order of the actors.", examples=["name"])] = "id",
) -> ActorsAnswer:
    """The actors of the graph in pages, by id, by name, or those with the most ties first. `in` asks for a place."""
    named: dict[str, Any] = {"kinds": kinds, "places": places, "sort": sort, "limit": page.limit, "cursor": page.cursor}
    return page.with_link(await ask.query(current, listings.actors, **named))


@router.get("/{slug}", summary="Get an actor")
async def actor(
    slug: Slug,
    request: Request,
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterDep,
    shown: Annotated[
        int,
        Query(
            ge=0, le=MOST, description="Largest number of ties in the answer; /ties has all in pages.", examples=[10]
        ),
    ] = MOST,
) -> ActorView:
    """One actor with names, identifiers, ties and outcomes, each with its receipts."""
    if ask.is_quick(current, slug):
        return with_undated_url(actor_view(current.graph, slug, tie_filter, limit=shown), request)
    return with_undated_url(await ask.query(current, actor_view, slug, tie_filter, limit=shown), request)


@router.get("/{slug}/ties", summary="List the ties of an actor", dependencies=[AS_TABLE])
async def ties(
    slug: Slug,
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterDep,
    page: PageDep,
    sort: Annotated[TieOrder, Query(description="Order of the ties.", examples=["date"])] = "id",
) -> TiesAnswer:
    """The ties of an actor in pages. Sorted by `date` they are a timeline, with undated ties at the end."""
    named: dict[str, Any] = {"tie_filter": tie_filter, "sort": sort, "limit": page.limit, "cursor": page.cursor}
    return page.with_link(await ask.query(current, listings.ties, actor=slug, **named))


@router.get(
    "/{slug}/neighbors", response_model=Neighborhood, summary="Find the neighbors of an actor", dependencies=[AS_TABLE]
)
async def neighbors(
    slug: Slug,
    request: Request,
    current: CurrentDep,
    tie_filter: TieFilterDep,
    page: PageDep,
    kinds: KindsDep,
    direction: Annotated[
        Direction,
        Query(
            description="`out`: only ties that lead away from the actor; `in`: only ties that lead to it.",
            examples=["out"],
        ),
    ] = "both",
    depth: Annotated[int, Query(ge=1, le=DEEPEST, description="Number of hops from the actor.", examples=[2])] = 1,
    budget: Annotated[
        int, Query(ge=1, le=BUDGET, description="Largest number of actors to visit.", examples=[100])
    ] = BUDGET,
    sort: Annotated[Order, Query(description="Order of the neighbors.", examples=["name"])] = "distance",
) -> Response:
    """The actors around an actor, with the ties that lead to each.

    `kind` chooses which actors are listed; the way to distant ones may lead through others. `more` is true if the
    `budget` was used up before all were visited.
    """
    named: dict[str, Any] = {
        "depth": depth,
        "budget": budget,
        "tie_filter": tie_filter,
        "kinds": kinds,
        "direction": direction,
        "sort": sort,
        "limit": page.limit,
        "cursor": page.cursor,
    }
    if depth == 1:
        return page.as_json(neighborhood(current.graph, slug, **named))
    ask = await asker(request)
    return page.as_json(await ask.query(current, neighborhood, slug, **named))


@router.get("/{slug}/ego", summary="Get the ego network of an actor", dependencies=[AS_TABLE])
async def ego_of(
    slug: Slug,
    request: Request,
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterDep,
    depth: Annotated[int, Query(ge=1, le=DEEPEST, description="Number of hops from the actor.", examples=[2])] = 1,
    budget: Annotated[
        int, Query(ge=1, le=EGO_BUDGET, description="Largest number of actors to visit.", examples=[100])
    ] = 100,
) -> EgoNetwork:
    """An actor, the actors around it, and all ties among them.

    `more` is true if the `budget` was used up before all were visited.
    """
    network = await ask.query(current, ego_network, slug, depth=depth, budget=budget, tie_filter=tie_filter)
    return with_undated_url(network, request)
