"""Paths between two actors: how are they tied, and who says so?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import networkx as nx
from typing_extensions import TypedDict

from graph.filters import ALL, Filter
from graph.knowledge import Knowledge
from graph.views import ActorRef, TieView, actor_ref, tie_view

LONGEST = 6
MOST = 20


class Hop(TypedDict):
    """One step: every tie between two neighbors, read in the direction of the path."""

    start: ActorRef
    end: ActorRef
    ties: list[TieView]


class Path(TypedDict):
    """A path from one actor to another."""

    length: int
    hops: list[Hop]


def shortest_paths(
    knowledge: Knowledge,
    start: str,
    end: str,
    *,
    limit: int = 1,
    longest: int = LONGEST,
    only: Filter = ALL,
) -> list[Path]:
    """The `limit` shortest paths, ties taken in both directions; none where there is none of `longest` hops.

    Raises Unknown for an actor that the graph does not hold.
    """
    knowledge.actor(start)
    knowledge.actor(end)
    if start == end:
        return []
    graph = _undirected(knowledge, only)
    routes = islice(_routes(graph, start, end), min(limit, MOST))
    return [_path(knowledge, route, only) for route in routes if len(route) - 1 <= longest]


def _undirected(knowledge: Knowledge, only: Filter) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(knowledge.records.actors)
    ties = knowledge.records.ties.values()
    graph.add_edges_from((tie["from"], tie["to"]) for tie in ties if only.admits(knowledge, tie))
    return graph


def _routes(graph: nx.Graph[str], start: str, end: str) -> Iterator[list[str]]:
    try:
        yield from nx.shortest_simple_paths(graph, start, end)
    except nx.NetworkXNoPath:
        return


def _path(knowledge: Knowledge, route: list[str], only: Filter) -> Path:
    hops = [_hop(knowledge, start, end, only) for start, end in pairwise(route)]
    return {"length": len(hops), "hops": hops}


def _hop(knowledge: Knowledge, start: str, end: str, only: Filter) -> Hop:
    keys = sorted(between(knowledge, start, end, only))
    return {
        "start": actor_ref(knowledge, start),
        "end": actor_ref(knowledge, end),
        "ties": [tie_view(knowledge, key) for key in keys],
    }


def between(knowledge: Knowledge, start: str, end: str, only: Filter = ALL) -> Iterator[str]:
    """Ids of the ties between two actors, in either direction."""
    for one, other in {(start, end), (end, start)}:
        if knowledge.mirror.has_edge(one, other):
            for key in knowledge.mirror[one][other]:
                if only.admits(knowledge, knowledge.records.ties[key]):
                    yield key
