"""Adding up money without counting any of it twice: which ties count, which do not, and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from graph.filters import best_tier, is_event
from graph.knowledge import Knowledge
from graph.records import Record
from graph.time import Limits, limits

Amount = int | Decimal
Reason = Literal["same_gift", "part_of", "conflict", "other_currency"]

RULE = (
    "A sum adds amounts as sources state them, given or promised. A tie that tells of money already in the sum is left "
    "out and named with its reason: the same gift under another date, name or relation; a part of a total that is in "
    "the sum; the other sides of a conflict, of which the one with the strongest sources counts. Where an actor "
    "received money in the same sum and gave money on, its gifts count only beyond what it had received by then, since "
    "they may be the same money. Nothing is estimated: a sum is what the ties show, not all that was given."
)
"""The rule of every sum, in words for the reader of an answer."""

_RUNNING_TOTAL = re.compile(r"\bcumulative\b", re.IGNORECASE)
"""The word that marks a total over years in a note, as the README of the facts asks."""


class LeftOut(NamedTuple):
    """A tie that is not counted, why, and the ties that stand in its place."""

    tie: str
    reason: Reason
    because: tuple[str, ...] = ()


class Hand(NamedTuple):
    """An actor that received money and gave money on in the same sum: how much, and by which ties.

    `received` is what it had received by the day of its last gift.
    """

    actor: str
    received: Amount
    gave: Amount
    ties_in: tuple[str, ...]
    ties_out: tuple[str, ...]

    @property
    def passed_on(self) -> Amount:
        """How much of its gifts may be money that is in the sum already."""
        return min(self.received, self.gave)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A sum and the ties behind it, each list in order of id. `unknown` are the ties without an amount.

    `total` is what the counted ties add up to, less what the hands passed on. `low` and `high` are the least and the
    most that it may be, whichever side of its conflicts is right.
    """

    counted: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    unknown: tuple[str, ...]
    hands: tuple[Hand, ...]
    total: Amount
    low: Amount
    high: Amount

    @property
    def passed_on(self) -> Amount:
        """How much was taken off because it was passed on."""
        return sum(hand.passed_on for hand in self.hands)


def reckon(knowledge: Knowledge, keys: Iterable[str], currency: str = "USD") -> Reckoning:
    """Add up these ties; the answer depends on no order."""
    return _Desk(knowledge, frozenset(keys), currency).reckoning()


def totalled(
    knowledge: Knowledge, counted: Iterable[str], left_out: Iterable[LeftOut], unknown: Iterable[str]
) -> Reckoning:
    """Add up ties of which it is known already that none tells of the money of another."""
    ties, kept, out = knowledge.records.ties, set(counted), sorted(left_out)
    keys = tuple(sorted(kept))
    hands = _hands(knowledge, keys)
    total = sum(ties[key]["amount"] for key in keys) - sum(hand.passed_on for hand in hands)
    sides: dict[str, list[Amount]] = {}
    for tie, reason, because in out:
        if reason == "conflict" and because[0] in kept:
            sides.setdefault(because[0], [ties[because[0]]["amount"]]).append(ties[tie]["amount"])
    low = total - sum(amounts[0] - min(amounts) for amounts in sides.values())
    high = total + sum(max(amounts) - amounts[0] for amounts in sides.values())
    return Reckoning(keys, tuple(out), tuple(sorted(unknown)), hands, total, low, high)


def _hands(knowledge: Knowledge, keys: Iterable[str]) -> tuple[Hand, ...]:
    ties = knowledge.records.ties
    given: dict[str, list[str]] = defaultdict(list)
    received: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        given[ties[key]["from"]].append(key)
        received[ties[key]["to"]].append(key)
    hands = (_hand(knowledge, actor, received[actor], given[actor]) for actor in sorted(given.keys() & received.keys()))
    return tuple(hand for hand in hands if hand.received)


def _hand(knowledge: Knowledge, actor: str, received: list[str], given: list[str]) -> Hand:
    ties = knowledge.records.ties
    last = max(_limits(knowledge, key).start.last for key in given)
    ties_in = tuple(key for key in received if _limits(knowledge, key).start.first <= last)
    came, went = (sum(ties[key]["amount"] for key in keys) for keys in (ties_in, given))
    return Hand(actor, came, went, ties_in, tuple(given))


def _limits(knowledge: Knowledge, key: str) -> Limits:
    tie = knowledge.records.ties[key]
    return limits(tie, is_event=is_event(knowledge, tie))


