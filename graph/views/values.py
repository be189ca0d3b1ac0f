"""What a tie and an outcome say in dates and numbers, as plain values: the same in every answer and every file."""

from __future__ import annotations

from decimal import Decimal

from typing_extensions import TypedDict

from graph.model.ids import plain_number
from graph.rdf.records import Record

Number = int | float


class Figures(TypedDict):
    """When, how much, how sure, and in conflict with what; None where that is not known."""

    start: str | None
    end: str | None
    amount: Number | None
    currency: str | None
    cumulative: bool | None
    """True where the amount is a running total."""
    quantity: Number | None
    unit: str | None
    claim_status: str | None
    conflicts: list[str]


def figures(record: Record) -> Figures:
    """The figures of a tie or an outcome."""
    amount, quantity = record["amount"], record["quantity"]
    return {
        "start": record["start"],
        "end": record["end"],
        "amount": None if amount is None else as_number(amount),
        "currency": record["currency"],
        "cumulative": record["cumulative"],
        "quantity": None if quantity is None else as_number(quantity),
        "unit": record["unit"],
        "claim_status": record["claim_status"],
        "conflicts": list(record["conflicts"]),
    }


def as_number(value: int | Decimal) -> Number:
    """A number as JSON has it, whole where it is whole.

    Decimals of the facts have at most six places: a float shows them unchanged.
    """
    if isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(plain_number(value))
