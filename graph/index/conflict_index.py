"""An index of conflicts: which ties and outcomes contradict each other."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from graph.index.tie_index import TieIndex
from graph.rdf.records import Records
from graph.storage.tie_columns import IN_CONFLICT


class ConflictIndex:
    """The conflicts of a version, by id. A space is `ties` or `outcomes`."""

    def __init__(self, records: Records, index: TieIndex) -> None:
        self._records, self._index = records, index

    @cached_property
    def by_name(self) -> dict[str, dict[str, list[str]]]:
        """Conflict id -> space -> ids of the ties or outcomes that contradict each other."""
        conflicts: dict[str, dict[str, list[str]]] = {}
        disputed = np.flatnonzero(self._index.columns.caution & IN_CONFLICT).tolist()
        for space, keys in (("ties", self._index.ids_of_ties(disputed)), ("outcomes", self._records.outcomes)):
            for key in keys:
                for name in self._names(space, key):
                    conflicts.setdefault(name, {}).setdefault(space, []).append(key)
        return conflicts

    def rivals(self, space: str, key: str) -> list[str]:
        """Ids of the ties (or outcomes) that contradict this one, in order."""
        rivals = {other for name in self._names(space, key) for other in self.by_name[name].get(space, ())}
        return sorted(rivals - {key})

    def _names(self, space: str, key: str) -> tuple[str, ...]:
        """The conflicts that a tie or an outcome is part of."""
        conflicts: tuple[str, ...] = getattr(self._records, space)[key]["conflicts"]
        return conflicts
