"""Ranks by value, told only as far as the error of the values allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

_DIGITS = 10
"""Values are rounded to so many decimals, since engines differ in the last digits."""


class RankRange(NamedTuple):
    """The highest and the lowest rank that an actor may have. Where values are exact, both are the rank it shares."""

    first: int
    last: int


def rank_ranges(values: Sequence[float], error: float | None) -> list[RankRange]:
    """The ranks of all values, highest first: 1 for the highest.

    No value differs from the true one by more than `error`, so one is surely above another only where it is higher by
    more than twice as much. Without an error, equal values share the first rank among them.
    """
    rounded = np.round(np.asarray(values, dtype=float), _DIGITS)
    in_order = np.sort(rounded)
    unsure = 2 * (error or 0.0)
    first = len(rounded) - np.searchsorted(in_order, rounded + unsure, side="right") + 1
    last = first if error is None else len(rounded) - np.searchsorted(in_order, rounded - unsure, side="left")
    return [RankRange(*pair) for pair in zip(first.tolist(), last.tolist(), strict=True)]
