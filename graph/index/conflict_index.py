"""An index of conflicts: which ties and outcomes contradict each other, or differ otherwise."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import numpy as np

from graph.index.tie_index import TieIndex
from graph.rdf.records import CONTRADICTS, Record, Records
from graph.storage.tie_columns import IN_CONFLICT

ConflictKind = Literal["contradicts", "rounds", "other scope", "supersedes"]
_OF_ONE_THING = ("contradicts", "rounds", "supersedes")
"""The kinds of conflict whose sides tell of one and the same thing."""
_Sides = dict[str, dict[str, list[str]]]


class ConflictIndex:
    """The conflicts of a version, by id. A space is `ties` or `outcomes`."""

    def __init__(self, records: Records, index: TieIndex) -> None:
        self._records, self._index = records, index

    @cached_property
    def by_name(self) -> _Sides:
        """Conflict id -> space -> ids of the ties or outcomes that contradict each other."""
        return self._by_name("conflicts")

    @cached_property
    def differences_by_name(self) -> _Sides:
        """The same for conflicts that are no contradictions."""
        return self._by_name("differences")

    def kind(self, name: str) -> str:
        """How the sides of a conflict stand to each other."""
        described = self._records.conflicts.get(name)
        return described["kind"] if described else CONTRADICTS

    def sentence(self, name: str) -> str | None:
        """Who says what, in one sentence; None where nobody has described the conflict."""
        described = self._records.conflicts.get(name)
        return described["sentence"] if described else None

    def is_of_one_thing(self, name: str) -> bool:
        """Whether the sides of a conflict tell of one and the same thing, which counts once."""
        return self.kind(name) in _OF_ONE_THING

    def rivals(self, space: str, key: str) -> list[str]:
        """Ids of the ties (or outcomes) that contradict this one, in order."""
        rivals = {
            other for name in self._record(space, key)["conflicts"] for other in self.by_name[name].get(space, ())
        }
        return sorted(rivals - {key})

    def sentences(self, space: str, key: str) -> list[str]:
        """What is text of the conflicts of a tie or an outcome, contradictions first."""
        record = self._record(space, key)
        return [text for name in (*record["conflicts"], *record["differences"]) if (text := self.sentence(name))]

    def _by_name(self, field: str) -> _Sides:
        conflicts: _Sides = {}
        in_conflict = np.flatnonzero(self._index.columns.caution & IN_CONFLICT).tolist()
        ties = sorted([*self._index.ids_of_ties(in_conflict), *self._records.ambiguous])
        for space, keys in (("ties", ties), ("outcomes", self._records.outcomes)):
            for key in keys:
                for name in self._record(space, key)[field]:
                    conflicts.setdefault(name, {}).setdefault(space, []).append(key)
        return conflicts

    def _record(self, space: str, key: str) -> Record:
        records = self._records.ambiguous if key in self._records.ambiguous else getattr(self._records, space)
        record: Record = records[key]
        return record
