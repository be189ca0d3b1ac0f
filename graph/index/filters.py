"""The filter of ties: by relation, status, source tier, time, family, actor kind, source and place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from graph.index.adjacency import Mask
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import NoPlace
from graph.model.dates import Moment
from graph.rdf.records import Record
from graph.storage.tie_columns import NO_TIER

_INSIDE: WeakKeyDictionary[OpenVersion, dict[frozenset[str], Mask]] = WeakKeyDictionary()
"""What lies in which places, for as long as a version is open."""
_PLACE = "place"
_KNOWN_PLACES = 64


@dataclass(frozen=True, slots=True)
class Filter:
    """The conditions that a tie must meet. An empty set or None sets no condition.

    `worst_tier` 2 leaves out ties that only sources of tier 3 support. `families` are the classes of
    relations (`money_tie`). With `kinds`, the actors at both ends must be of one of these kinds. With `sources`, at
    least one of them must support the tie. With `places`, an actor at one end must be one of these or lie in one.
    """

    relations: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    worst_tier: int | None = None
    moment: Moment | None = None
    families: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()

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
        if self.places and not self._is_there(graph, tie):
            return False
        actors = graph.records.actors
        return not self.kinds or (actors[tie["from"]]["kind"] in self.kinds and actors[tie["to"]]["kind"] in self.kinds)

    def _is_there(self, graph: OpenVersion, tie: Record) -> bool:
        mask, numbers = inside(graph, self.places), graph.adjacency.numbers
        return bool(mask[numbers[tie["from"]]] or mask[numbers[tie["to"]]])

    def _admits_when(self, graph: OpenVersion, tie: Record) -> bool:
        return self.moment is None or self.moment.admits(tie, is_event=is_event(graph, tie))


ALL = Filter()
"""Every tie."""


def inside(graph: OpenVersion, places: frozenset[str]) -> Mask:
    """Whether each actor is one of these places or lies in one, at any depth; by number. Raises Unknown.

    What lies in a place is what leads to it by a relation that the ontology marks as transitive.
    """
    known = _INSIDE.setdefault(graph, {})
    if places not in known:
        if len(known) >= _KNOWN_PLACES:
            known.clear()
        known[places] = _inside(graph, places)
    return known[places]


def require_place(graph: OpenVersion, slug: str) -> None:
    """Raise NoPlace for an actor that is no place and in which nothing lies; Unknown for an id of nobody."""
    if graph.actor(slug)["kind"] != _PLACE and inside(graph, frozenset((slug,))).sum() == 1:
        raise NoPlace(f"{slug!r} is no place: name a town, a county or a state, such as us-state-CT")


def _inside(graph: OpenVersion, places: frozenset[str]) -> Mask:
    columns = graph.columns
    passed_on = [name in graph.terms.transitive for name in map(str, columns.relation_names)]
    rows = np.flatnonzero(np.isin(columns.relation, np.flatnonzero(passed_on)))
    start, end = columns.start[rows], columns.end[rows]
    mask: Mask = np.zeros(len(graph.actor_ids), dtype=np.bool_)
    mask[[_number(graph, place) for place in places]] = True
    while (reached := start[mask[end] & ~mask[start]]).size:
        mask[reached] = True
    return mask


def _number(graph: OpenVersion, place: str) -> int:
    graph.actor(place)  # raises Unknown
    return graph.adjacency.number(place)


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
