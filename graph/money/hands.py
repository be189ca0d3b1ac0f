"""Hands: actors that received money and gave money on in one sum, so that it may be the same money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from graph.money.ledger import Amount, Entry

Ledger = Mapping[str, Entry]
"""Entries by the ids of their ties."""


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


def amount_of(entry: Entry) -> Amount:
    """The amount of an entry that is known to have one."""
    assert entry.amount is not None
    return entry.amount


def total_of(ledger: Ledger, amounts: Mapping[str, Amount]) -> Amount:
    """What ties with these amounts add up to, less what hands passed on."""
    return sum(amounts.values()) - sum(hand.passed_on for hand in hands(ledger, amounts))


def hands(ledger: Ledger, amounts: Mapping[str, Amount]) -> tuple[Hand, ...]:
    """The hands among these ties, in order of id."""
    given: dict[str, list[str]] = defaultdict(list)
    received: dict[str, list[str]] = defaultdict(list)
    for key in amounts:
        given[ledger[key].donor].append(key)
        received[ledger[key].recipient].append(key)
    known = (
        _hand(ledger, amounts, actor, received[actor], given[actor]) for actor in sorted(given.keys() & received.keys())
    )
    return tuple(hand for hand in known if hand.received)


def _hand(ledger: Ledger, amounts: Mapping[str, Amount], actor: str, received: list[str], given: list[str]) -> Hand:
    last = max(ledger[key].start.last for key in given)
    ties_in = tuple(key for key in received if ledger[key].start.first <= last)
    return Hand(actor, _sum(amounts, ties_in), _sum(amounts, given), ties_in, tuple(given))


def _sum(amounts: Mapping[str, Amount], keys: list[str] | tuple[str, ...]) -> Amount:
    return sum((amounts[key] for key in keys), 0)
