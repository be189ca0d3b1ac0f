"""Dates as records write them."""

from __future__ import annotations

from functools import lru_cache

from graph.model.statements import PartialDate


@lru_cache(maxsize=65536)
def record_date(text: str) -> PartialDate | None:
    """A date as records write it, with or without a time (`2018-12-18T20:22:00-05:00`); None where it is none."""
    try:
        return PartialDate.parse(text[:10])
    except ValueError:
        return None
