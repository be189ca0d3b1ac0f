"""A subgraph that exports can read from the record files one tie at a time, in constant memory.

A networkx graph of a million ties takes gigabytes; this keeps a few numbers for each tie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.index.filters import is_event
from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.rdf.records import Record
from graph.storage.tie_columns import NO_DAY

Numbers = NDArray[np.intp]


class SubgraphStream:
    """A `Subgraph` of some actors, given by number in order, and some ties, given by row."""

    def __init__(
        self,
        graph: OpenVersion,
        actors: Numbers,
        rows: Numbers,
        *,
        is_whole: bool = False,
        when: Moment | None = None,
        undated: int | None = None,
    ) -> None:
        self._graph, self._actors, self._rows, self._when = graph, actors, rows, when
        self.version, self.digest, self.is_whole, self.undated = graph.version, graph.digest, is_whole, undated

    @property
    def number_of_actors(self) -> int:
        """How many actors there are."""
        return len(self._actors)

    @property
    def number_of_ties(self) -> int:
        """How many ties there are."""
        return len(self._rows)

    @property
    def is_dated(self) -> bool:
        """Whether the start or the end of at least one tie is known."""
        columns = self._graph.columns
        return bool((np.maximum(columns.start_first[self._rows], columns.end_first[self._rows]) != NO_DAY).any())

    def actor_ids(self) -> Iterator[str]:
        """The ids of the actors, in order."""
        ids = self._graph.actor_ids
        return (ids[number] for number in self._actors.tolist())

    def actor(self, slug: str) -> Record:
        """The attributes of one actor."""
        return self._graph.records.actors[slug]

    def actors(self) -> Iterator[tuple[str, Record]]:
        """Each actor as (id, attributes), in order of id."""
        return ((slug, self.actor(slug)) for slug in self.actor_ids())

    def ties(self) -> Iterator[tuple[str, str, str, Record]]:
        """Each tie as (from, to, tie id, attributes), in order of these three."""
        columns, graph, when = self._graph.columns, self._graph, self._when
        start, end = columns.start[self._rows], columns.end[self._rows]
        order = np.lexsort((self._rows, end, start))
        for row in self._rows[order].tolist():
            tie = graph.tie_at(row)
            yield tie["from"], tie["to"], graph.tie_ids[row], tie if when is None else _with_certainty(graph, tie, when)

    def tie_ends(self) -> Iterator[tuple[str, str]]:
        """The two actors of each tie, read from the columns."""
        columns, ids = self._graph.columns, self._graph.actor_ids
        ends = zip(columns.start[self._rows].tolist(), columns.end[self._rows].tolist(), strict=True)
        return ((ids[start], ids[end]) for start, end in ends)

    def degrees(self) -> Counter[str]:
        """The number of ties of each actor that has any; a tie to oneself counts twice."""
        return self._degrees

    @cached_property
    def _degrees(self) -> Counter[str]:
        columns, ids = self._graph.columns, self._graph.actor_ids
        ends = np.concatenate((columns.start[self._rows], columns.end[self._rows]))
        counts = np.bincount(ends, minlength=len(ids))
        return Counter({ids[number]: int(counts[number]) for number in np.flatnonzero(counts).tolist()})


def _with_certainty(graph: OpenVersion, tie: Record, when: Moment) -> Record:
    return {**tie, "certainty": when.certainty_of(tie, is_event=is_event(graph, tie))}
