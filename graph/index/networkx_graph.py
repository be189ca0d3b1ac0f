"""The mirror: the actors and ties of a version as a networkx MultiDiGraph of plain Python values."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from graph.model.lazy_import import Later
from graph.rdf.records import Records

if TYPE_CHECKING:
    import networkx as nx

    Mirror: TypeAlias = nx.MultiDiGraph[str]
else:
    nx = Later("networkx")
    Mirror = "networkx.MultiDiGraph"


def mirror(records: Records, version: str = "", digest: str = "") -> Mirror:
    """The mirror of these records: a pure function.

    Nodes are actors, by slug; edges are ties, keyed by tie id. Literals, sources and outcomes are never nodes.
    """
    graph: Mirror = nx.MultiDiGraph(version=version, digest=digest)
    for slug, actor in records.actors.items():
        graph.add_node(slug, **actor)
    for key, tie in records.ties.items():
        facts = {name: value for name, value in tie.items() if name not in ("from", "to", "money_in")}
        graph.add_edge(tie["from"], tie["to"], key=key, **facts)
    return graph
