"""An index of sources: which ties, actors and outcomes each source supports, read from the columns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.storage.tie_columns import Columns

Places = NDArray[np.intp]
_NONE: Places = np.empty(0, dtype=np.intp)


class SourceCounts(NamedTuple):
    """How much one source supports. `alone`: the ties that no other source supports."""

    actors: int
    ties: int
    alone: int
    outcomes: int


class SourceIndex:
    """What each source supports. Ties and actors are numbers: their positions in the order of ids."""

    def __init__(self, columns: Columns, outcomes: Mapping[str, Mapping[str, Any]]) -> None:
        self._columns, self._outcomes = columns, outcomes
        self.sources = columns.source_ids

    def number(self, source: str) -> int | None:
        """The position of a source in `sources`; None if nothing cites it."""
        place = bisect_left(self.sources, source)
        return place if place < len(self.sources) and self.sources[place] == source else None

    def ties(self, source: str) -> Places:
        """The ties that a source supports, in order."""
        place = self.number(source)
        return _NONE if place is None else self._ties.of(place)

    def ties_of_any(self, sources: Iterable[str]) -> Places:
        """The ties that at least one of these sources supports, in order, without repetition."""
        ties: Places = np.unique(np.concatenate([_NONE, *map(self.ties, sources)]))
        return ties

    def actors(self, source: str) -> Places:
        """The actors that a source describes, in order."""
        place = self.number(source)
        return _NONE if place is None else self._actors.of(place)

    def outcomes(self, source: str) -> Collection[str]:
        """Ids of the outcomes that a source supports, in order."""
        return self._outcomes_of.get(source, ())

    def alone(self, source: str) -> Places:
        """The ties that this source supports and no other."""
        ties = self.ties(source)
        alone: Places = ties[self._columns.sources[ties] == 1]
        return alone

    def counts(self, source: str) -> SourceCounts:
        """How much a source supports."""
        counts = len(self.actors(source)), len(self.ties(source)), len(self.alone(source))
        return SourceCounts(*counts, len(self.outcomes(source)))

    def pairs(self) -> tuple[Places, Places]:
        """(ties, sources): two arrays of equal length, one pair for each source of each tie, in order of ties."""
        columns = self._columns
        return np.repeat(np.arange(len(columns.sources)), columns.sources), columns.tie_sources.astype(np.intp)

    @cached_property
    def _ties(self) -> _BySource:
        return _BySource(*self.pairs(), len(self.sources))

    @cached_property
    def _actors(self) -> _BySource:
        columns = self._columns
        actors = np.repeat(np.arange(len(columns.actor_source_count)), columns.actor_source_count)
        return _BySource(actors, columns.actor_sources, len(self.sources))

    @cached_property
    def _outcomes_of(self) -> dict[str, list[str]]:
        outcomes: dict[str, list[str]] = {}
        for key, outcome in self._outcomes.items():
            for source in outcome["sources"]:
                outcomes.setdefault(source, []).append(key)
        return outcomes


class _BySource:
    """Ties or actors by source, as one array with the offset at which each source begins."""

    def __init__(self, things: Places, sources: NDArray[np.integer[Any]], count: int) -> None:
        self._things = things[np.argsort(sources, kind="stable")]
        self._offsets = np.concatenate(([0], np.cumsum(np.bincount(sources, minlength=count))))

    def of(self, source: int) -> Places:
        return self._things[self._offsets[source] : self._offsets[source + 1]]
