"""igraph as an engine of measures: compiled, for graphs of millions of ties. Part of the optional extra `fast`."""

from __future__ import annotations

import random
from importlib.metadata import version
from typing import Any

import igraph as ig
import numpy as np

from graph.analysis.projection import Arcs, Network


class Igraph:
    """Fed from the network's arrays. It holds the interpreter while it computes: run it in a process of its own."""

    name = "igraph"

    @property
    def version(self) -> str:
        """The version that is installed."""
        return version("igraph")

    def pagerank(self, network: Network, damping: float) -> list[float]:
        """PageRank along the direction of the ties, each line weighed by its ties."""
        graph = _graph(network, network.tie_arcs, directed=True)
        ranks: list[float] = graph.pagerank(damping=damping, weights="weight")
        return ranks

    def closeness(self, network: Network) -> list[float]:
        """Closeness after Wasserman and Faust: within an actor's part, times the share of actors that are in it."""
        graph = _graph(network, network.tie_lines)
        size = {number: len(part) for part in graph.connected_components() for number in part}
        within = graph.closeness()
        others = max(len(within) - 1, 1)
        return [
            0.0 if size[number] == 1 else value * (size[number] - 1) / others for number, value in enumerate(within)
        ]

    def core(self, network: Network) -> list[int]:
        """The largest k such that an actor belongs to a part where all have k neighbors in it."""
        coreness: list[int] = _graph(network, network.tie_lines).coreness()
        return coreness

    def betweenness(self, network: Network, samples: int | None, seed: int) -> list[float]:
        """The share of shortest paths between two others that go through an actor; None for all pairs."""
        graph = _graph(network, network.tie_lines)
        actors = graph.vcount()
        if actors <= 2:
            return [0.0] * actors
        count = actors if samples is None else min(samples, actors)
        chosen = random.Random(seed).sample(range(actors), count)  # noqa: S311
        values = np.array(graph.betweenness(directed=False, sources=chosen))
        scale = 2 * actors / count  # without direction igraph counts half of what each source adds
        scores: list[float] = (values * scale / ((actors - 1) * (actors - 2))).tolist()
        return scores

    def communities(self, network: Network, resolution: float, seed: int) -> list[set[int]]:
        """Communities after Louvain, each line weighed by its ties."""
        ig.set_random_number_generator(random.Random(seed))  # noqa: S311 - the same communities each time
        try:
            graph = _graph(network, network.tie_lines)
            clustering = graph.community_multilevel(weights="weight", resolution=resolution)
        finally:
            ig.set_random_number_generator(random)
        return [set(part) for part in clustering]


def _graph(network: Network, arcs: Arcs, *, directed: bool = False) -> Any:
    graph = ig.Graph(n=len(network.actors), directed=directed)
    graph.add_edges(np.column_stack((arcs.start, arcs.end)))  # arrays are taken faster here than when it is made
    graph.es["weight"] = arcs.weight.tolist()
    return graph
