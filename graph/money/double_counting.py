"""Adding up money without counting any of it twice: which ties count, which do not, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from graph.index.open_version import OpenVersion
from graph.money.conflict_ranges import Dispute
from graph.money.hands import Ledger, amount_of
from graph.money.ledger import Amount, entries
from graph.money.reckoning import LeftOut, Reason, Reckoning, sum_up
from graph.storage.tie_columns import COUNTED_ELSEWHERE, IN_CONFLICT, RUNNING_TOTAL

RULE = (
    "A sum adds amounts as sources state them, given or promised. A tie that tells of money already in the sum is left "
    "out and named with its reason: the same gift under another date, name or relation; a part of a total that is in "
    "the sum; the other sides of a conflict, which is one gift: what the strongest sources say of it counts, and the "
    "range of the sum holds what the others say. Loans, investments and repayments are no gifts. Where an actor "
    "received money in the same sum and gave money on, its gifts count only beyond what it had received by then, since "
    "they may be the same money. Nothing is estimated: a sum is what the ties show, not all that was given."
)
"""The rule of every sum, in words for the reader of an answer."""


def ledger_of(graph: OpenVersion, keys: Iterable[str]) -> Ledger:
    """The entries of these ties, in order of id; raises Unknown."""
    return {entry.key: entry for entry in entries(graph, sorted(set(keys)))}


def reckon(graph: OpenVersion, keys: Iterable[str], currency: str = "USD") -> Reckoning:
    """Add up these ties; the answer depends on no order. Raises Unknown."""
    return reckon_ledger(graph, ledger_of(graph, keys), currency)


def reckon_ledger(
    graph: OpenVersion, ledger: Ledger, currency: str = "USD", disputes: Iterable[Dispute] = ()
) -> Reckoning:
    """Add up these entries; `disputes` are those of a larger sum, as for `sum_up`."""
    return _SumBuilder(graph, ledger, currency).result(disputes)


class _SumBuilder:
    """Finds which ties of one sum are about money that another tie of it counts already.

    Ties about the same gift are one family, represented by the one with the most exact date. A family is left
    out where money of any of its ties is in a tie of another family of the sum.
    """

    def __init__(self, graph: OpenVersion, ledger: Ledger, currency: str) -> None:
        self.graph, self.ledger = graph, ledger
        known = [entry for entry in ledger.values() if entry.amount is not None]
        self.unknown = [entry.key for entry in ledger.values() if entry.amount is None]
        self.inside = [entry.key for entry in known if entry.currency == currency]
        self.foreign = [LeftOut(entry.key, "other_currency") for entry in known if entry.currency != currency]
        self.out: dict[str, tuple[Reason, str]] = {}
        """Ties left out -> why, and the tie that is counted instead."""

    def result(self, disputes: Iterable[Dispute]) -> Reckoning:
        for step in (self.same_money, self.conflicts):
            self.out |= step()
        counted = [key for key in self.inside if key not in self.out]
        left_out = [LeftOut(key, reason, (self.counted_for(key),)) for key, (reason, _) in self.out.items()]
        return sum_up(self.ledger, counted, [*left_out, *self.foreign], self.unknown, disputes)

    def counted_for(self, key: str) -> str:
        """The tie that is counted instead of one that is not, however many lie between them."""
        while key in self.out:
            key = self.out[key][1]
        return key

    def same_money(self) -> dict[str, tuple[Reason, str]]:
        """Ties of a family but for its first, and families whose money another of the sum holds."""
        left_out: dict[str, tuple[Reason, str]] = {}
        for first, family in self.families.items():
            left_out |= {key: ("same_gift", first) for key in family if key != first}
            if holder := next(self.firsts_around(first), None):
                left_out[first] = (self.why_held(first, holder), holder)
        return left_out

    def why_held(self, first: str, holder: str) -> Reason:
        """How the money of a family is in that of another: the same, the same with another amount, or a part."""
        if self.ledger[first].amount == self.ledger[holder].amount:
            return "same_gift"
        return "part_of" if self.names_of(first).isdisjoint(self.names_of(holder)) else "conflict"

    def names_of(self, first: str) -> set[str]:
        """The conflicts that ties of a family are part of."""
        return {name for key in self.families[first] for name in self.disputes(key)}

    def firsts_around(self, first: str) -> Iterator[str]:
        """The firsts of other families that hold its money, nearest first; of two that hold each other, one does."""
        for key in self.around(first):
            holder = self.first.get(key)
            if holder not in (None, first) and (first not in self.around(holder) or holder < first):
                yield holder

    def around(self, key: str) -> list[str]:
        """The ties that hold money of a tie, or of its family, nearest first; also those outside the sum."""
        holding = self.family(key)
        own = len(holding)
        for near in holding:
            totals = [*self.marks(near), *self.totals_around.get(near, ())]
            holding += dict.fromkeys(
                other for holder in totals for other in self.family(holder) if other not in holding
            )
        return holding[own:]

    def marks(self, key: str) -> list[str]:
        """The ties that the facts say hold the money of a tie."""
        if key in self.ledger and not self.ledger[key].caution & COUNTED_ELSEWHERE:
            return []
        ties = self.graph.records.ties
        return [mark for mark in ties[key].get("money_in", ()) if mark in ties]

    def family(self, key: str) -> list[str]:
        return list(self.families[self.first[key]]) if key in self.first else [key]

    @cached_property
    def families(self) -> dict[str, list[str]]:
        """First -> all ties between the same ends with the same amount that may be the same gift."""
        families: dict[str, list[str]] = {}
        firsts_by_gift: dict[tuple[str, str, Amount], list[str]] = defaultdict(list)
        for key in sorted(self.inside, key=self.sharpness):
            firsts = firsts_by_gift[*self.ledger[key].ends, amount_of(self.ledger[key])]
            if same := next((first for first in firsts if self.may_be_same(key, first)), None):
                families[same].append(key)
            else:
                firsts.append(key)
                families[key] = [key]
        return families

    @cached_property
    def first(self) -> dict[str, str]:
        """Tie -> the first of its family."""
        return {key: first for first, family in self.families.items() for key in family}

    def may_be_same(self, one: str, other: str) -> bool:
        """Whether dates may be the same and no source states both: one source would not report a gift twice."""
        mine, theirs = self.ledger[one], self.ledger[other]
        if not (mine.start.overlaps(theirs.start) and mine.end.overlaps(theirs.end)):
            return False
        ties = self.graph.records.ties
        return set(ties[one]["sources"]).isdisjoint(ties[other]["sources"])

    @cached_property
    def totals_around(self) -> dict[str, list[str]]:
        """Tie -> the totals noted as cumulative, between the same ends, within whose years it lies; largest first."""
        between: dict[tuple[str, str], list[str]] = defaultdict(list)
        for key in self.inside:
            between[self.ledger[key].ends].append(key)
        totals: dict[str, list[str]] = defaultdict(list)
        for keys in between.values():
            for total in sorted(filter(self.is_total, keys), key=self.size) if len(keys) > 1 else ():
                for key in keys:
                    if self.size(total) < self.size(key) and self.within(key, total):
                        totals[key].append(total)
        return totals

    def is_total(self, key: str) -> bool:
        entry = self.ledger[key]
        return bool(entry.caution & RUNNING_TOTAL) and entry.has_start and entry.has_end

    def within(self, key: str, total: str) -> bool:
        part, whole = self.ledger[key], self.ledger[total]
        begins = whole.start.first <= part.start.first and part.start.last <= whole.end.last
        return begins and (not part.has_end or part.end.last <= whole.end.last)

    def conflicts(self) -> dict[str, tuple[Reason, str]]:
        """All but one of the counted ties that cannot all be true: the one with the strongest sources stays."""
        left_out: dict[str, tuple[Reason, str]] = {}
        sides: dict[str, list[str]] = defaultdict(list)
        for first in sorted(self.families.keys() - self.out.keys(), key=lambda key: (self.weakness(key), key)):
            for name in sorted(self.names_of(first)):
                sides[name].append(first)
        for name in sorted(sides):
            best, *others = [key for key in sides[name] if key not in left_out] or [""]
            left_out |= dict.fromkeys(others, ("conflict", best))
        return left_out

    def disputes(self, key: str) -> tuple[str, ...]:
        if not self.ledger[key].caution & IN_CONFLICT:
            return ()
        tie = self.graph.records.ties[key]
        return *tie["conflicts"], *filter(self.graph.conflicts.is_of_one_thing, tie["differences"])

    def size(self, key: str) -> tuple[Amount, str]:
        """The largest come first."""
        return -amount_of(self.ledger[key]), key

    def sharpness(self, key: str) -> tuple[int, int, int, str]:
        """Ties with the most exact date come first, then those with the strongest sources."""
        start = self.ledger[key].start
        return (start.last - start.first).days, *self.weakness(key), key

    def weakness(self, key: str) -> tuple[int, int]:
        return self.ledger[key].tier, -self.ledger[key].sources
