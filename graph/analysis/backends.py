"""The engines that compute measures: networkx, its backends and igraph. Their results agree."""

from __future__ import annotations

import math
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from graph.analysis.projection import Network
from graph.model.lazy_import import LazyModule

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = LazyModule("networkx")

EXACT_S = 60
"""Betweenness is exact where that takes at most about so many seconds; else it is estimated in about that time."""
CONFIDENCE = 0.95


class Estimate(NamedTuple):
    """The error bound of estimated values: it holds for all actors at once, with this confidence."""

    samples: int
    error: float
    confidence: float


class Engine(Protocol):
    """What an engine must offer. Lists have one value for each actor of the network, by number."""

    name: str
    steps_a_second: int
    """How many actors and edges a search for shortest paths passes in a second, about, on one core."""

    @property
    def version(self) -> str: ...

    def pagerank(self, network: Network, damping: float) -> list[float]: ...
    def closeness(self, network: Network) -> list[float]: ...
    def core(self, network: Network) -> list[int]: ...
    def betweenness(self, network: Network, samples: int | None, seed: int) -> list[float]: ...
    def communities(self, network: Network, resolution: float, seed: int) -> list[set[int]]: ...


class Networkx:
    """networkx, in plain Python, or one of its backends, such as nx-cugraph."""

    def __init__(self, backend: str | None = None) -> None:
        self._backend: Any = backend
        self.name = f"networkx-{backend}" if backend else "networkx"
        self.steps_a_second = 200_000

    @property
    def version(self) -> str:
        """The version that is installed."""
        return version("networkx")

    def pagerank(self, network: Network, damping: float) -> list[float]:
        """PageRank along the direction of the ties, weighted by the number of ties."""
        return _in_order(
            nx.pagerank(network.directed_graph, alpha=damping, tol=1e-9, max_iter=500, backend=self._backend)
        )

    def closeness(self, network: Network) -> list[float]:
        """Closeness after Wasserman and Faust, which is comparable across components of different size."""
        return _in_order(nx.closeness_centrality(network.undirected_graph, backend=self._backend))

    def core(self, network: Network) -> list[int]:
        """The core number: the largest k such that the actor is in a subgraph where all have k neighbors."""
        return [int(number) for number in _in_order(nx.core_number(network.undirected_graph, backend=self._backend))]

    def betweenness(self, network: Network, samples: int | None, seed: int) -> list[float]:
        """The share of shortest paths between two others that go through an actor. Without `samples`, exact."""
        return _in_order(
            nx.betweenness_centrality(network.undirected_graph, k=samples, seed=seed, backend=self._backend)
        )

    def communities(self, network: Network, resolution: float, seed: int) -> list[set[int]]:
        """Louvain communities, weighted by the number of ties."""
        louvain = nx.community.louvain_communities
        parts = louvain(network.undirected_graph, resolution=resolution, seed=seed, backend=self._backend)
        return [set(part) for part in parts]


FAST_ABOVE = 20_000
"""Where a measure takes more steps than this, igraph computes it if it is installed."""


@cache
def engines() -> dict[str, Engine]:
    """The installed engines by name; networkx is always one of them."""
    backends = sorted(entry.name for entry in entry_points(group="networkx.backends") if entry.name != "nx_loopback")
    available: list[Engine] = [Networkx(), *map(Networkx, backends)]
    if find_spec("igraph"):
        available.append(import_module("graph.analysis.igraph_backend").Igraph())
    return {engine.name: engine for engine in available}


def engine(name: str | None = None, steps: int = 0) -> Engine:
    """The engine of this name, or the best for a number of steps; raises ValueError if it is not installed."""
    known = engines()
    if name is None:
        return known["igraph"] if steps > FAST_ABOVE and "igraph" in known else known["networkx"]
    if name not in known:
        raise ValueError(f"no engine {name!r}: choose one of {', '.join(known)}; `pip install igraph` adds igraph")
    return known[name]


def pivots(chosen: Engine, network: Network) -> int | None:
    """From how many actors betweenness is estimated, given the time there is; None where it is exact.

    The size of the network decides, not a clock, so the same facts give the same answer.
    """
    affordable = EXACT_S * chosen.steps_a_second // max(1, network.steps)
    return None if affordable >= len(network.actors) else max(2, affordable)


def estimate(actors: int, samples: int, confidence: float = CONFIDENCE) -> Estimate:
    """The error bound of betweenness from a sample of actors, by Hoeffding's inequality over all actors.

    Each sampled actor contributes a number from 0 to 1 to every other actor, and the estimate is the mean. With n
    samples, the probability that it is off by more than `error` is at most 2 exp(-2 n error²) for each actor. For an
    actor that is in the sample itself, n is one less.
    """
    return Estimate(samples, math.sqrt(math.log(2 * actors / (1 - confidence)) / (2 * (samples - 1))), confidence)


def _in_order(values: Any) -> list[float]:
    return [values[number] for number in sorted(values)]
