"""What computes measures. Each engine gives one number for each actor of a network; their answers agree."""

from __future__ import annotations

import math
from importlib.metadata import version
from typing import NamedTuple, Protocol

import networkx as nx

from graph.network import Network

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
    """networkx: plain Python, for graphs of ordinary size."""

    name = "networkx"

    @property
    def version(self) -> str:
        """The version that is installed."""
        return version("networkx")

    def pagerank(self, network: Network, damping: float) -> list[float]:
        """PageRank along the direction of the ties, each line weighed by its ties."""
        return _in_order(nx.pagerank(network.arcs, alpha=damping, tol=1e-9, max_iter=500))

    def closeness(self, network: Network) -> list[float]:
        """Closeness after Wasserman and Faust, so that parts of a network of unlike size can be compared."""
        return _in_order(nx.closeness_centrality(network.lines))

    def core(self, network: Network) -> list[int]:
        """The largest k such that an actor belongs to a part where all have k neighbors in it."""
        return [int(number) for number in _in_order(nx.core_number(network.lines))]

    def betweenness(self, network: Network, samples: int | None, seed: int) -> list[float]:
        """The share of shortest paths between two others that go through an actor; None for all pairs."""
        return _in_order(nx.betweenness_centrality(network.lines, k=samples, seed=seed))

    def communities(self, network: Network, resolution: float, seed: int) -> list[set[int]]:
        """Communities after Louvain, each line weighed by its ties."""
        found = nx.community.louvain_communities(network.lines, resolution=resolution, seed=seed)
        return [set(part) for part in found]


ENGINES: dict[str, Engine] = {engine.name: engine for engine in (Networkx(),)}
"""Engines by name, the usual one first."""


def engine(name: str | None = None) -> Engine:
    """The engine of this name, or the usual one; raises ValueError for one that is not there."""
    if name is None:
        return next(iter(ENGINES.values()))
    if name not in ENGINES:
        raise ValueError(f"no engine {name!r}: choose one of {', '.join(ENGINES)}")
    return ENGINES[name]


def estimate(actors: int, samples: int, confidence: float = CONFIDENCE) -> Estimate:
    """The error bound of betweenness from a sample of actors, by Hoeffding's inequality over all actors.

    Each sampled actor adds a number from 0 to 1 for each other actor, and the estimate is their mean: with n of them it
    is off by more than `error` with a probability of at most 2 exp(-2 n error²), for each of the actors. An actor that
    is in the sample itself has one less.
    """
    return Estimate(samples, math.sqrt(math.log(2 * actors / (1 - confidence)) / (2 * (samples - 1))), confidence)


def _in_order(values: dict[int, float]) -> list[float]:
    return [values[number] for number in sorted(values)]
