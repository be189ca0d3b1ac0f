"""Money that passes and is no gift: loans, investments and repayments, each with a sum of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from typing_extensions import TypedDict

from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.money.double_counting import reckon
from graph.money.families import FINANCING, Actors, ties_of_family
from graph.money.sum_views import MoneySum, sum_view

NOT_GIFTS = (
    "Not gifts: loans, investments and repayments. Such money is to come back, or comes back, so no sum of gifts "
    "includes it; and one dollar may be lent, repaid and lent again, so these sums are not added to each other either."
)
"""Why these sums stand apart, in words for the reader of an answer."""


class NotGifts(TypedDict):
    """A sum for each relation by which money passed that is no gift, in order of relations; `rule` says why apart."""

    rule: str
    sums: list[MoneySum]


def not_gifts(
    graph: OpenVersion,
    donor: Actors = None,
    recipient: Actors = None,
    tie_filter: Filter = ALL,
    *,
    currency: str = "USD",
    shown: int = 20,
) -> NotGifts:
    """The loans, investments and repayments from `donor` to `recipient`; raises Unknown."""
    return _sums(
        graph,
        ties_of_family(graph, FINANCING, donor, recipient, tie_filter),
        currency,
        shown=shown,
        when=tie_filter.moment,
    )


def not_gifts_around(
    graph: OpenVersion, actors: Iterable[str], tie_filter: Filter = ALL, currency: str = "USD", shown: int = 20
) -> NotGifts:
    """The loans, investments and repayments that any of these actors gave or received."""
    near = {key for slug in actors for key in (*graph.adjacency.leaving(slug), *graph.adjacency.arriving(slug))}
    ties = graph.records.ties
    keys = (key for key in sorted(near) if is_financing(graph, key) and tie_filter.admits(graph, ties[key]))
    return _sums(graph, keys, currency, shown=shown, when=tie_filter.moment)


def is_financing(graph: OpenVersion, key: str) -> bool:
    """Whether a tie is a loan, an investment or a repayment."""
    return graph.relation(graph.records.ties[key]).family == FINANCING


def _sums(graph: OpenVersion, keys: Iterable[str], currency: str, *, shown: int, when: Moment | None) -> NotGifts:
    groups: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        groups[graph.records.ties[key]["kind"]].append(key)
    relations = graph.terms.relations
    sums = [
        sum_view(graph, name, relations[name].label, reckon(graph, groups[name], currency), shown=shown, when=when)
        for name in sorted(groups)
    ]
    return {"rule": NOT_GIFTS, "sums": sums}
