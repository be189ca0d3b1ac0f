"""The networkx graph (mirror): the actors and ties of a version as a MultiDiGraph of plain Python values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from graph.model.lazy_import import LazyModule
from graph.rdf.records import Record, Records

if TYPE_CHECKING:
    import networkx as nx

    NetworkxGraph: TypeAlias = nx.MultiDiGraph[str]
else:
    nx = LazyModule("networkx")
    NetworkxGraph = "networkx.MultiDiGraph"


def networkx_graph(records: Records, version: str = "", digest: str = "") -> NetworkxGraph:
    """Build the networkx graph of these records, without changing them.

    Nodes are actors, by slug; edges are ties, keyed by tie id. Sources and outcomes are never nodes.
    """
    graph: NetworkxGraph = nx.MultiDiGraph(version=version, digest=digest)
    for slug, actor in records.actors.items():
        graph.add_node(slug, **actor)
    for key, tie in records.ties.items():
        facts = {name: value for name, value in tie.items() if name not in ("from", "to", "money_in", "may_be")}
        graph.add_edge(tie["from"], tie["to"], key=key, **facts)
    return graph


class NetworkxSubgraph:
    """A `Subgraph` read from a networkx graph that `networkx_graph` made."""

    is_whole = False

    def __init__(self, graph: NetworkxGraph) -> None:
        self._graph = graph

    @property
    def version(self) -> str:
        """The name of the version that the facts come from."""
        return str(self._graph.graph["version"])

    @property
    def digest(self) -> str:
        """The digest of that version."""
        return str(self._graph.graph["digest"])

    @property
    def number_of_actors(self) -> int:
        """How many actors there are."""
        return self._graph.number_of_nodes()

    @property
    def number_of_ties(self) -> int:
        """How many ties there are."""
        return self._graph.number_of_edges()

    @property
    def is_dated(self) -> bool:
        """Whether the start or the end of at least one tie is known."""
        return any(tie["valid_from"] or tie["valid_until"] for _, _, tie in self._graph.edges(data=True))

    @property
    def undated(self) -> int | None:
        """How many ties are left out, as no date of theirs is known. None if the selection is about no time."""
        undated: int | None = self._graph.graph.get("undated")
        return undated

    def actor_ids(self) -> Iterator[str]:
        """The ids of the actors, in order."""
        return iter(sorted(self._graph))

    def actor(self, slug: str) -> Record:
        """The attributes of one actor."""
        return self._graph.nodes[slug]

    def actors(self) -> Iterator[tuple[str, Record]]:
        """Each actor as (id, attributes), in order of id."""
        return ((slug, self._graph.nodes[slug]) for slug in self.actor_ids())

    def ties(self) -> Iterator[tuple[str, str, str, Record]]:
        """Each tie as (from, to, tie id, attributes), in order of these three."""
        adjacency = dict(self._graph.adjacency())
        for origin in sorted(adjacency):
            neighbors = adjacency[origin]
            for target in sorted(neighbors):
                parallel = neighbors[target]
                for tie_id in sorted(parallel):
                    yield origin, target, tie_id, parallel[tie_id]

    def tie_ends(self) -> Iterator[tuple[str, str]]:
        """The two actors of each tie, in no particular order."""
        return ((origin, target) for origin, target, _ in self._graph.edges(keys=True))

    def degrees(self) -> Counter[str]:
        """The number of ties of each actor that has any; a tie to oneself counts twice."""
        return Counter({slug: degree for slug, degree in self._graph.degree() if degree})
