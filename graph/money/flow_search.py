"""The ties that money may follow from one actor to the next, in the order of time."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import NamedTuple, Protocol

from graph.index.filters import ALL, Filter, is_event
from graph.index.open_version import OpenVersion
from graph.model.dates import Span, validity
from graph.money.families import MONEY
from graph.rdf.records import Record


class Link(NamedTuple):
    """The ties from one actor to another. `hop`: its distance in ties from the actor where the search began."""

    source: str
    target: str
    keys: tuple[str, ...]
    hop: int


class _Stop(NamedTuple):
    """After how many hands money can take a tie, and the first day on which it can (upstream: the last)."""

    hop: int
    day: date


class MoneyPaths:
    """The ties that money may follow: the money family, what the ontology says passes money on, and `also`."""

    def __init__(self, graph: OpenVersion, tie_filter: Filter = ALL, also: frozenset[str] = frozenset()) -> None:
        self.graph, self.tie_filter, self.also = graph, tie_filter, also

    @cached_property
    def relations(self) -> frozenset[str]:
        """The relations that money may follow, of those that the filter admits."""
        known = self.graph.terms.relations.items()
        carrying = {name for name, it in known if it.family == MONEY or it.passes_money or name in self.also}
        return frozenset(carrying & self.tie_filter.relations if self.tie_filter.relations else carrying)

    def carries(self, key: str) -> bool:
        """Whether money may follow this tie."""
        tie = self.graph.records.ties[key]
        is_money = tie["kind"] in self.relations
        return is_money and tie["from"] != tie["to"] and self.tie_filter.admits(self.graph, tie)

    def down(self, actor: str) -> list[str]:
        """The ties by which money leaves an actor."""
        return list(filter(self.carries, self.graph.adjacency.leaving(actor)))

    def up(self, actor: str) -> list[str]:
        """The ties by which money reaches an actor."""
        return list(filter(self.carries, self.graph.adjacency.arriving(actor)))

    def links(self, start: str | None, end: str | None, hops: int) -> list[Link]:
        """The links that the money asked about may take, in order of their ends."""
        after = self.reach(_Downstream(), start, hops) if start else {}
        before = self.reach(_Upstream(), end, hops) if end else {}
        if start and end:
            both = after.keys() & before.keys()
            keys = {key for key in both if _meets(after[key], before[key], hops)}
        else:
            keys = set(after or before) if start or end else set(filter(self.carries, self.graph.records.ties))
        links: dict[tuple[str, str], list[str]] = defaultdict(list)
        for key in sorted(keys):
            tie = self.graph.records.ties[key]
            links[tie["from"], tie["to"]].append(key)
        near = after or before
        return [
            Link(one, other, tuple(keys), min((near[key].hop for key in keys if near), default=0))
            for (one, other), keys in sorted(links.items())
        ]

    def reach(self, way: _Way, actor: str, hops: int) -> dict[str, _Stop]:
        """The ties that money can take from an actor, or to it."""
        self.graph.actor(actor)
        day_at: dict[str, date] = {actor: way.begin}
        ring, stops = {actor}, dict[str, _Stop]()
        for hop in range(1, hops + 1):
            ring_next: set[str] = set()
            for near, key in ((actor, key) for actor in sorted(ring) for key in way.ties(self, actor)):
                tie = self.graph.records.ties[key]
                day = way.day(validity(tie, is_event=is_event(self.graph, tie)).possible, day_at[near])
                if day is None:
                    continue
                known = stops.setdefault(key, _Stop(hop, day))
                stops[key] = _Stop(known.hop, way.better(day, known.day))
                far = way.far_end(tie)
                if far not in day_at or way.better(day, day_at[far]) != day_at[far]:
                    day_at[far] = day
                    ring_next.add(far)
            ring = ring_next
        return stops


class _Way(Protocol):
    """The direction in which money is followed."""

    begin: date

    def ties(self, paths: MoneyPaths, actor: str) -> list[str]: ...
    def far_end(self, tie: Record) -> str: ...
    def day(self, possible: Span, known: date) -> date | None: ...
    def better(self, one: date, other: date) -> date: ...


class _Downstream:
    """On to the next hand: a gift is made once the money has come."""

    begin = date.min

    def ties(self, paths: MoneyPaths, actor: str) -> list[str]:
        return paths.down(actor)

    def far_end(self, tie: Record) -> str:
        return str(tie["to"])

    def day(self, possible: Span, known: date) -> date | None:
        return max(possible.first, known) if possible.last >= known else None

    def better(self, one: date, other: date) -> date:
        return min(one, other)


class _Upstream:
    """Back to the hand before: money has come before it goes."""

    begin = date.max

    def ties(self, paths: MoneyPaths, actor: str) -> list[str]:
        return paths.up(actor)

    def far_end(self, tie: Record) -> str:
        return str(tie["from"])

    def day(self, possible: Span, known: date) -> date | None:
        return min(possible.last, known) if possible.first <= known else None

    def better(self, one: date, other: date) -> date:
        return max(one, other)


def _meets(after: _Stop, before: _Stop, hops: int) -> bool:
    """Whether money can come to a tie and go on from it, in time and within so many hands."""
    return after.hop + before.hop - 1 <= hops and after.day <= before.day
