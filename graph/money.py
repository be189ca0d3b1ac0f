"""Who gives how much to whom: sums with the ties behind them, what was left out and why, and what is not known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from typing_extensions import TypedDict

from graph.filters import ALL, Filter
from graph.knowledge import Knowledge
from graph.pages import Key, page
from graph.records import Record
from graph.sentence import sentence
from graph.sums import RULE, Hand, LeftOut, Reckoning, reckon, totalled
from graph.views import ActorRef, Number, TieView, actor_ref, as_number, sources_of, tie_view

MONEY = "money_tie"
"""The family of relations by which money passes."""

By = Literal["donor", "recipient", "year", "relation", "donor_kind", "recipient_kind", "all"]
Order = Literal["amount", "name", "ties"]
NO_DATE = "no date"


class LeftOutView(TypedDict):
    """A tie that is not counted: `reason` for programs, `words` for people, `because` the ties in its place."""

    tie: TieView
    reason: str
    words: str
    because: list[str]


class HandView(TypedDict):
    """An actor that received and gave money in the same sum; `passed_on` is taken off, as it may be the same money."""

    actor: ActorRef
    received: Number
    gave: Number
    passed_on: Number
    ties_in: list[str]
    ties_out: list[str]
    sources: list[str]


class Total(TypedDict):
    """A sum. `low` and `high` differ from `total` where sources disagree. The counts are of ties."""

    total: Number
    low: Number
    high: Number
    passed_on: Number
    counted: int
    left_out: dict[str, int]
    unknown: int
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


class MoneyGaps(TypedDict):
    """What is not known of the money asked about."""

    ties_without_amount: int
    ties_without_date: int
    years_without_ties: list[int]


class MoneyAnswer(TypedDict):
    """Sums, largest first. Each is a sum of its own: money that went through two hands stands in the sums of both."""

    by: str
    currency: str
    rule: str
    total: Total
    gaps: MoneyGaps
    sums: list[MoneySum]
    count: int
    next: str | None


def money(
    knowledge: Knowledge,
    *,
    by: By = "donor",
    donor: str | None = None,
    recipient: str | None = None,
    only: Filter = ALL,
    currency: str = "USD",
    sort: Order | None = None,
    limit: int = 50,
    cursor: str | None = None,
    shown: int = 20,
) -> MoneyAnswer:
    """Add up the money ties that are asked about; raises Unknown, BadCursor.

    `shown` is how many ties of each list stand in each sum. Years stand in order of time, all else by amount, but
    where `sort` says otherwise.
    """
    keys = money_ties(knowledge, donor, recipient, only)
    whole = reckon(knowledge, keys, currency)
    sums = _grouped(knowledge, keys, whole, by, currency)
    order = _order(knowledge, by, sort or ("name" if by == "year" else "amount"))
    found = page(list(sums.items()), order, limit=limit, cursor=cursor)
    return {
        "by": by,
        "currency": currency,
        "rule": RULE,
        "total": _total(knowledge, whole),
        "gaps": _gaps(knowledge, keys),
        "sums": [_sum(knowledge, by, key, reckoning, shown) for key, reckoning in found.things],
        "count": found.total,
        "next": found.next,
    }


def money_ties(
    knowledge: Knowledge, donor: str | None = None, recipient: str | None = None, only: Filter = ALL
) -> list[str]:
    """Ids of the ties by which money passes, in order of id; raises Unknown."""
    for slug in filter(None, (donor, recipient)):
        knowledge.actor(slug)
    return [
        key
        for key in _near(knowledge, donor or recipient)
        if (tie := knowledge.records.ties[key])
        and knowledge.relation(tie).family == MONEY
        and donor in (None, tie["from"])
        and recipient in (None, tie["to"])
        and only.admits(knowledge, tie)
    ]


def year_of(tie: Record) -> str:
    """The year of a tie in words. Money over several years is not divided: it stands under its period."""
    start, end = (text[:4] if text else None for text in (tie["start"], tie["end"]))
    if start is None:
        return f"until {end}" if end else NO_DATE
    return start if end in (None, start) else f"{start} to {end}"


def _near(knowledge: Knowledge, slug: str | None) -> Iterable[str]:
    return sorted(knowledge.ties_of(slug)) if slug else knowledge.records.ties


def _grouped(knowledge: Knowledge, keys: list[str], whole: Reckoning, by: By, currency: str) -> Mapping[str, Reckoning]:
    """A reckoning for each group. A year or a relation leaves out what the whole leaves out; an actor's is its own."""
    group = _group(knowledge, by)
    groups: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        groups[group(knowledge.records.ties[key])].append(key)
    if by in ("year", "relation", "all"):
        return {name: _part(knowledge, whole, set(part)) for name, part in groups.items()}
    return {name: reckon(knowledge, part, currency) for name, part in groups.items()}


def _part(knowledge: Knowledge, whole: Reckoning, keys: set[str]) -> Reckoning:
    counted, unknown = keys.intersection(whole.counted), keys.intersection(whole.unknown)
    return totalled(knowledge, counted, (found for found in whole.left_out if found.tie in keys), unknown)


