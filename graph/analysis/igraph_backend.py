"""igraph as an engine: compiled, for graphs of millions of ties. Part of the optional extra `fast`."""

from __future__ import annotations

import random
from importlib.metadata import version
from typing import Any

import igraph as ig
import numpy as np

from graph.analysis.projection import EdgeArrays, Network


class Igraph:
    """igraph, which reads the arrays of the network. It holds the GIL while it computes: run it in its own process."""

    name = "igraph"
    steps_a_second = 8_000_000

    @property
    def version(self) -> str:
        """The version that is installed."""
        return version("igraph")

    def pagerank(self, network: Network, damping: float) -> list[float]:
        """PageRank along the direction of the ties, weighted by the number of ties."""
        graph = _graph(network, network.directed_edges, directed=True)
        ranks: list[float] = graph.pagerank(damping=damping, weights="weight")
        return ranks

    def closeness(self, network: Network) -> list[float]:
        """Closeness after Wasserman and Faust: that within a component, times the component's share of all actors."""
        graph = _graph(network, network.undirected_edges)
        size = {number: len(part) for part in graph.connected_components() for number in part}
        within = graph.closeness()
        others = max(len(within) - 1, 1)
        return [
            0.0 if size[number] == 1 else value * (size[number] - 1) / others for number, value in enumerate(within)
        ]

    def core(self, network: Network) -> list[int]:
        """The core number: the largest k such that the actor is in a subgraph where all have k neighbors."""
        coreness: list[int] = _graph(network, network.undirected_edges).coreness()
        return coreness

    def betweenness(self, network: Network, samples: int | None, seed: int) -> list[float]:
        """The share of shortest paths between two others that go through an actor. Without `samples`, exact."""
        graph = _graph(network, network.undirected_edges)
        actors = graph.vcount()
        if actors <= 2:
            return [0.0] * actors
        count = actors if samples is None else min(samples, actors)
        chosen = random.Random(seed).sample(range(actors), count)  # noqa: S311
        values = np.array(graph.betweenness(directed=False, sources=chosen))
        scale = 2 * actors / count  # undirected, igraph counts half of what each source contributes
        scores: list[float] = (values * scale / ((actors - 1) * (actors - 2))).tolist()
        return scores

    def communities(self, network: Network, resolution: float, seed: int) -> list[set[int]]:
        """Louvain communities, weighted by the number of ties."""
        ig.set_random_number_generator(random.Random(seed))  # noqa: S311 - the same communities each time
        try:
            graph = _graph(network, network.undirected_edges)
            clustering = graph.community_multilevel(weights="weight", resolution=resolution)
        finally:
            ig.set_random_number_generator(random)
        return [set(part) for part in clustering]


def _graph(network: Network, edges: EdgeArrays, *, directed: bool = False) -> Any:
    graph = ig.Graph(n=len(network.actors), directed=directed)
    graph.add_edges(np.column_stack((edges.start, edges.end)))  # faster than passing them to the constructor
    graph.es["weight"] = edges.weight.tolist()
    return graph
