"""The range of a sum: what it comes to where of each conflict the least is right, and where the most is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from graph.money.hands import Ledger, amount_of, total_of
from graph.money.ledger import Amount

Dispute: TypeAlias = tuple[str, ...]
"""Ties that state one gift in different ways, so that it counts once; first the one that is counted."""


def spread(ledger: Ledger, amounts: Mapping[str, Amount], disputes: Iterable[Dispute]) -> tuple[Amount, Amount]:
    """The least and the most of a sum whose counted ties have these amounts.

    Of a dispute some ties of which are not in the ledger, the sum may hold nothing: the gift may stand elsewhere.
    """
    here = [sides for sides in disputes if any(tie in ledger for tie in sides)]
    least, most = (total_of(ledger, _choice(ledger, amounts, here, choose)) for choose in (min, max))
    return least, most


def _choice(
    ledger: Ledger,
    amounts: Mapping[str, Amount],
    disputes: Iterable[Dispute],
    choose: Callable[[Iterable[Amount]], Amount],
) -> Mapping[str, Amount]:
    """The amounts where one side of each dispute is right. It stands at the counted tie, or at a tie in its place."""
    chosen = dict(amounts)
    for sides in disputes:
        inside = [tie for tie in sides if tie in ledger]
        stated = [amount_of(ledger[tie]) for tie in inside]
        elsewhere = [0] if len(inside) < len(sides) else []
        counted = next((tie for tie in inside if tie in amounts), inside[0])
        chosen |= dict.fromkeys(amounts.keys() & inside, 0) | {counted: choose([*stated, *elsewhere])}
    return chosen
