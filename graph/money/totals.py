"""Who gives how much to whom: sums with the ties behind them, what was left out and why, and what is not known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
from typing_extensions import TypedDict

from graph.index.filter_masks import admitted
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.money.double_counting import RULE, Hand, Ledger, LeftOut, Reckoning, ledger_of, reckon_ledger, sum_up
from graph.money.grouping import MEANINGS, UNGROUPED, By, group, group_name, is_actor
from graph.money.ledger import Amount, Entry
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.pagination import Key, page
from graph.views.sentences import sentence
from graph.views.tie_views import ActorRef, Number, TieView, actor_ref, as_number, sources_of, tie_view

MONEY = "money_tie"
"""The family of relations by which money passes."""

Order = Literal["amount", "name", "ties"]
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
    """A sum. `low` and `high` differ from `total` where sources disagree. The counts are of ties.

    `hands` are those of the `hand_count` that passed on most.
    """

    total: Number
    low: Number
    high: Number
    passed_on: Number
    counted: int
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


class MoneyGaps(TypedDict):
    """What is not known of the money asked about. `ties_without_group` stand under no topic, program or date."""

    ties_without_amount: int
    ties_without_date: int
    ties_without_group: int
    years_without_ties: list[int]


class MoneyAnswer(DatedAnswer):
    """Sums, largest first. Each is a sum of its own: money that went through two hands stands in the sums of both.

    `meaning` says what the groups are.
    """

    by: str
    meaning: str
    currency: str
    rule: str
    total: Total
    gaps: MoneyGaps
    sums: list[MoneySum]
    count: int
    next: str | None


def money(
    graph: OpenVersion,
    *,
    by: By = "donor",
    donor: str | None = None,
    recipient: str | None = None,
    tie_filter: Filter = ALL,
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
    ledger = ledger_of(graph, money_ties(graph, donor, recipient, tie_filter))
    when = tie_filter.moment
    whole = reckon_ledger(graph, ledger, currency)
    sums = _grouped(graph, ledger, whole, by, currency)
    order = _order(graph, by, sort or ("name" if by == "year" else "amount"))
    listing = page(list(sums.items()), order, limit=limit, cursor=cursor)
    return {
        "by": by,
        "meaning": MEANINGS[by],
        "currency": currency,
        "rule": RULE,
        "total": _total(graph, whole),
        "gaps": _gaps(ledger, ungrouped=sum(map(_ties, (sums[key] for key in UNGROUPED if key in sums)))),
        "sums": [_sum(graph, by, key, reckoning, shown=shown, when=when) for key, reckoning in listing.items],
        "count": listing.total,
        "next": listing.next,
        **_undated(graph, donor, recipient, tie_filter),
    }


def _undated(graph: OpenVersion, donor: str | None, recipient: str | None, tie_filter: Filter) -> DatedAnswer:
    """How many money ties between these actors are left out for want of a date."""
    if tie_filter.moment is None:
        return {}
    at_any_time = money_ties(graph, donor, recipient, replace(tie_filter, moment=None))
    rows = np.searchsorted(graph.tie_ids, at_any_time) if at_any_time else np.array([], dtype=np.intp)
    return undated_part(graph, tie_filter, rows)


def money_ties(
    graph: OpenVersion, donor: str | None = None, recipient: str | None = None, tie_filter: Filter = ALL
) -> list[str]:
    """Ids of the ties by which money passes, in order of id; raises Unknown."""
    for slug in filter(None, (donor, recipient)):
        graph.actor(slug)
    if tie_filter.families and MONEY not in tie_filter.families:
        return []
    wanted = replace(tie_filter, families=frozenset({MONEY}))
    if not (donor or recipient):
        return admitted(graph, wanted)
    near = graph.adjacency.leaving(donor) if donor else graph.adjacency.arriving(recipient or "")
    ties = graph.records.ties
    return [key for key in near if recipient in (None, ties[key]["to"]) and wanted.admits(graph, ties[key])]


def _grouped(graph: OpenVersion, ledger: Ledger, whole: Reckoning, by: By, currency: str) -> Mapping[str, Reckoning]:
    """A reckoning for each group. A year or a topic leaves out what the whole leaves out; an actor's is its own."""
    key_of = group(graph, by)
    groups: dict[str, dict[str, Entry]] = defaultdict(dict)
    for key, entry in ledger.items():
        groups[key_of(entry)][key] = entry
    if by in ("year", "relation", "topic", "program", "all"):
        return _parts(groups, whole)
    return {name: reckon_ledger(graph, part, currency) for name, part in groups.items()}


