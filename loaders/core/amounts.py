"""Amounts of money and other plain numbers, read from text without rounding."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache


def parse_amount(text: str, *, digits: int, decimals: int, largest: int | None = None) -> int | Decimal | None:
    """A plain number with at most so many digits and decimals (`250000`, `21.50`, `-3`).

    None if the text is anything else, or if its absolute value is above `largest`.
    """
    if not _pattern(digits, decimals).fullmatch(text):
        return None
    value = Decimal(text)
    return None if largest is not None and abs(value) > largest else exact_number(value)


def exact_number(value: Decimal) -> int | Decimal:
    """The same number as an int if it is whole."""
    return int(value) if value == value.to_integral_value() else value


@cache
def _pattern(digits: int, decimals: int) -> re.Pattern[str]:
    return re.compile(rf"-?\d{{1,{digits}}}(?:\.\d{{1,{decimals}}})?", re.ASCII)
