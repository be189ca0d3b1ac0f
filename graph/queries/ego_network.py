"""The ego network of an actor: its neighbors, and the ties among all of them."""

from __future__ import annotations

import numpy as np
from typing_extensions import TypedDict

from graph.index.filters import ALL, Filter, forward
from graph.index.open_version import OpenVersion
from graph.queries.neighbors import nearby_actors
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.tie_views import ActorRef, TieView, actor_ref, tie_view

BUDGET = 300
"""The most actors in one ego network; with more, a drawing is unreadable."""


class EgoActor(TypedDict):
    """An actor of the network, and its distance from the center in hops."""

    actor: ActorRef
    distance: int


class EgoNetwork(DatedAnswer):
    """An actor, the actors around it and all ties among them. `more`: the budget cut the list short."""

    actor: ActorRef
    depth: int
    actors: list[EgoActor]
    ties: list[TieView]
    more: bool


def ego_network(
    graph: OpenVersion, slug: str, *, depth: int = 1, budget: int = BUDGET, tie_filter: Filter = ALL
) -> EgoNetwork:
    """The network around an actor; raises Unknown."""
    nearby = nearby_actors(graph, slug, depth=depth, budget=min(budget, BUDGET), tie_filter=tie_filter)
    distances = {slug: 0} | {graph.actor_ids[hop.actor]: hop.distance for hop in nearby.hops}
    keys = sorted(
        key
        for one in distances
        for other in graph.adjacency.after(one)
        if other in distances
        for key in forward(graph, one, other, tie_filter)
    )
    followed, numbers = np.array(nearby.looked_at), np.array([graph.adjacency.number(one) for one in distances])
    return {
        "actor": actor_ref(graph, slug),
        "depth": depth,
        "actors": [{"actor": actor_ref(graph, one), "distance": distance} for one, distance in distances.items()],
        "ties": [tie_view(graph, key, tie_filter.moment) for key in keys],
        "more": nearby.is_cut,
        **undated_part(graph, tie_filter, graph.adjacency.rows_around(followed, numbers)),
    }