class _Desk:
    """The ties of one sum, taken away one after the other until only those that count are left."""

    def __init__(self, knowledge: Knowledge, keys: frozenset[str], currency: str) -> None:
        self.knowledge = knowledge
        self.ties: dict[str, Record] = {key: knowledge.tie(key) for key in sorted(keys)}
        self.left = {key for key, tie in self.ties.items() if tie["amount"] is not None}
        self.unknown = tuple(key for key in self.ties if key not in self.left)
        self.currency = currency
        self.out: dict[str, LeftOut] = {}

    def reckoning(self) -> Reckoning:
        steps = (self.other_currencies, self.marked, self.running_totals, self.same_gifts, self.conflicts)
        for step in steps:
            for left_out in list(step()):
                self.left.discard(left_out.tie)
                self.out.setdefault(left_out.tie, left_out)
        return totalled(self.knowledge, self.left, self.out.values(), self.unknown)

    def other_currencies(self) -> Iterator[LeftOut]:
        for key in sorted(self.left):
            if self.ties[key]["currency"] != self.currency:
                yield LeftOut(key, "other_currency")

    def marked(self) -> Iterator[LeftOut]:
        """Ties that the facts say tell of money that another tie of the sum holds."""
        for key in sorted(self.left):
            for holder in self.holders(key):
                if holder in self.left and (key not in self.holders(holder) or holder < key):
                    yield LeftOut(key, self.kind_of_part(key, holder), (holder,))
                    break

    def holders(self, key: str) -> list[str]:
        """The ties that hold the money of a tie, nearest first, also where one of them is outside the sum."""
        found = [key]
        for near in found:
            marks = self.knowledge.records.ties[near].get("money_in", ())
            found += [mark for mark in marks if mark not in found and mark in self.knowledge.records.ties]
        return found[1:]

    def kind_of_part(self, key: str, holder: str) -> Reason:
        return "same_gift" if self.ties[key]["amount"] == self.ties[holder]["amount"] else "part_of"

    def running_totals(self) -> Iterator[LeftOut]:
        """Ties between the same ends, within the period of a total that is noted as cumulative."""
        totals = [key for key in sorted(self.left) if _is_running_total(self.ties[key])]
        for total in sorted(totals, key=lambda key: (-self.ties[key]["amount"], key)):
            for key in self.same_ends[self.ends(total)]:
                if key != total and self.within(key, total):
                    yield LeftOut(key, "part_of", (total,))

    def within(self, key: str, total: str) -> bool:
        part, whole = self.limits(key), self.limits(total)
        if self.ties[key]["start"] is None or None in (self.ties[total]["start"], self.ties[total]["end"]):
            return False
        ends_within = self.ties[key]["end"] is None or part.end.last <= whole.end.last
        begins_within = whole.start.first <= part.start.first and part.start.last <= whole.end.last
        return begins_within and ends_within and self.ties[key]["amount"] <= self.ties[total]["amount"]

    def same_gifts(self) -> Iterator[LeftOut]:
        """Ties between the same ends with the same amount, from other sources, whose dates may mean the same."""
        for keys in self.same_ends.values():
            told: dict[Amount, list[str]] = defaultdict(list)
            for key in sorted(keys & self.left, key=self.sharpness):
                first = told[self.ties[key]["amount"]]
                if same := next((other for other in first if self.may_be_same(key, other)), None):
                    yield LeftOut(key, "same_gift", (same,))
                else:
                    first.append(key)

    def may_be_same(self, one: str, other: str) -> bool:
        """Not where one source tells of both: it would not tell of one gift twice."""
        if not set(self.ties[one]["sources"]).isdisjoint(self.ties[other]["sources"]):
            return False
        mine, theirs = self.limits(one), self.limits(other)
        return mine.start.meets(theirs.start) and mine.end.meets(theirs.end)

    def conflicts(self) -> Iterator[LeftOut]:
        """All but one of the ties that cannot all be true."""
        left = set(self.left)
        for name in sorted({name for key in left for name in self.ties[key]["conflicts"]}):
            sides = [key for key in left if name in self.ties[key]["conflicts"]]
            best, *others = sorted(sides, key=lambda key: (self.weakness(key), self.sharpness(key))) or [""]
            left.difference_update(others)
            yield from (LeftOut(key, "conflict", (best,)) for key in sorted(others))

    @cached_property
    def same_ends(self) -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for key in sorted(self.left):
            found[self.ends(key)].add(key)
        return found

    def ends(self, key: str) -> tuple[str, str]:
        return self.ties[key]["from"], self.ties[key]["to"]

    def limits(self, key: str) -> Limits:
        return _limits(self.knowledge, key)

    def sharpness(self, key: str) -> tuple[int, int, int, str]:
        """Ties with the most exact date come first, then those with the strongest sources."""
        start = self.limits(key).start
        return (start.last - start.first).days, *self.weakness(key), key

    def weakness(self, key: str) -> tuple[int, int]:
        tie = self.ties[key]
        return best_tier(self.knowledge, tie), -len(tie["sources"])


def _is_running_total(tie: Record) -> bool:
    return any(_RUNNING_TOTAL.search(receipt["note"] or "") for receipt in tie["receipts"])
