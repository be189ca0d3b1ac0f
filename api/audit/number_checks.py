"""Checks of numbers: outcomes without a measure, and sums that can hardly be gifts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from api.audit.audited_tables import Tables
from api.audit.finding import Check, Finding

LARGEST_AMOUNT = 10_000_000_000
"""US dollars. More is hardly one gift."""
_UNMEASURED = frozenset({"", "other_number"})
_FINANCING = re.compile(
    r"\b(?:loans?|lent|lend(?:er|ing)|invest(?:ed|ment|ments|or|ors)|equity stake|bonds?|repa(?:id|y|yment|yments)"
    r"|pay[- ]for[- ]success|success payments?)\b",
    re.IGNORECASE,
)
_GIFTS = "money_tie"


def _unmeasured_outcomes(tables: Tables) -> Iterator[Finding]:
    for row, relation in tables.stated:
        if relation.is_outcome and row["measure"] in _UNMEASURED:
            text = "the number can be compared with nothing: choose a measure of the scheme rg:measures"
            yield Finding(row.at("measure"), (row["relation_id"],), text)


def _units_out_of_scheme(tables: Tables) -> Iterator[Finding]:
    for row, relation in tables.stated:
        measure = tables.terms.concepts.get(row["measure"]) if relation.is_outcome else None
        if measure and row["unit"] and row["unit"] not in measure.units:
            choices = " or ".join(sorted(measure.units)) or "no unit, and the sum in amount_usd"
            text = f"{row['unit'][:60]!r} is not a unit of {measure.label}: write {choices}"
            yield Finding(row.at("unit"), (row["relation_id"],), text)


def _large_amounts(tables: Tables) -> Iterator[Finding]:
    for row in tables.relations:
        if row["amount_usd"] and Decimal(row["amount_usd"]) > LARGEST_AMOUNT:
            text = f"more than {LARGEST_AMOUNT:,} dollars: is it one payment? If it is a budget or a total, say so"
            yield Finding(row.at("amount_usd"), (row["relation_id"],), text)


def _financing_as_gift(tables: Tables) -> Iterator[Finding]:
    for row, relation in tables.ties:
        for column in ("role", "note") if relation.family == _GIFTS else ():
            if match := _FINANCING.search(row[column]):
                text = f"{match[0]!r} speaks of money that comes back: is {relation.name} the right relation?"
                yield Finding(row.at(column), (row["relation_id"],), text)
                break


NUMBER_CHECKS = (
    Check("outcome_without_measure", "outcomes without a measure", _unmeasured_outcomes),
    Check("unit_out_of_scheme", "outcomes whose unit is not one of their measure", _units_out_of_scheme),
    Check("large_amount", "amounts above ten billion dollars", _large_amounts),
    Check("financing_as_gift", "gifts whose wording speaks of a loan or an investment", _financing_as_gift),
)
