"""When a tie holds. A partial date is an interval, an unknown end is never "current"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from graph.model import PartialDate

Certainty = Literal["possible", "certain"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A question about time: the first and last day asked about, either of which may be open.

    `as of` one day asks for what held on that day; an event (a gift, a vote) counts from the day it happened on.
    A window asks for states that overlap it and events inside it.
    """

    first: date | None = None
    last: date | None = None
    certainty: Certainty = "possible"
    is_window: bool = False

    @classmethod
    def as_of(cls, day: date, certainty: Certainty = "possible") -> Moment:
        """What held on one day."""
        return cls(day, day, certainty)

    @classmethod
    def window(cls, first: date | None, last: date | None, certainty: Certainty = "possible") -> Moment:
        """What held or happened between two days, both included."""
        return cls(first, last, certainty, is_window=True)

    def admits(self, tie: Mapping[str, Any], *, is_event: bool) -> bool:
        """Whether the tie held then, possibly or certainly."""
        start, end = _parsed(tie["start"]), _parsed(tie["end"])
        if is_event:
            return self._admits_event(start, end)
        return self._state_possible(start, end) if self.certainty == "possible" else self._state_certain(start, end)

    def _admits_event(self, start: PartialDate | None, end: PartialDate | None) -> bool:
        known = start or end
        if known is None:
            return self.certainty == "possible"
        first, last = known.first, (end or known).last
        if self.certainty == "certain":
            first, last = last, first
        begun = self.last is None or first <= self.last
        return begun and (not self.is_window or self.first is None or last >= self.first)

    def _state_possible(self, start: PartialDate | None, end: PartialDate | None) -> bool:
        begun = start is None or self.last is None or start.first <= self.last
        return begun and (end is None or self.first is None or end.last >= self.first)

    def _state_certain(self, start: PartialDate | None, end: PartialDate | None) -> bool:
        if start is None:
            return False
        begun = self.last is None or start.last <= self.last
        known_to_last = end.first if end else start.last
        return begun and (self.first is None or known_to_last >= self.first)


def wording(tie: Mapping[str, Any], *, is_event: bool) -> str:
    """The dates of a tie in words; says what is not known rather than leave it out."""
    start, end = tie["start"], tie["end"]
    match start, end:
        case None, None:
            return "undated"
        case _, None if is_event:
            return str(start)
        case _, None:
            return f"from {start}, not known to have ended"
        case None, _:
            return f"until {end}, start not known"
        case _ if start == end:
            return str(start)
        case _:
            return f"{start} to {end}"


def _parsed(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def asked(
    as_of: str | None, since: str | None = None, until: str | None = None, certainty: Certainty = "possible"
) -> Moment | None:
    """The moment that partial dates ask for: one date, or a window open at either end; None where none is given.

    Raises ValueError for a text that is no date, and for a date beside a window.
    """
    if as_of and (since or until):
        raise ValueError("as_of cannot stand beside a window of time: ask for one date, or for a window")
    if as_of:
        return Moment(*PartialDate.parse(as_of), certainty)
    if not (since or until):
        return None
    first = PartialDate.parse(since).first if since else None
    last = PartialDate.parse(until).last if until else None
    return Moment.window(first, last, certainty)
