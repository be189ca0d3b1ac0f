"""When a tie holds. A partial date is an interval, an unknown end is never "current"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from graph.model.statements import PartialDate

Certainty = Literal["possible", "certain"]


class Span(NamedTuple):
    """The days from the first to the last, both included. `date.min` and `date.max` stand for "not known"."""

    first: date
    last: date

    def meets(self, other: Span) -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def holds(self, other: Span) -> bool:
        """Whether every day of the other is one of these."""
        return self.first <= other.first and other.last <= self.last

    def common(self, other: Span) -> Span:
        """The days in common; ask `meets` first."""
        return Span(max(self.first, other.first), min(self.last, other.last))


ALWAYS = Span(date.min, date.max)


class Limits(NamedTuple):
    """What is known of when a tie began and ended: the days that its first, and its last day may be."""

    start: Span
    end: Span

    @property
    def possible(self) -> Span:
        """The days on which the tie may have held."""
        return Span(self.start.first, self.end.last)


def limits(tie: Mapping[str, Any], *, is_event: bool) -> Limits:
    """The limits of a tie. An event without an end took place within its start; a state without one may go on."""
    start, end = _span(tie["start"]), _span(tie["end"])
    if is_event and tie["end"] is None:
        end = start
    return Limits(start, end)


@dataclass(frozen=True, slots=True)
class Moment:
    """A question about time: the first and last day asked about, either of which may be open.

    `as of` one day asks which states held on that day, and which events (a gift, a vote) had happened by then.
    A window asks for states that held on one of its days, and events that happened within it.

    `possible`: what is known does not rule it out. `certain`: it is so whatever the unknown days are; a state whose
    end is unknown is then certain for no day after its start.
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
        asked = Span(self.first or date.min, self.last or date.max)
        if is_event and not self.is_window:
            asked = Span(date.min, asked.last)
        known = limits(tie, is_event=is_event)
        if self.certainty == "possible":
            return known.possible.meets(asked)
        return asked.holds(known.possible) if is_event else _certainly_meets(known, asked)


def _certainly_meets(state: Limits, asked: Span) -> bool:
    """Whether the state held on a day asked about, whichever of its possible days were its first and last."""
    latest_start = min(state.start.last, state.end.last)
    earliest_end = max(state.end.first, state.start.first)
    return latest_start <= asked.last and asked.first <= earliest_end


def wording(tie: Mapping[str, Any], *, is_event: bool) -> str:
    """The dates of a tie in words; says what is not known rather than leave it out."""
    start, end = tie["start"], tie["end"]
    match start, end:
        case None, None:
            return "undated" if is_event else "start and end not known"
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


@lru_cache(maxsize=1 << 16)
def _span(text: str | None) -> Span:
    if text is None:
        return ALWAYS
    known = PartialDate.parse(text)
    return Span(known.first, known.last)


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
