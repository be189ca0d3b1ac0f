"""Who gives how much to whom: sums with the ties behind them, what was left out and why, and what is not known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
from typing_extensions import TypedDict

from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.money.conflict_ranges import Dispute
from graph.money.double_counting import RULE, ledger_of, reckon_ledger
from graph.money.families import FINANCING, MONEY, Actors, ties_of_family
from graph.money.grouping import MEANINGS, UNGROUPED, By, group, group_name, is_actor
from graph.money.hands import Ledger
from graph.money.ledger import Entry
from graph.money.not_gifts import NotGifts, not_gifts
from graph.money.reckoning import Reckoning, disputes_of, sum_up
from graph.money.sum_views import MoneySum, Total, sum_view, total_view
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.pagination import Key, page
from graph.views.tie_views import actor_ref, as_number

Order = Literal["amount", "name", "ties"]


class MoneyGaps(TypedDict):
    """What is not known of the money asked about. `ties_without_group` stand under no topic, program or date."""

    ties_without_amount: int
    ties_without_date: int
    ties_without_group: int
    years_without_ties: list[int]


class MoneyAnswer(DatedAnswer):
    """Sums, largest first. Each is a sum of its own: money that went through two hands stands in the sums of both.

    `meaning` says what the groups are. `not_gifts` are loans, investments and repayments, which no sum includes.
    """

    by: str
    meaning: str
    currency: str
    rule: str
    total: Total
    gaps: MoneyGaps
    not_gifts: NotGifts
    sums: list[MoneySum]
    count: int
    next: str | None


def money(
    graph: OpenVersion,
    *,
    by: By = "donor",
    donor: Actors = None,
    recipient: Actors = None,
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
    when = tie_filter.moment
    ledger = ledger_of(graph, ties_of_family(graph, MONEY, donor, recipient, tie_filter))
    whole = reckon_ledger(graph, ledger, currency)
    sums = _grouped(graph, ledger, whole, by, currency)
    order = _order(graph, by, sort or ("name" if by == "year" else "amount"))
    listing = page(list(sums.items()), order, limit=limit, cursor=cursor)
    return {
        "by": by,
        "meaning": MEANINGS[by],
        "currency": currency,
        "rule": RULE,
        "total": total_view(graph, whole),
        "gaps": _gaps(ledger, ungrouped=sum(map(_ties, (sums[key] for key in UNGROUPED if key in sums)))),
        "not_gifts": not_gifts(graph, donor, recipient, tie_filter, currency=currency, shown=shown),
        "sums": [_sum(graph, by, key, reckoning, shown=shown, when=when) for key, reckoning in listing.items],
        "count": listing.total,
        "next": listing.next,
        **_undated(graph, donor, recipient, tie_filter),
    }


def _undated(graph: OpenVersion, donor: Actors, recipient: Actors, tie_filter: Filter) -> DatedAnswer:
    """How many ties by which money passes between these actors are left out for want of a date."""
    if tie_filter.moment is None:
        return {}
    always = replace(tie_filter, moment=None)
    keys = [key for family in (MONEY, FINANCING) for key in ties_of_family(graph, family, donor, recipient, always)]
    rows = np.searchsorted(graph.tie_ids, keys) if keys else np.array([], dtype=np.intp)
    return undated_part(graph, tie_filter, rows)


def _grouped(graph: OpenVersion, ledger: Ledger, whole: Reckoning, by: By, currency: str) -> Mapping[str, Reckoning]:
    """A reckoning for each group. A year or a topic leaves out what the whole leaves out; an actor's is its own."""
    key_of = group(graph, by)
    groups: dict[str, dict[str, Entry]] = defaultdict(dict)
    for key, entry in ledger.items():
        groups[key_of(entry)][key] = entry
    disputes = disputes_of(whole.left_out)
    if by in ("year", "relation", "topic", "program", "all"):
        return _parts(groups, whole, disputes)
    return {name: reckon_ledger(graph, part, currency, disputes) for name, part in groups.items()}


def _parts(groups: Mapping[str, Ledger], whole: Reckoning, disputes: list[Dispute]) -> dict[str, Reckoning]:
    counted, unknown = set(whole.counted), set(whole.unknown)
    left_out = {tie.tie: tie for tie in whole.left_out}
    return {
        name: sum_up(
            part,
            counted & part.keys(),
            [left_out[key] for key in left_out.keys() & part.keys()],
            unknown & part.keys(),
            disputes,
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
    view = sum_view(graph, key, group_name(graph, by, key), reckoning, shown=shown, when=when)
    return {**view, "actor": actor_ref(graph, key)} if is_actor(by, key) else view


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
