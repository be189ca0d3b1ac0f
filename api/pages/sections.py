"""Sections of a page: the money of an actor, its timeline, and the link to Gephi Lite."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, urlencode

from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.money.totals import MoneyAnswer, money
from graph.queries.listings import ties
from graph.views.tie_views import TieView

GEPHI_LITE = "https://gephi.org/gephi-lite/?file="
_SUMS, _TIES, _DATED = 6, 3, 1000


class MoneyBlock(NamedTuple):
    """What an actor received and what it gave, largest sums first, and what are no gifts; None if nothing."""

    received: MoneyAnswer | None
    gave: MoneyAnswer | None


class Year(NamedTuple):
    """The ties that started or happened in one year."""

    year: str
    ties: list[TieView]


def money_block(graph: OpenVersion, slug: str, tie_filter: Filter = ALL) -> MoneyBlock:
    """The money of an actor, with the ties that make up each sum, and what is left out."""
    received = money(graph, by="donor", recipient=slug, tie_filter=tie_filter, limit=_SUMS, shown=_TIES)
    gave = money(graph, by="recipient", donor=slug, tie_filter=tie_filter, limit=_SUMS, shown=_TIES)
    return MoneyBlock(
        *(answer if answer["count"] or answer["not_gifts"]["sums"] else None for answer in (received, gave))
    )


def timeline(graph: OpenVersion, slug: str, tie_filter: Filter = ALL) -> list[Year]:
    """The dated ties of an actor in order of time, by year. A tie without a start is under its end."""
    years: dict[str, list[TieView]] = {}
    for tie in ties(graph, actor=slug, tie_filter=tie_filter, sort="date", limit=_DATED)["ties"]:
        if known := tie["start"] or tie["end"]:
            years.setdefault(known[:4], []).append(tie)
    return [Year(year, dated) for year, dated in years.items()]


def gephi_lite(base: str, **options: str) -> str:
    """A link that opens the graph of this server, or a part of it, in Gephi Lite.

    Gephi Lite takes what follows the last dot of the whole address for the format: with parameters, the last one is the
    name of a file.
    """
    parameters = {name: value for name, value in options.items() if value}
    query = f"?{urlencode({**parameters, 'file_name': 'part.gexf'})}" if parameters else ""
    return f"{GEPHI_LITE}{quote(f'{base}export/graph.gexf{query}', safe='')}"
