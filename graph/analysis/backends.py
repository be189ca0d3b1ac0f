"""What computes measures. Each engine gives one number for each actor of a network; their answers agree."""

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

EXACT_UP_TO = 2_500
"""With more actors than this, betweenness is estimated from some of them; all pairs would take minutes."""
SAMPLE = 500
"""From how many actors an estimate starts."""
CONFIDENCE = 0.95


class Estimate(NamedTuple):
    """How far an estimated value may be from the true one, for all actors at once, with this confidence."""

    samples: int
    error: float
    confidence: float


class Engine(Protocol):
    """The measures that need more than a count; what engines beside networkx must offer to stand in its place."""

    name: str

    @property
    def version(self) -> str: ...

    def pagerank(self, network: Network, damping: float) -> list[float]: ...
    def closeness(self, network: Network) -> list[float]: ...
    def core(self, network: Network) -> list[int]: ...
    def betweenness(self, network: Network, samples: int | None, seed: int) -> list[float]: ...
    def communities(self, network: Network, resolution: float, seed: int) -> list[set[int]]: ...


class Networkx:
    """networkx: plain Python, for graphs of ordinary size; or one of its backends (nx-cugraph) in its place."""

    def __init__(self, backend: str | None = None) -> None:
        self._backend: Any = backend
        self.name = f"networkx-{backend}" if backend else "networkx"

    @property
    def version(self) -> str:
        """The version that is installed."""
        return version("networkx")

    def pagerank(self, network: Network, damping: float) -> list[float]:
        """PageRank along the direction of the ties, each line weighed by its ties."""
        return _in_order(nx.pagerank(network.arcs, alpha=damping, tol=1e-9, max_iter=500, backend=self._backend))

    def closeness(self, network: Network) -> list[float]:
        """Closeness after Wasserman and Faust, so that parts of a network of unlike size can be compared."""
        return _in_order(nx.closeness_centrality(network.lines, backend=self._backend))

    def core(self, network: Network) -> list[int]:
        """The largest k such that an actor belongs to a part where all have k neighbors in it."""
        return [int(number) for number in _in_order(nx.core_number(network.lines, backend=self._backend))]

    def betweenness(self, network: Network, samples: int | None, seed: int) -> list[float]:
        """The share of shortest paths between two others that go through an actor; None for all pairs."""
        return _in_order(nx.betweenness_centrality(network.lines, k=samples, seed=seed, backend=self._backend))

    def communities(self, network: Network, resolution: float, seed: int) -> list[set[int]]:
        """Communities after Louvain, each line weighed by its ties."""
        louvain = nx.community.louvain_communities
        parts = louvain(network.lines, resolution=resolution, seed=seed, backend=self._backend)
        return [set(part) for part in parts]


FAST_ABOVE = 20_000
"""With more ties than this a compiled engine computes, where one is installed."""


@cache
def engines() -> dict[str, Engine]:
    """The engines that are installed, by name; networkx is always there."""
    backends = sorted(entry.name for entry in entry_points(group="networkx.backends") if entry.name != "nx_loopback")
    available: list[Engine] = [Networkx(), *map(Networkx, backends)]
    if find_spec("igraph"):
        available.append(import_module("graph.analysis.igraph_backend").Igraph())
    return {engine.name: engine for engine in available}


def engine(name: str | None = None, ties: int = 0) -> Engine:
    """The engine of this name, or the one for a network of so many ties; raises ValueError for one not installed."""
    known = engines()
    if name is None:
        return known["igraph"] if ties > FAST_ABOVE and "igraph" in known else known["networkx"]
    if name not in known:
        raise ValueError(f"no engine {name!r}: choose one of {', '.join(known)}; `pip install igraph` adds igraph")
    return known[name]


def estimate(actors: int, samples: int, confidence: float = CONFIDENCE) -> Estimate:
    """The error bound of betweenness from a sample of actors, by Hoeffding's inequality over all actors.

    Each sampled actor adds a number from 0 to 1 for each other actor, and the estimate is their mean: with n of them it
    is off by more than `error` with a probability of at most 2 exp(-2 n error²), for each of the actors. An actor that
    is in the sample itself has one less.
    """
    return Estimate(samples, math.sqrt(math.log(2 * actors / (1 - confidence)) / (2 * (samples - 1))), confidence)


def _in_order(values: Any) -> list[float]:
    return [values[number] for number in sorted(values)]
