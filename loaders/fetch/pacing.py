"""The pace of requests and the delay before a retry, with a clock that tests can replace."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 300.0
"""Seconds; if a publisher asks for a longer delay, the download fails."""


@dataclass(frozen=True)
class Clock:
    """Time, sleep, randomness and the date."""

    seconds: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    today: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


class Pace:
    """Delays each request until `every` seconds after the one before."""

    def __init__(self, seconds_between_requests: float, clock: Clock) -> None:
        self._every, self._clock = seconds_between_requests, clock
        self._next: float | None = None

    def wait_turn(self) -> None:
        """Sleep until the next request may be sent."""
        now = self._clock.seconds()
        if self._next is not None and self._next > now:
            self._clock.sleep(self._next - now)
            now = self._next
        self._next = now + self._every


def retry_delay(attempt: int, requested: float | None, clock: Clock) -> float:
    """Seconds to wait after this attempt (from 1): the requested delay, else exponential backoff.

    The second half of the delay is random, so that many clients do not come back at the same moment.
    """
    if requested is not None:
        return max(requested, 0.0)
    ceiling = min(2.0**attempt, LONGEST_WAIT)
    return ceiling / 2 + ceiling / 2 * clock.chance()


def retry_after(text: str | None, clock: Clock) -> float | None:
    """The seconds in a `Retry-After` header, given as a number or a date; None if it is neither."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text.strip())
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((aware - clock.today()).total_seconds(), 0.0)
