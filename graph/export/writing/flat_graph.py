"""A networkx graph of plain values, which every writer of networkx takes."""

from __future__ import annotations

import networkx as nx

from graph.export.writing import attributes
from graph.export.writing.flat_values import flat
from graph.index.networkx_graph import NetworkxGraph
from graph.index.subgraph import Subgraph


def flat_graph(subgraph: Subgraph) -> NetworkxGraph:
    """A new MultiDiGraph: actors by id, ties keyed by id, with what is known of each as texts, numbers, truth values.

    Ties come without their receipts.
    """
    graph: NetworkxGraph = nx.MultiDiGraph(version=subgraph.version, digest=subgraph.digest)
    for slug, actor in subgraph.actors():
        graph.add_node(slug, label=actor["name"], **flat(attributes.actor_values(actor)))
    for origin, target, key, tie in subgraph.ties():
        graph.add_edge(origin, target, key=key, **flat(attributes.tie_values(tie)))
    if subgraph.undated is not None:
        graph.graph["undated"] = subgraph.undated
    return graph
