"""The projection that measures are computed on: actors by number, with one weighted edge for all ties of a pair."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.analysis.left_aside import LeftAside
from graph.index.adjacency import Mask
from graph.index.filter_masks import admitted_rows
from graph.index.filters import ALL, Filter, between
from graph.index.open_version import OpenVersion
from graph.model.lazy_import import LazyModule

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = LazyModule("networkx")

Numbers = NDArray[np.int64]


class EdgeArrays(NamedTuple):
    """Edges as arrays: the numbers of their two actors, and how many ties each combines."""

    start: Numbers
    end: Numbers
    weight: Numbers


class Network:
    """The actors with admitted ties to others, in order of id and numbered from 0.

    Ties to oneself are left out, and so are those that the ontology leaves aside, which `left_aside` tells in words.

    Nodes are numbers, not ids: algorithms that iterate over sets of nodes then give the same result every time.
    """

    def __init__(self, graph: OpenVersion, tie_filter: Filter = ALL) -> None:
        self.graph, self.tie_filter = graph, tie_filter
        rows = admitted_rows(graph, tie_filter)
        start, end = graph.columns.start[rows], graph.columns.end[rows]
        self._aside = LeftAside(graph, tie_filter)
        aside = self._aside.among(rows)
        self.left_aside = self._aside.in_words(rows[aside])
        tied = (start != end) & ~aside
        self._rows = rows[tied]
        places, numbers = np.unique(np.concatenate((start[tied], end[tied])), return_inverse=True)
        self._start, self._end = (half.astype(np.int64) for half in np.split(numbers, 2))
        self.actors = [graph.actor_ids[place] for place in places.tolist()]

    @property
    def size(self) -> int:
        """How many ties there are."""
        return len(self._rows)

    @property
    def steps(self) -> int:
        """How many actors and edges a search from one actor passes."""
        return len(self.actors) + len(self.undirected_edges.start)

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each actor."""
        return {slug: number for number, slug in enumerate(self.actors)}

    @cached_property
    def ties(self) -> list[str]:
        """Ids of the ties, in order."""
        return [self.graph.tie_ids[row] for row in self._rows.tolist()]

    @cached_property
    def directed_edges(self) -> EdgeArrays:
        """Directed edges."""
        return _counted(self._start, self._end, len(self.actors))

    @cached_property
    def undirected_edges(self) -> EdgeArrays:
        """Undirected edges, each from the smaller number to the larger."""
        return _counted(np.minimum(self._start, self._end), np.maximum(self._start, self._end), len(self.actors))

    @cached_property
    def undirected_graph(self) -> nx.Graph[int]:
        """The undirected graph; the `weight` of an edge is its number of ties."""
        graph: nx.Graph[int] = nx.Graph()
        return self._filled(graph, self.undirected_edges)

    @cached_property
    def directed_graph(self) -> nx.DiGraph[int]:
        """The directed graph; the `weight` of an edge is its number of ties."""
        graph: nx.DiGraph[int] = nx.DiGraph()
        self._filled(graph, self.directed_edges)
        return graph

    @cached_property
    def degrees(self) -> Numbers:
        """How many neighbors each actor has."""
        ends = np.concatenate((self.undirected_edges.start, self.undirected_edges.end))
        return np.bincount(ends, minlength=len(self.actors))

    @cached_property
    def weighted_degrees(self) -> Numbers:
        """How many ties each actor has."""
        return np.bincount(np.concatenate((self._start, self._end)), minlength=len(self.actors))

    def neighbors(self, number: int) -> list[int]:
        """The neighbors of an actor, in order."""
        start, end, _ = self.undirected_edges
        return sorted([*end[start == number].tolist(), *start[end == number].tolist()])

    def ties_inside(self, members: Mask) -> tuple[list[str], int]:
        """Ids of the ties between these actors, in order, and the number of ties between them and others."""
        one, other = members[self._start], members[self._end]
        return self.graph.ids_of_ties(self._rows[one & other].tolist()), int((one ^ other).sum())

    def ties_of(self, number: int) -> list[str]:
        """Ids of the ties of an actor, in order."""
        at = np.flatnonzero((self._start == number) | (self._end == number))
        return [self.graph.tie_ids[row] for row in self._rows[at].tolist()]

    def ties_between(self, one: int, other: int) -> list[str]:
        """Ids of the ties between two actors, in order."""
        keys = between(self.graph, self.actors[one], self.actors[other], self.tie_filter)
        return sorted(key for key in keys if not self._aside.has(key))

    def _filled(self, graph: nx.Graph[int], edges: EdgeArrays) -> nx.Graph[int]:
        graph.add_nodes_from(range(len(self.actors)))
        graph.add_weighted_edges_from(zip(*(column.tolist() for column in edges), strict=True))
        return graph


def _counted(start: Numbers, end: Numbers, actors: int) -> EdgeArrays:
    """Each pair once, in order, with how often it occurs."""
    pairs, weight = np.unique(start * max(actors, 1) + end, return_counts=True)
    return EdgeArrays(pairs // max(actors, 1), pairs % max(actors, 1), weight)
