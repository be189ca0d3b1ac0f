"""The filter of ties: by relation, status, source tier, time, family, actor kind and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.rdf.records import Record
from graph.storage.tie_columns import NO_TIER


@dataclass(frozen=True, slots=True)
class Filter:
    """The conditions that a tie must meet. An empty set or None sets no condition.

    `worst_tier` 2 leaves out ties that only sources of tier 3 support. `families` are the classes of
    relations (`money_tie`). With `kinds`, the actors at both ends must be of one of these kinds. With `sources`, at
    least one of them must support the tie.
    """

    relations: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    worst_tier: int | None = None
    moment: Moment | None = None
    families: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def admits(self, graph: OpenVersion, tie: Record) -> bool:
        """Whether a tie meets all conditions."""
        return self._admits_what(graph, tie) and self._admits_who(graph, tie) and self._admits_when(graph, tie)

    def _admits_what(self, graph: OpenVersion, tie: Record) -> bool:
        if self.relations and tie["kind"] not in self.relations:
            return False
        if self.statuses and tie["claim_status"] not in self.statuses:
            return False
        return not self.families or graph.relation(tie).family in self.families

    def _admits_who(self, graph: OpenVersion, tie: Record) -> bool:
        if self.sources and self.sources.isdisjoint(tie["sources"]):
            return False
        if self.worst_tier is not None and best_tier(graph, tie) > self.worst_tier:
            return False
        actors = graph.records.actors
        return not self.kinds or (actors[tie["from"]]["kind"] in self.kinds and actors[tie["to"]]["kind"] in self.kinds)

    def _admits_when(self, graph: OpenVersion, tie: Record) -> bool:
        return self.moment is None or self.moment.admits(tie, is_event=is_event(graph, tie))


ALL = Filter()
"""Every tie."""


def between(graph: OpenVersion, start: str, end: str, tie_filter: Filter = ALL) -> Iterator[str]:
    """Ids of the ties between two actors, in either direction."""
    yield from forward(graph, start, end, tie_filter)
    if start != end:
        yield from forward(graph, end, start, tie_filter)


def forward(graph: OpenVersion, start: str, end: str, tie_filter: Filter = ALL) -> Iterator[str]:
    """Ids of the ties that lead from one actor to another."""
    ties = graph.records.ties
    keys = graph.adjacency.between(start, end)
    yield from (key for key in keys if tie_filter is ALL or tie_filter.admits(graph, ties[key]))


def best_tier(graph: OpenVersion, record: Record) -> int:
    """The tier of the strongest source of a record; NO_TIER if none is described."""
    sources = graph.records.sources
    return min((sources[key]["tier"] or NO_TIER for key in record["sources"] if key in sources), default=NO_TIER)


def is_event(graph: OpenVersion, tie: Record) -> bool:
    """Whether the tie is an event, which happened at one time or within one period, rather than a lasting state."""
    return graph.relation(tie).temporality == "event"
