"""Which statements state one tie: those between the same ends that can be true of one thing, and of no other.

Two statements of one relation between the same ends are compatible where each of start, end, amount, quantity and role
is equal, or one contains the other (`2018` and `2018-10`), or one of them does not give it; and where neither was
attested or published long before the other says that the tie began. A conflict that both are part of does not keep them
apart: each side of a conflict may have several statements. Their order does not matter:

- Where all that are compatible with a statement are compatible with each other, they state one tie with it. The tie
  has the most exact of what they say.
- Where they are not, the statement may be of any of them. It stays by itself, and nothing counts it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from graph.model.dates import Span
from graph.model.ids import tie_ref
from graph.model.statements import PartialDate

Pair = frozenset[str]
ANNOUNCED_AHEAD = timedelta(days=366)
"""A source tells of nothing that begins so long after the source was published."""
_Neighbors = dict[str, set[str]]


class Measure(NamedTuple):
    """A number as text, and its currency or unit; both empty where it is not given."""

    unit: str = ""
    value: str = ""

    def is_compatible(self, other: Measure) -> bool:
        """Whether both may be the same number."""
        return not self.value or not other.value or self == other


NO_MEASURE = Measure()


class TieEnds(NamedTuple):
    """What statements of one tie must share: both ends, the relation, and what else tells ties of it apart."""

    start: str
    relation: str
    end: str
    unit: str = ""
    """The unit of a tie that has no quantity."""


class StatedTie(NamedTuple):
    """The id of a tie as sources state it, and what they say that tells it from others between the same ends."""

    key: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    amount: Measure = NO_MEASURE
    quantity: Measure = NO_MEASURE
    attested: Span | None = None
    """From the last day that its first attestation may be, to the first day that its last may be."""
    role: str = ""
    """Where ties of a relation are told apart by their roles."""
    known_by: date | None = None
    """The last day on which the earliest of its sources may have been published."""

    def is_compatible(self, other: StatedTie) -> bool:
        """Whether both may be of one tie."""
        return (
            _one_contains(self.start, other.start)
            and _one_contains(self.end, other.end)
            and self.amount.is_compatible(other.amount)
            and self.quantity.is_compatible(other.quantity)
            and (not self.role or not other.role or self.role.casefold() == other.role.casefold())
            and not _begins_after(self.start, other.end)
            and not _begins_after(other.start, self.end)
            and not _is_later(self, other)
            and not _is_later(other, self)
        )


class TieDecisions(NamedTuple):
    """What people decided on pairs of ids of ties as sources state them."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


class TieMatches(NamedTuple):
    """Which ids of ties stand for others."""

    canonical: Mapping[str, str] = {}
    """Id of a tie as a source states it -> id of the tie that it supports, where the two differ."""
    may_be: Mapping[str, tuple[str, ...]] = {}
    """Id of a statement that may be of any of several ties -> their ids, in order."""
    contradictions: tuple[Pair, ...] = ()
    """Ids that are judged to be one tie, but contradict each other."""


NO_DECISIONS = TieDecisions()


def match(ends: TieEnds, stated: Iterable[StatedTie], decisions: TieDecisions = NO_DECISIONS) -> TieMatches:
    """Match all statements of one relation between the same ends. Their order does not matter."""
    ties = sorted(stated)
    near = _neighbors(ties, decisions.different)
    contradictions = _follow(decisions.same, near)
    sure = {key for key, others in near.items() if _is_clique(others, near)}
    final = {}
    for tie in ties:
        group = [other for other in ties if other.key == tie.key or (tie.key in sure and other.key in near[tie.key])]
        final[tie.key] = _merged_key(ends, [one for one in group if one.key in sure]) if tie.key in sure else tie.key
    may_be = {key: tuple(sorted({final[other] for other in near[key] & sure})) for key in near.keys() - sure}
    return TieMatches(
        {key: merged for key, merged in final.items() if key != merged},
        {key: others for key, others in sorted(may_be.items()) if others},
        contradictions,
    )


def _neighbors(ties: Sequence[StatedTie], different: frozenset[Pair]) -> _Neighbors:
    """Id -> ids of all statements that are compatible with it."""
    near: _Neighbors = {tie.key: set() for tie in ties}
    by_day: dict[PartialDate | None, list[StatedTie]] = defaultdict(list)
    for tie in ties:  # two exact days are equal or not: only what has none is compared with everything
        day = tie.start if tie.start and tie.start.precision == "day" else None
        for other in _may_begin_on(by_day, day):
            if tie.is_compatible(other) and frozenset((tie.key, other.key)) not in different:
                near[tie.key].add(other.key)
                near[other.key].add(tie.key)
        by_day[day].append(tie)
    return near


def _may_begin_on(by_day: Mapping[PartialDate | None, list[StatedTie]], day: PartialDate | None) -> list[StatedTie]:
    """The statements so far that may begin on this day; all of them where it is not known."""
    if day is None:
        return [tie for ties in by_day.values() for tie in ties]
    return [*by_day.get(None, ()), *by_day.get(day, ())]


def _follow(same: Iterable[Pair], near: _Neighbors) -> tuple[Pair, ...]:
    """Make statements that people judged to be of one tie neighbors of the same others alone."""
    contradictions = []
    for one, other in sorted(tuple(sorted(pair)) for pair in same):
        if one not in near or other not in near:
            continue
        if other not in near[one]:
            contradictions.append(frozenset((one, other)))
            continue
        shared = near[one] & near[other]
        for key, partner in ((one, other), (other, one)):
            for lost in near[key] - shared - {partner}:
                near[lost].discard(key)
            near[key] = shared | {partner}
    return tuple(contradictions)


def _is_clique(keys: Iterable[str], near: _Neighbors) -> bool:
    """Whether all of these are compatible with each other."""
    members = set(keys)
    return all(members - {key} <= near[key] for key in members)


def _merged_key(ends: TieEnds, group: Sequence[StatedTie]) -> str:
    """The id of the tie that a group of compatible statements states: made of the most exact of what they say."""
    if len(group) == 1:
        return group[0].key
    start, end = (_narrowest(dates) for dates in ((tie.start for tie in group), (tie.end for tie in group)))
    amount = max(tie.amount for tie in group)
    quantity = max(tie.quantity for tie in group)
    marks = (
        ("", str(start or "")),
        ("until", str(end or "")),
        (amount.unit, Decimal(amount.value) if amount.value else None),
        (quantity.unit, Decimal(quantity.value) if quantity.value else None),
        ("role", max(tie.role for tie in group)),
        ("unit", ends.unit),
    )
    return tie_ref(ends.start, ends.relation, ends.end, marks).key


def _narrowest(dates: Iterable[PartialDate | None]) -> PartialDate | None:
    known = [known for known in dates if known]
    return min(known, key=lambda date: date.last - date.first) if known else None


def _one_contains(one: PartialDate | None, other: PartialDate | None) -> bool:
    if one is None or other is None:
        return True
    return (one.first <= other.first and other.last <= one.last) or (
        other.first <= one.first and one.last <= other.last
    )


def _is_later(tie: StatedTie, other: StatedTie) -> bool:
    """Whether a tie began, or ended, when the other is known not to have: by its attestations or its sources."""
    if other.attested and tie.start and tie.start.first > other.attested.first:
        return True
    if other.attested and tie.end and tie.end.last < other.attested.last:
        return True
    return bool(other.known_by and tie.start and tie.start.first - other.known_by > ANNOUNCED_AHEAD)


def _begins_after(start: PartialDate | None, end: PartialDate | None) -> bool:
    return start is not None and end is not None and start.first > end.last
