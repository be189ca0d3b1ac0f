"""Communities: groups of actors with more ties among themselves than to others, by the Louvain algorithm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from typing_extensions import TypedDict

from graph.analysis.backends import engine
from graph.analysis.centrality import EngineView
from graph.analysis.projection import Network, Numbers
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Unknown
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.pagination import page
from graph.views.tie_views import ActorRef, actor_ref, sources_of

SEED = 1
RESOLUTION = 1.0
SHOWN = 20
"""How many members and ties are listed with each community; `community` lists all members."""


def modularity_of(network: Network, parts: Iterable[Iterable[int]], resolution: float) -> float:
    """The modularity of a partition (Newman and Girvan): how much more weight is inside its parts than by chance."""
    edges = network.undirected_edges
    whole = int(edges.weight.sum())
    if not whole:
        return 0.0
    part = _part_of(network, parts)
    ends = np.concatenate((part[edges.start], part[edges.end]))
    strength = np.bincount(ends, weights=np.tile(edges.weight, 2))
    inside = edges.weight[part[edges.start] == part[edges.end]].sum()
    return float(inside / whole - resolution * ((strength / (2 * whole)) ** 2).sum())


def _part_of(network: Network, parts: Iterable[Iterable[int]]) -> Numbers:
    """The number of the part that each actor belongs to."""
    part = np.empty(len(network.actors), dtype=np.int64)
    for number, members in enumerate(parts):
        part[list(members)] = number
    return part


class UnknownCommunity(Unknown):
    """The actor belongs to no community, since it has no admitted ties to others."""

    problem, what = "unknown-community", "community"

    def __init__(self, key: str) -> None:
        super().__init__(key, "the actor has no ties that match the filters")


class Member(TypedDict):
    """An actor in a community, and how many neighbors it has there."""

    actor: ActorRef
    neighbors: int


class Community(TypedDict):
    """A community, named after its best connected member. `ties` are the first of the `ties_inside`.

    `sources` are those that support these ties.
    """

    id: str
    name: str
    size: int
    members: list[Member]
    ties_inside: int
    ties_outside: int
    ties: list[str]
    sources: list[str]


class CommunitiesAnswer(DatedAnswer):
    """Communities, largest first. A `modularity` near 0 means no clearer groups than by chance; the maximum is 1."""

    engine: EngineView
    parameters: dict[str, Any]
    modularity: float
    actors: int
    count: int
    communities: list[Community]
    next: str | None


class CommunityAnswer(DatedAnswer):
    """One community with its members, best connected first."""

    community: Community
    members: list[Member]
    next: str | None


class Partition(TypedDict):
    """The communities as lists of actor ids, largest first, in each the best connected actor first.

    Plain values that can be stored as JSON.
    """

    engine: EngineView
    parameters: dict[str, Any]
    modularity: float
    parts: list[list[str]]


class _Counted(NamedTuple):
    inside: list[str]
    outside: int
    neighbors: dict[str, int]


def partition(
    graph: OpenVersion,
    *,
    tie_filter: Filter = ALL,
    engine_name: str | None = None,
    resolution: float = RESOLUTION,
    seed: int = SEED,
) -> Partition:
    """Find the communities, which may take seconds; raises ValueError for an engine that is not installed."""
    network = Network(graph, tie_filter)
    chosen = engine(engine_name, network.size)
    member_sets = chosen.communities(network, resolution, seed) if network.actors else []
    modularity = modularity_of(network, member_sets, resolution)
    inside = _inside(network, _part_of(network, member_sets))
    parts = [_members(network, part, inside) for part in member_sets]
    parameters = {"algorithm": "Louvain", "resolution": resolution, "seed": seed, "weight": "number of ties"}
    return {
        "engine": {"name": chosen.name, "version": chosen.version},
        "parameters": parameters | network.left_aside,
        "modularity": round(modularity, 6),
        "parts": sorted(parts, key=lambda part: (-len(part), part[0])),
    }


def communities(
    graph: OpenVersion,
    *,
    tie_filter: Filter = ALL,
    limit: int = 20,
    cursor: str | None = None,
    computed: Partition | None = None,
) -> CommunitiesAnswer:
    """The communities, largest first; raises BadCursor. `computed` is a partition that was computed before."""
    whole = computed or partition(graph, tie_filter=tie_filter)
    network = Network(graph, tie_filter)
    result = page(whole["parts"], lambda part: (-len(part), part[0]), limit=limit, cursor=cursor)
    return {
        "engine": whole["engine"],
        "parameters": whole["parameters"],
        "modularity": whole["modularity"],
        "actors": len(network.actors),
        "count": result.total,
        "communities": [_community(network, part) for part in result.items],
        "next": result.next,
        **undated_part(graph, tie_filter),
    }


def community(
    graph: OpenVersion,
    slug: str,
    *,
    tie_filter: Filter = ALL,
    limit: int = 50,
    cursor: str | None = None,
    computed: Partition | None = None,
) -> CommunityAnswer:
    """The community that an actor belongs to; raises Unknown, BadCursor."""
    graph.actor(slug)
    whole = computed or partition(graph, tie_filter=tie_filter)
    part = next((part for part in whole["parts"] if slug in part), None)
    if part is None:
        raise UnknownCommunity(slug)
    network = Network(graph, tie_filter)
    place = {member: number for number, member in enumerate(part)}
    result = page(part, lambda member: (place[member], member), limit=limit, cursor=cursor)
    neighbors = _counted(network, part).neighbors
    return {
        "community": _community(network, part),
        "members": [_member(graph, member, neighbors) for member in result.items],
        "next": result.next,
        **undated_part(graph, tie_filter),
    }


def _inside(network: Network, part: Numbers) -> Numbers:
    """How many neighbors each actor has in its own part."""
    start, end, _ = network.undirected_edges
    same = part[start] == part[end]
    return np.bincount(np.concatenate((start[same], end[same])), minlength=len(network.actors))


def _members(network: Network, part: set[int], inside: Numbers) -> list[str]:
    """The members, best connected within the community first."""
    members = np.sort(np.fromiter(part, dtype=np.int64))
    return [network.actors[number] for number in members[np.argsort(-inside[members], kind="stable")].tolist()]


def _community(network: Network, part: list[str]) -> Community:
    counted = _counted(network, part)
    return {
        "id": part[0],
        "name": str(network.graph.actor(part[0])["name"]),
        "size": len(part),
        "members": [_member(network.graph, member, counted.neighbors) for member in part[:SHOWN]],
        "ties_inside": len(counted.inside),
        "ties_outside": counted.outside,
        "ties": counted.inside[:SHOWN],
        "sources": sources_of(network.graph, counted.inside[:SHOWN]),
    }


def _member(graph: OpenVersion, member: str, neighbors: dict[str, int]) -> Member:
    return {"actor": actor_ref(graph, member), "neighbors": neighbors[member]}


def _counted(network: Network, part: list[str]) -> _Counted:
    """The ties within a community, how many lead out of it, and the neighbors that each member has in it."""
    numbers = [network.number[member] for member in part]
    members = np.zeros(len(network.actors), dtype=np.bool_)
    members[numbers] = True
    neighbors = _inside(network, np.where(members, 0, np.arange(1, len(members) + 1)))
    return _Counted(*network.ties_inside(members), dict(zip(part, neighbors[numbers].tolist(), strict=True)))
