"""Bridges: pairs of neighbors whose ties alone connect a part of the network with the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from typing_extensions import TypedDict

from graph.analysis.centrality import EngineView
from graph.analysis.projection import Network
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.lazy_import import LazyModule
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.pagination import page
from graph.views.tie_views import ActorRef, TieView, actor_ref, tie_view

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = LazyModule("networkx")

SHOWN = 20
"""How many of the actors beyond a bridge are listed."""


class Bridge(TypedDict):
    """Two neighbors whose ties alone connect the smaller side with the rest of the network.

    `beyond` is the number of actors on the smaller side, of which `side` lists the first; `far` is the neighbor on that
    side. `sources` is the number of sources that support the ties.
    """

    near: ActorRef
    far: ActorRef
    beyond: int
    side: list[ActorRef]
    ties: list[TieView]
    sources: int


class BridgesAnswer(DatedAnswer):
    """A page of bridges, those with the most actors beyond them first."""

    engine: EngineView
    parameters: dict[str, str]
    actors: int
    count: int
    bridges: list[Bridge]
    next: str | None


class _Split(NamedTuple):
    """A bridge by the numbers of its two actors, and how many actors are beyond it."""

    near: int
    far: int
    beyond: int


def bridges(
    graph: OpenVersion,
    *,
    tie_filter: Filter = ALL,
    least: int = 1,
    limit: int = 50,
    cursor: str | None = None,
) -> BridgesAnswer:
    """The bridges with at least `least` actors beyond them; raises BadCursor."""
    network = Network(graph, tie_filter)
    splits = [split for split in _splits(network) if split.beyond >= least]
    result = page(splits, lambda split: (-split.beyond, *split), limit=limit, cursor=cursor)
    return {
        "engine": {"name": "networkx", "version": str(nx.__version__)},
        "parameters": dict(network.left_aside),
        "actors": len(network.actors),
        "count": result.total,
        "bridges": [_bridge(network, split) for split in result.items],
        "next": result.next,
        **undated_part(graph, tie_filter),
    }


def _splits(network: Network) -> list[_Split]:
    """Every bridge, with the size of its smaller side.

    Without its bridges the network falls into parts. The parts, joined by the bridges, form trees, so the size of each
    side is the sum of the parts below a bridge.
    """
    bridge_pairs: list[Any] = sorted(nx.bridges(network.undirected_graph))  # the type stubs of networkx are wrong here
    solid = network.undirected_graph.copy()
    solid.remove_edges_from(bridge_pairs)
    parts = list(nx.connected_components(solid))
    part = {number: place for place, numbers in enumerate(parts) for number in numbers}
    tree: nx.Graph[int] = nx.Graph()
    tree.add_nodes_from(range(len(parts)))
    for one, other in bridge_pairs:
        tree.add_edge(part[one], part[other], ends={part[one]: one, part[other]: other})
    sizes = [len(numbers) for numbers in parts]
    return [split for whole in nx.connected_components(tree) for split in _splits_of(tree, min(whole), sizes)]


def _splits_of(tree: nx.Graph[int], root: int, sizes: list[int]) -> list[_Split]:
    """The bridges of one tree of parts. Changes `sizes` to those of each part with all parts below it."""
    below = list(nx.dfs_edges(tree, root))
    for parent, child in reversed(below):
        sizes[parent] += sizes[child]
    return [_split(tree, parent, child, sizes[child], sizes[root]) for parent, child in below]


def _split(tree: nx.Graph[int], parent: int, child: int, below: int, whole: int) -> _Split:
    ends = tree.edges[parent, child]["ends"]
    above = whole - below
    return _Split(ends[parent], ends[child], below) if below <= above else _Split(ends[child], ends[parent], above)


def _bridge(network: Network, split: _Split) -> Bridge:
    graph = network.graph
    keys = network.ties_between(split.near, split.far)
    side = sorted(network.actors[number] for number in _side(network, split))
    return {
        "near": actor_ref(graph, network.actors[split.near]),
        "far": actor_ref(graph, network.actors[split.far]),
        "beyond": split.beyond,
        "side": [actor_ref(graph, slug) for slug in side[:SHOWN]],
        "ties": [tie_view(graph, key, network.tie_filter.moment) for key in keys],
        "sources": len({source for key in keys for source in graph.tie(key)["sources"]}),
    }


def _side(network: Network, split: _Split) -> set[int]:
    """The actors beyond a bridge."""
    seen, edge = {split.near, split.far}, [split.far]
    for number in edge:
        fresh = sorted(set(network.undirected_graph[number]) - seen)
        seen.update(fresh)
        edge += fresh
    return seen - {split.near}
