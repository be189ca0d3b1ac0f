"""Dates and times as records write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

from graph.model.statements import PartialDate


@lru_cache(maxsize=65536)
def record_date(text: str) -> PartialDate | None:
    """The date of a text with or without a time (`2018-12-18T20:22:00-05:00`); None if it does not begin with one."""
    try:
        return PartialDate.parse(text[:10])
    except ValueError:
        return None


def ends_before_start(start: PartialDate | None, end: PartialDate | None) -> bool:
    """Whether an end is before its start, on whichever of their possible days. False if either is unknown."""
    return start is not None and end is not None and start.first > end.last


def sortable_time(text: str) -> str:
    """A time in UTC, so that times sort as text; one without a time zone counts as UTC. Other text is unchanged."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)).isoformat()


def exact_day(text: str) -> date:
    """A day written YYYY-MM-DD. Raises ValueError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text[:40]!r} is not a day: write YYYY-MM-DD") from error
