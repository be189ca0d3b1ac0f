"""How a source hedges a number (`more than`, `about`), what that says of a sum, and how it is written before it."""

from __future__ import annotations

from collections.abc import Iterable

HEDGES = ("about", "nearly", "at least", "more than", "at most", "up to", "less than")
"""The values of rg:amountHedge and rg:quantityHedge. Where there is none, the source gives the number as it stands."""
_LOWER, _UPPER = ("at least", "more than"), ("up to", "at most", "less than")
"""Hedges by which a number is the least, or the most, that it may be; the widest of each first."""


def widest(hedges: Iterable[str]) -> str | None:
    """The hedge that holds for all of one number's: `about` for those that point both ways, None for none at all."""
    distinct = {*hedges}
    if len(distinct) < 2:
        return next(iter(distinct), None)
    return next((side[0] for side in (_LOWER, _UPPER) if distinct <= {*side}), "about")


def hedge_of_sum(hedges: Iterable[str], count: int) -> str | None:
    """The hedge of the sum of so many numbers, those of them that are hedged given; None if no number is.

    Where the hedged ones are all the least that they may be, so is the sum, and it is `at least` what they come to.
    """
    distinct = {*hedges}
    if not distinct or count == 1:
        return widest(distinct)
    return "at least" if distinct <= {*_LOWER} else "at most" if distinct <= {*_UPPER} else "about"


def hedged(number: str, hedge: str | None) -> str:
    """A number in words, with its hedge: `more than $5,000,000`."""
    return f"{hedge} {number}" if hedge else number
