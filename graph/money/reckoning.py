"""A sum with the ties behind it: what is counted, what is left out and why, what was passed on, and the range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from graph.model.hedges import hedge_of_sum
from graph.money.conflict_ranges import Dispute, spread
from graph.money.hands import Hand, Ledger, amount_of, hands
from graph.money.ledger import Amount

Reason = Literal["same_gift", "part_of", "conflict", "other_currency"]


class LeftOut(NamedTuple):
    """A tie that is not counted, why not, and the ties that are counted instead."""

    tie: str
    reason: Reason
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A sum and the ties behind it, each list in order of id. `unknown` are the ties without an amount.

    `total` is what the counted ties add up to, less what the hands passed on. `low` is the sum where of each conflict
    the least is right, `high` where the most is. `hedges` are those of the counted amounts that have one.
    """

    counted: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    unknown: tuple[str, ...]
    hands: tuple[Hand, ...]
    total: Amount
    low: Amount
    high: Amount
    hedges: tuple[str, ...] = ()

    @property
    def passed_on(self) -> Amount:
        """How much was taken off because it was passed on."""
        return sum(hand.passed_on for hand in self.hands)

    @property
    def hedge(self) -> str | None:
        """What the hedges of the counted amounts make of the total; None where the sources give all as they stand."""
        return hedge_of_sum(self.hedges, len(self.counted))


def sum_up(
    ledger: Ledger,
    counted: Iterable[str],
    left_out: Iterable[LeftOut],
    unknown: Iterable[str],
    disputes: Iterable[Dispute] = (),
) -> Reckoning:
    """Add up ties that are known not to count any money twice.

    `disputes` are those of a larger sum that this one is a part of: where a side of one stands in the part, and another
    elsewhere, the part may hold nothing of the gift.
    """
    amounts = {key: amount_of(ledger[key]) for key in sorted(counted)}
    out = sorted(left_out)
    passing = hands(ledger, amounts)
    total = sum(amounts.values()) - sum(hand.passed_on for hand in passing)
    known = _joined(disputes_of(out), disputes)
    low, high = spread(ledger, amounts, known) if known else (total, total)
    return Reckoning(
        *(tuple(amounts), tuple(out), tuple(sorted(unknown)), passing, total, min(low, total), max(high, total)),
        tuple(hedge for key in amounts if (hedge := ledger[key].hedge)),
    )


def disputes_of(left_out: Iterable[LeftOut]) -> list[Dispute]:
    """The conflicts of a sum: of each, the ties that state one gift in different ways, the counted one first."""
    sides: dict[str, list[str]] = {}
    for tie, reason, because in left_out:
        if reason == "conflict":
            sides.setdefault(because[0], [because[0]]).append(tie)
    return [tuple(ties) for ties in sides.values()]


def _joined(own: Iterable[Dispute], larger: Iterable[Dispute]) -> list[Dispute]:
    """All disputes, those of the larger sum in place of what this one sees of them."""
    wide = [*larger]
    seen = {tie for dispute in wide for tie in dispute}
    return [*wide, *(dispute for dispute in own if seen.isdisjoint(dispute))]
