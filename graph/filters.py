"""Which ties a question is about."""

from __future__ import annotations

from dataclasses import dataclass

from graph.knowledge import Knowledge
from graph.records import Record
from graph.time import Moment


@dataclass(frozen=True, slots=True)
class Filter:
    """What a tie must be to count; an empty set or None asks nothing.

    `worst_tier` 2 leaves out ties that only sources of tier 3 support.
    """

    relations: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    worst_tier: int | None = None
    moment: Moment | None = None

    def admits(self, knowledge: Knowledge, tie: Record) -> bool:
        """Whether this tie counts."""
        if self.relations and tie["kind"] not in self.relations:
            return False
        if self.statuses and tie["claim_status"] not in self.statuses:
            return False
        if self.worst_tier is not None and best_tier(knowledge, tie) > self.worst_tier:
            return False
        is_event = knowledge.relation(tie).temporality == "event"
        return self.moment is None or self.moment.admits(tie, is_event=is_event)


ALL = Filter()
"""Every tie."""


def best_tier(knowledge: Knowledge, record: Record) -> int:
    """The tier of the strongest source behind a record; 9 where none has one."""
    sources = knowledge.records.sources
    return min((sources[key]["tier"] or 9 for key in record["sources"] if key in sources), default=9)
