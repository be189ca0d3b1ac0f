"""Ties as ledger entries: what a sum needs to know of each, read from the columns alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from decimal import Decimal
from math import isnan
from typing import NamedTuple

from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import UnknownTie
from graph.index.validity_columns import day_span
from graph.model.dates import Span, Validity
from graph.model.hedges import HEDGES
from graph.storage.tie_columns import Columns

Amount = int | Decimal
NO_DATE = "no date"


class Entry(NamedTuple):
    """One tie. `start` and `end` are the days that its first, and its last day may be; of an event they are the same
    where no end is known. `caution` is that of the columns.
    """

    key: str
    donor: str
    recipient: str
    relation: str
    amount: Amount | None
    currency: str | None
    start: Span
    end: Span
    has_start: bool
    has_end: bool
    tier: int
    sources: int
    caution: int
    hedge: str | None

    @property
    def ends(self) -> tuple[str, str]:
        """Between whom."""
        return self.donor, self.recipient

    @property
    def year(self) -> str:
        """The year in words. Money over several years is not divided: it is listed under the whole period."""
        if not self.has_start:
            return f"until {self.end.last.year}" if self.has_end else NO_DATE
        first, last = self.start.first.year, self.end.last.year
        return f"{first}" if not self.has_end or first == last else f"{first} to {last}"

    @property
    def years(self) -> range:
        """The years that it is known to lie in: from the first of its start to the last of its end."""
        last = self.end if self.has_end else self.start
        return range(self.start.first.year, last.last.year + 1) if self.has_start else range(0)


def entries(graph: OpenVersion, keys: Iterable[str]) -> Iterator[Entry]:
    """The entries of these ties, in the order given; raises Unknown."""
    book = _Book(graph)
    for key in keys:
        row = bisect_left(graph.tie_ids, key)
        if row == len(graph.tie_ids) or graph.tie_ids[row] != key:
            raise UnknownTie(key)
        yield book.entry(row)


class _Book:
    """The columns of a version, with the names that their codes stand for."""

    def __init__(self, graph: OpenVersion) -> None:
        self.graph, self.columns = graph, graph.columns
        self.relations = [str(name) for name in self.columns.relation_names]
        self.is_event = [graph.terms.relations[name].temporality == "event" for name in self.relations]
        self.currencies = [str(name) for name in self.columns.currency_names]

    def entry(self, row: int) -> Entry:
        """The entry of one row."""
        columns, actors = self.columns, self.graph.actor_ids
        start = day_span(columns.start_first[row], columns.start_last[row])
        end = day_span(columns.end_first[row], columns.end_last[row])
        relation, currency = int(columns.relation[row]), int(columns.currency[row])
        known = Validity.of(start, end, is_event=self.is_event[relation])
        return Entry(
            key=self.graph.tie_ids[row],
            donor=actors[columns.start[row]],
            recipient=actors[columns.end[row]],
            relation=self.relations[relation],
            amount=exact(float(columns.amount[row])),
            currency=self.currencies[currency] if currency >= 0 else None,
            start=known.start,
            end=known.end,
            has_start=start is not None,
            has_end=end is not None,
            tier=int(columns.tier[row]),
            sources=int(columns.sources[row]),
            caution=int(columns.caution[row]),
            hedge=hedge_at(columns, row),
        )


def hedge_at(columns: Columns, row: int) -> str | None:
    """How the amount of a row is hedged; None where it is not."""
    code = int(columns.hedge[row])
    return HEDGES[code] if code >= 0 else None


def exact(number: float) -> Amount | None:
    """A number of the columns as the facts have it: whole, or with at most six places; None for NaN."""
    if isnan(number):
        return None
    return int(number) if number.is_integer() else Decimal(repr(round(number, 6)))
