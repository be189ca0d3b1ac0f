"""A sum of money as JSON: what it adds up to, its range, its ties, what is left out and why."""

from __future__ import annotations

from collections import Counter

from typing_extensions import TypedDict

from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.model.hedges import hedged
from graph.money.double_counting import ledger_of
from graph.money.hands import Hand
from graph.money.ledger import Amount
from graph.money.reckoning import LeftOut, Reckoning
from graph.views.sentences import sentence
from graph.views.tie_views import ActorRef, Number, TieView, actor_ref, as_number, sources_of, tie_view

HANDS = 20
"""How many hands stand beside a sum, and how many ties beside each: those that passed on most, the first ties."""


class LeftOutView(TypedDict):
    """A tie that is not counted: `reason` for programs, `words` for people, `because` the ties in its place."""

    tie: TieView
    reason: str
    words: str
    because: list[str]


class HandView(TypedDict):
    """An actor that received and gave money in the same sum; `passed_on` is taken off, as it may be the same money.

    `ties_in` and `ties_out` are the first of the `tie_count`; `sources` are those that they rest on.
    """

    actor: ActorRef
    received: Number
    gave: Number
    passed_on: Number
    tie_count: int
    ties_in: list[str]
    ties_out: list[str]
    sources: list[str]


class Total(TypedDict):
    """A sum. Where sources differ on a gift, it counts once: `low` and `high` are its range. The counts are of ties.

    `hands` are those of the `hand_count` that passed on most. `hedged` of the counted ties have an amount that the
    source does not give exactly; `hedge` says what this makes of the total: `at least`, `about`; None where none has.
    """

    total: Number
    low: Number
    high: Number
    passed_on: Number
    counted: int
    hedged: int
    hedge: str | None
    left_out: dict[str, int]
    unknown: int
    hand_count: int
    hands: list[HandView]


class MoneySum(TypedDict):
    """The sum of one donor, recipient, year ... with its ties, of each list the first few; `more` where it was cut."""

    key: str
    name: str
    actor: ActorRef | None
    total: Total
    counted: list[TieView]
    left_out: list[LeftOutView]
    unknown: list[TieView]
    more: bool


def sum_view(
    graph: OpenVersion, key: str, name: str, reckoning: Reckoning, *, shown: int, when: Moment | None = None
) -> MoneySum:
    """The sum of a group, with the first `shown` ties of each list; no group is an actor unless the caller says so."""
    ledger = ledger_of(graph, reckoning.counted)
    counted = sorted(reckoning.counted, key=lambda tie: (-(ledger[tie].amount or 0), tie))
    return {
        "key": key,
        "name": name,
        "actor": None,
        "total": total_view(graph, reckoning),
        "counted": [tie_view(graph, tie, when) for tie in counted[:shown]],
        "left_out": [left_out_view(graph, left_out, when) for left_out in reckoning.left_out[:shown]],
        "unknown": [tie_view(graph, tie, when) for tie in reckoning.unknown[:shown]],
        "more": max(map(len, (reckoning.counted, reckoning.left_out, reckoning.unknown))) > shown,
    }


def total_view(graph: OpenVersion, reckoning: Reckoning) -> Total:
    """What a sum adds up to, with its range and the hands that passed on most."""
    return {
        "total": as_number(reckoning.total),
        "low": as_number(reckoning.low),
        "high": as_number(reckoning.high),
        "passed_on": as_number(reckoning.passed_on),
        "counted": len(reckoning.counted),
        "hedged": len(reckoning.hedges),
        "hedge": reckoning.hedge,
        "left_out": dict(sorted(Counter(left_out.reason for left_out in reckoning.left_out).items())),
        "unknown": len(reckoning.unknown),
        "hand_count": len(reckoning.hands),
        "hands": [_hand_view(graph, hand) for hand in sorted(reckoning.hands, key=_size)[:HANDS]],
    }


def _size(hand: Hand) -> tuple[Amount, str]:
    return -hand.passed_on, hand.actor


def _hand_view(graph: OpenVersion, hand: Hand) -> HandView:
    ties_in, ties_out = list(hand.ties_in[:HANDS]), list(hand.ties_out[:HANDS])
    return {
        "actor": actor_ref(graph, hand.actor),
        "received": as_number(hand.received),
        "gave": as_number(hand.gave),
        "passed_on": as_number(hand.passed_on),
        "tie_count": len(hand.ties_in) + len(hand.ties_out),
        "ties_in": ties_in,
        "ties_out": ties_out,
        "sources": sources_of(graph, (*ties_in, *ties_out)),
    }


def left_out_view(graph: OpenVersion, left_out: LeftOut, when: Moment | None = None) -> LeftOutView:
    """A tie that is not counted, with the reason in words."""
    tie = tie_view(graph, left_out.tie, when)
    instead = "; ".join(_short_sentence(graph, key) for key in left_out.because)
    words = {
        "same_gift": f"the same money is counted already: {instead}",
        "part_of": f"it is a part of a total that is counted: {instead}",
        "conflict": f"sources differ on one gift, and it is counted as the stronger sources say: {instead}",
        "other_currency": f"it is in {tie['currency']}",
    }
    return {"tie": tie, "reason": left_out.reason, "words": words[left_out.reason], "because": list(left_out.because)}


def _short_sentence(graph: OpenVersion, key: str) -> str:
    tie = tie_view(graph, key)
    amount = hedged(f"{tie['amount']:,} {tie['currency']}", tie["amount_hedge"])
    return f"{sentence(graph, key, tie['from']['id'])}, {amount}, {tie['dates']}"
