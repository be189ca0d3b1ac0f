"""Actors and ties of a part of a version, read one after the other: all that a file needs, in flat memory.

It answers what exports ask of a mirror in the same words, without the mirror, which takes gigabytes of a million ties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.index.knowledge import Knowledge
from graph.rdf.records import Record
from graph.storage.tie_columns import NO_DAY

Places = NDArray[np.intp]


class Roll:
    """The part of these actors, by number and in order, and of these ties, by row."""

    def __init__(self, knowledge: Knowledge, actors: Places, rows: Places, *, is_whole: bool = False) -> None:
        self._knowledge, self._actors, self._rows = knowledge, actors, rows
        self.is_whole = is_whole
        self.graph = {"version": knowledge.version, "digest": knowledge.digest}
        self.nodes = Nodes(self, knowledge.records.actors)

    def __len__(self) -> int:
        return len(self._actors)

    def __iter__(self) -> Iterator[str]:
        """The ids of the actors, in order."""
        ids = self._knowledge.actor_ids
        return (ids[number] for number in self._actors.tolist())

    def number_of_nodes(self) -> int:
        """How many actors there are."""
        return len(self._actors)

    def number_of_edges(self) -> int:
        """How many ties there are."""
        return len(self._rows)

    def ties(self) -> Iterator[tuple[str, str, str, Record]]:
        """Each tie as (from, to, tie id, record), by these three."""
        columns, knowledge = self._knowledge.columns, self._knowledge
        start, end = columns.start[self._rows], columns.end[self._rows]
        order = np.lexsort((self._rows, end, start))
        for row in self._rows[order].tolist():
            tie = knowledge.tie_at(row)
            yield tie["from"], tie["to"], knowledge.tie_ids[row], tie

    def edges(self, *, keys: bool = False, data: bool = False) -> Iterator[Any]:
        """The ties as networkx gives the edges of a multigraph."""
        for origin, target, key, tie in self.ties():
            yield (origin, target, *((key,) if keys else ()), *((tie,) if data else ()))

    @cached_property
    def degrees(self) -> Counter[str]:
        """The number of ties at each actor that has any; a tie to oneself counts twice."""
        columns, ids = self._knowledge.columns, self._knowledge.actor_ids
        ends = np.concatenate((columns.start[self._rows], columns.end[self._rows]))
        counts = np.bincount(ends, minlength=len(ids))
        return Counter({ids[number]: int(counts[number]) for number in np.flatnonzero(counts).tolist()})

    def degree(self, slug: str) -> int:
        """The number of ties at an actor."""
        return self.degrees[slug]

    @property
    def is_dated(self) -> bool:
        """Whether the start or the end of a tie is known."""
        columns = self._knowledge.columns
        return bool((np.maximum(columns.start_first[self._rows], columns.end_first[self._rows]) != NO_DAY).any())


class Nodes:
    """The actors of a roll, as networkx gives the nodes of a graph."""

    def __init__(self, roll: Roll, actors: Mapping[str, Record]) -> None:
        self._roll, self._actors = roll, actors

    def __getitem__(self, slug: str) -> Record:
        return self._actors[slug]

    def __call__(self, *, data: bool | str) -> Iterator[tuple[str, Any]]:
        """Each actor with its record, or with one value of it."""
        for slug in self._roll:
            yield slug, self[slug] if data is True else self[slug][str(data)]