def _group(knowledge: Knowledge, by: By) -> Callable[[Record], str]:
    actors = knowledge.records.actors
    ways: dict[By, Callable[[Record], str]] = {
        "donor": lambda tie: str(tie["from"]),
        "recipient": lambda tie: str(tie["to"]),
        "year": year_of,
        "relation": lambda tie: str(tie["kind"]),
        "donor_kind": lambda tie: str(actors[tie["from"]]["kind"]),
        "recipient_kind": lambda tie: str(actors[tie["to"]]["kind"]),
        "all": lambda _: "all",
    }
    return ways[by]


def _order(knowledge: Knowledge, by: By, sort: Order) -> Callable[[tuple[str, Reckoning]], Key]:
    def ties(reckoning: Reckoning) -> int:
        return len(reckoning.counted) + len(reckoning.left_out) + len(reckoning.unknown)

    ways: dict[Order, Callable[[tuple[str, Reckoning]], Key]] = {
        "amount": lambda row: (-as_number(row[1].total), _name(knowledge, by, row[0]).casefold(), row[0]),
        "name": lambda row: (_name(knowledge, by, row[0]).casefold(), row[0]),
        "ties": lambda row: (-ties(row[1]), _name(knowledge, by, row[0]).casefold(), row[0]),
    }
    return ways[sort]


def _name(knowledge: Knowledge, by: By, key: str) -> str:
    if by in ("donor", "recipient"):
        return str(knowledge.actor(key)["name"])
    if by == "relation":
        return knowledge.terms.relations[key].label
    return knowledge.terms.kinds[key].label if by.endswith("_kind") else key


def _sum(knowledge: Knowledge, by: By, key: str, found: Reckoning, shown: int) -> MoneySum:
    counted = sorted(found.counted, key=lambda tie: (-knowledge.tie(tie)["amount"], tie))
    return {
        "key": key,
        "name": _name(knowledge, by, key),
        "actor": actor_ref(knowledge, key) if by in ("donor", "recipient") else None,
        "total": _total(knowledge, found),
        "counted": [tie_view(knowledge, tie) for tie in counted[:shown]],
        "left_out": [left_out_view(knowledge, left_out) for left_out in found.left_out[:shown]],
        "unknown": [tie_view(knowledge, tie) for tie in found.unknown[:shown]],
        "more": max(map(len, (found.counted, found.left_out, found.unknown))) > shown,
    }


def _total(knowledge: Knowledge, found: Reckoning) -> Total:
    return {
        "total": as_number(found.total),
        "low": as_number(found.low),
        "high": as_number(found.high),
        "passed_on": as_number(found.passed_on),
        "counted": len(found.counted),
        "left_out": dict(sorted(Counter(left_out.reason for left_out in found.left_out).items())),
        "unknown": len(found.unknown),
        "hands": [_hand_view(knowledge, hand) for hand in found.hands],
    }


def _hand_view(knowledge: Knowledge, hand: Hand) -> HandView:
    return {
        "actor": actor_ref(knowledge, hand.actor),
        "received": as_number(hand.received),
        "gave": as_number(hand.gave),
        "passed_on": as_number(hand.passed_on),
        "ties_in": list(hand.ties_in),
        "ties_out": list(hand.ties_out),
        "sources": sources_of(knowledge, (*hand.ties_in, *hand.ties_out)),
    }


def left_out_view(knowledge: Knowledge, found: LeftOut) -> LeftOutView:
    """A tie that is not counted, with the reason in words."""
    tie = tie_view(knowledge, found.tie)
    instead = "; ".join(_told(knowledge, key) for key in found.because)
    words = {
        "same_gift": f"the same money is counted already: {instead}",
        "part_of": f"it is a part of a total that is counted: {instead}",
        "conflict": f"sources disagree, and one with stronger sources is counted: {instead}",
        "other_currency": f"it is in {tie['currency']}",
    }
    return {"tie": tie, "reason": found.reason, "words": words[found.reason], "because": list(found.because)}


def _told(knowledge: Knowledge, key: str) -> str:
    tie = tie_view(knowledge, key)
    return f"{sentence(knowledge, key, tie['from']['id'])}, {tie['amount']:,} {tie['currency']}, {tie['dates']}"


def _gaps(knowledge: Knowledge, keys: list[str]) -> MoneyGaps:
    ties = [knowledge.records.ties[key] for key in keys]
    years = {int(text[:4]) for tie in ties for text in (tie["start"], tie["end"]) if text}
    covered = {
        year
        for tie in ties
        if tie["start"]
        for year in range(int(tie["start"][:4]), int((tie["end"] or tie["start"])[:4]) + 1)
    }
    span = range(min(years), max(years)) if years else range(0)
    return {
        "ties_without_amount": sum(tie["amount"] is None for tie in ties),
        "ties_without_date": sum(tie["start"] is None and tie["end"] is None for tie in ties),
        "years_without_ties": [year for year in span if year not in covered],
    }