def _parts(groups: Mapping[str, Ledger], whole: Reckoning) -> dict[str, Reckoning]:
    counted, unknown = set(whole.counted), set(whole.unknown)
    left_out = {tie.tie: tie for tie in whole.left_out}
    return {
        name: sum_up(
            part,
            counted & part.keys(),
            [left_out[key] for key in left_out.keys() & part.keys()],
            unknown & part.keys(),
        )
        for name, part in groups.items()
    }


def _order(graph: OpenVersion, by: By, sort: Order) -> Callable[[tuple[str, Reckoning]], Key]:
    ways: dict[Order, Callable[[tuple[str, Reckoning]], Key]] = {
        "amount": lambda row: (-as_number(row[1].total), group_name(graph, by, row[0]).casefold(), row[0]),
        "name": lambda row: (group_name(graph, by, row[0]).casefold(), row[0]),
        "ties": lambda row: (-_ties(row[1]), group_name(graph, by, row[0]).casefold(), row[0]),
    }
    return ways[sort]


def _ties(reckoning: Reckoning) -> int:
    return len(reckoning.counted) + len(reckoning.left_out) + len(reckoning.unknown)


def _sum(graph: OpenVersion, by: By, key: str, reckoning: Reckoning, *, shown: int, when: Moment | None) -> MoneySum:
    ledger = ledger_of(graph, reckoning.counted)
    counted = sorted(reckoning.counted, key=lambda tie: (-(ledger[tie].amount or 0), tie))
    return {
        "key": key,
        "name": group_name(graph, by, key),
        "actor": actor_ref(graph, key) if is_actor(by, key) else None,
        "total": _total(graph, reckoning),
        "counted": [tie_view(graph, tie, when) for tie in counted[:shown]],
        "left_out": [left_out_view(graph, left_out, when) for left_out in reckoning.left_out[:shown]],
        "unknown": [tie_view(graph, tie, when) for tie in reckoning.unknown[:shown]],
        "more": max(map(len, (reckoning.counted, reckoning.left_out, reckoning.unknown))) > shown,
    }


def _total(graph: OpenVersion, reckoning: Reckoning) -> Total:
    return {
        "total": as_number(reckoning.total),
        "low": as_number(reckoning.low),
        "high": as_number(reckoning.high),
        "passed_on": as_number(reckoning.passed_on),
        "counted": len(reckoning.counted),
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
        "conflict": f"sources disagree, and one with stronger sources is counted: {instead}",
        "other_currency": f"it is in {tie['currency']}",
    }
    return {"tie": tie, "reason": left_out.reason, "words": words[left_out.reason], "because": list(left_out.because)}


def _short_sentence(graph: OpenVersion, key: str) -> str:
    tie = tie_view(graph, key)
    return f"{sentence(graph, key, tie['from']['id'])}, {tie['amount']:,} {tie['currency']}, {tie['dates']}"


def _gaps(ledger: Ledger, ungrouped: int) -> MoneyGaps:
    entries = ledger.values()
    covered = {year for entry in entries for year in entry.years}
    known = covered | {entry.end.last.year for entry in entries if entry.has_end}
    between = range(min(known, default=0), max(known, default=0))
    return {
        "ties_without_amount": sum(entry.amount is None for entry in entries),
        "ties_without_date": sum(not (entry.has_start or entry.has_end) for entry in entries),
        "ties_without_group": ungrouped,
        "years_without_ties": [year for year in between if year not in covered],
    }
