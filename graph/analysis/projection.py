"""The network that measures are computed on: actors by number, one line between two that have ties."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

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


class Arcs(NamedTuple):
    """Lines as arrays: from which actor, to which, and how many ties each stands for."""

    start: Numbers
    end: Numbers
    weight: Numbers


class Network:
    """The actors that have ties a filter admits, in order of id and numbered from 0.

    Numbers, not ids, are the nodes: algorithms that walk through sets of them then take the same way every time.
    """

    def __init__(self, graph: OpenVersion, tie_filter: Filter = ALL) -> None:
        self.graph, self.tie_filter = graph, tie_filter
        rows = admitted_rows(graph, tie_filter)
        start, end = graph.columns.start[rows], graph.columns.end[rows]
        tied = start != end
        self._rows = rows[tied]
        places, numbers = np.unique(np.concatenate((start[tied], end[tied])), return_inverse=True)
        self._start, self._end = (half.astype(np.int64) for half in np.split(numbers, 2))
        self.actors = [graph.actor_ids[place] for place in places.tolist()]

    @property
    def size(self) -> int:
        """How many ties there are."""
        return len(self._rows)

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each actor."""
        return {slug: number for number, slug in enumerate(self.actors)}

    @cached_property
    def ties(self) -> list[str]:
        """Ids of the ties, in order."""
        return [self.graph.tie_ids[row] for row in self._rows.tolist()]

    @cached_property
    def tie_arcs(self) -> Arcs:
        """Lines in the direction of the ties."""
        return _counted(self._start, self._end, len(self.actors))

    @cached_property
    def tie_lines(self) -> Arcs:
        """Lines without direction, from the smaller number to the larger."""
        return _counted(np.minimum(self._start, self._end), np.maximum(self._start, self._end), len(self.actors))

    @cached_property
    def lines(self) -> nx.Graph[int]:
        """Lines without direction; `weight` is how many ties a line stands for."""
        graph: nx.Graph[int] = nx.Graph()
        return self._filled(graph, self.tie_lines)

    @cached_property
    def arcs(self) -> nx.DiGraph[int]:
        """Lines in the direction of the ties; `weight` is how many ties a line stands for."""
        graph: nx.DiGraph[int] = nx.DiGraph()
        self._filled(graph, self.tie_arcs)
        return graph

    @cached_property
    def degrees(self) -> Numbers:
        """How many neighbors each actor has."""
        ends = np.concatenate((self.tie_lines.start, self.tie_lines.end))
        return np.bincount(ends, minlength=len(self.actors))

    @cached_property
    def weighted_degrees(self) -> Numbers:
        """How many ties each actor has."""
        return np.bincount(np.concatenate((self._start, self._end)), minlength=len(self.actors))

    def neighbors(self, number: int) -> list[int]:
        """The neighbors of an actor, in order."""
        start, end, _ = self.tie_lines
        return sorted([*end[start == number].tolist(), *start[end == number].tolist()])

    def ties_inside(self, members: Mask) -> tuple[list[str], int]:
        """Ids of the ties between these actors, in order, and the number of ties that lead out from them."""
        one, other = members[self._start], members[self._end]
        return self.graph.ids_of_ties(self._rows[one & other].tolist()), int((one ^ other).sum())

    def ties_of(self, number: int) -> list[str]:
        """Ids of the ties at an actor, in order of id."""
        at = np.flatnonzero((self._start == number) | (self._end == number))
        return [self.graph.tie_ids[row] for row in self._rows[at].tolist()]

    def ties_between(self, one: int, other: int) -> list[str]:
        """Ids of the ties that a line stands for."""
        return sorted(between(self.graph, self.actors[one], self.actors[other], self.tie_filter))

    def _filled(self, graph: nx.Graph[int], arcs: Arcs) -> nx.Graph[int]:
        graph.add_nodes_from(range(len(self.actors)))
        graph.add_weighted_edges_from(zip(*(column.tolist() for column in arcs), strict=True))
        return graph


def _counted(start: Numbers, end: Numbers, actors: int) -> Arcs:
    """Each pair once, in order, with how often it stands there."""
    pairs, weight = np.unique(start * max(actors, 1) + end, return_counts=True)
    return Arcs(pairs // max(actors, 1), pairs % max(actors, 1), weight)
