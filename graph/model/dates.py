"""When a tie is true. A partial date is an interval of days; an unknown end never means "current".

This is the only definition of validity in time: filters, paths and money all use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from graph.model.statements import PartialDate

Certainty = Literal["possible", "certain"]
Undated = Literal["exclude", "include"]
"""Whether an answer about a time leaves out, or takes in, the ties of which no date is known."""


class Span(NamedTuple):
    """The days from the first to the last, both included. `date.min` and `date.max` mean "not known"."""

    first: date
    last: date

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def contains(self, other: Span) -> bool:
        """Whether every day of the other is one of these."""
        return self.first <= other.first and other.last <= self.last

    def intersection(self, other: Span) -> Span:
        """The days in common. Only valid where the two overlap."""
        return Span(max(self.first, other.first), min(self.last, other.last))


ANY_DAY = Span(date.min, date.max)


class Attestation(NamedTuple):
    """What the attested dates of a tie prove: by which day it had begun, and until which day it lasted.

    A partial date proves no single day, only that the tie held on one of its days. So the first is the earliest of
    their last days, and the second the latest of their first days.
    """

    begun_by: date
    lasted_until: date

    @classmethod
    def of(cls, texts: Iterable[str]) -> Attestation | None:
        """From partial dates in any order; None if there are none. Raises ValueError for a text that is not a date."""
        dates = [PartialDate.parse(text) for text in texts]
        return cls(min(it.last for it in dates), max(it.first for it in dates)) if dates else None


class Validity(NamedTuple):
    """What is known of when a tie began and ended: the days that its first day, and its last day, may be."""

    start: Span
    end: Span

    @classmethod
    def of(
        cls, start: Span | None, end: Span | None, attested: Attestation | None = None, *, is_event: bool
    ) -> Validity:
        """From the two dates and the attested ones, where they are known.

        An event without an end took place within its start; of one without either, an attested date tells by when it
        had happened. A state without an end may go on for ever; attested dates narrow down its first and its last day,
        but never beyond its own dates.
        """
        if is_event:
            began = start or (Span(date.min, attested.begun_by) if attested and not end else ANY_DAY)
            return cls(began, end or began)
        began, ended = start or ANY_DAY, end or ANY_DAY
        if attested is None:
            return cls(began, ended)
        latest_start = max(began.first, min(began.last, attested.begun_by))
        earliest_end = min(ended.last, max(ended.first, attested.lasted_until))
        return cls(Span(began.first, latest_start), Span(earliest_end, ended.last))

    @property
    def is_dated(self) -> bool:
        """Whether anything is known of when the tie was true: a start, an end or an attested date."""
        return self != _UNKNOWN

    @property
    def possible(self) -> Span:
        """The days on which the tie may have been true."""
        return Span(self.start.first, self.end.last)

    def certainly_overlaps(self, asked: Span) -> bool:
        """Whether the tie was true on one of the days asked about, whichever days were its first and its last."""
        latest_start = min(self.start.last, self.end.last)
        earliest_end = max(self.end.first, self.start.first)
        return latest_start <= asked.last and asked.first <= earliest_end


_UNKNOWN = Validity(ANY_DAY, ANY_DAY)


def validity(tie: Mapping[str, Any], *, is_event: bool) -> Validity:
    """The validity of a tie, from its partial dates `start` and `end`, and those in `attested`."""
    start, end = parse_span(tie["start"]), parse_span(tie["end"])
    return Validity.of(start, end, Attestation.of(tie["attested"]), is_event=is_event)


@dataclass(frozen=True, slots=True)
class Moment:
    """A question about time: the first and last day asked about, either of which may be open.

    `as_of` one day asks which states were true on that day, and which events (a gift, a vote) had happened by then.
    A window asks for states that were true on one of its days, and events that happened within it.

    `possible`: what is known does not rule it out. `certain`: it is so whatever the unknown days are; a state whose
    end is unknown is then certain for no day after its start, or after the last date on which it is attested.

    Ties of which no date is known are left out, whatever the certainty, unless `with_undated`. So are, of a window,
    events of which it is known only by when they had happened.
    """

    first: date | None = None
    last: date | None = None
    certainty: Certainty = "possible"
    is_window: bool = False
    with_undated: bool = False

    @classmethod
    def as_of(cls, day: date, certainty: Certainty = "possible") -> Moment:
        """One day."""
        return cls(day, day, certainty)

    @classmethod
    def window(cls, first: date | None, last: date | None, certainty: Certainty = "possible") -> Moment:
        """The days from one to another, both included; None leaves that side open."""
        return cls(first, last, certainty, is_window=True)

    def asked_days(self, *, is_event: bool) -> Span:
        """The days asked about: of an event, a single day asks for all days up to it."""
        first = None if is_event and not self.is_window else self.first
        return Span(first or date.min, self.last or date.max)

    def admits(self, tie: Mapping[str, Any], *, is_event: bool) -> bool:
        """Whether the tie was true then, possibly or certainly."""
        return self.admits_validity(validity(tie, is_event=is_event), is_event=is_event)

    def admits_validity(self, known: Validity, *, is_event: bool) -> bool:
        """The one rule of time. `graph.index.validity_columns` applies the same rule to arrays."""
        if self.is_unanswered_by(known, is_event=is_event):
            return self.with_undated
        if self.certainty == "possible":
            return known.possible.overlaps(self.asked_days(is_event=is_event))
        return self._is_certain(known, is_event=is_event)

    def is_unanswered_by(self, known: Validity, *, is_event: bool) -> bool:
        """Whether what is known says nothing about this moment.

        Of an event that is attested alone we know only by when it had happened. Whether that was within a window, or
        on any day before it, is as unknown as for an event without any date.
        """
        if not known.is_dated:
            return True
        is_attested_alone = is_event and known.start == known.end and known.start.first == date.min
        return is_attested_alone and self.is_window and self.first is not None and self.first <= known.end.last

    def certainty_of(self, tie: Mapping[str, Any], *, is_event: bool) -> Certainty:
        """Whether a tie that this moment admits was true then for certain, or may have been."""
        return "certain" if self._is_certain(validity(tie, is_event=is_event), is_event=is_event) else "possible"

    def _is_certain(self, known: Validity, *, is_event: bool) -> bool:
        asked = self.asked_days(is_event=is_event)
        return asked.contains(known.possible) if is_event else known.certainly_overlaps(asked)


@lru_cache(maxsize=1 << 16)
def parse_span(text: str | None) -> Span | None:
    """The days that a partial date may mean; None where no date is known. Raises ValueError for any other text."""
    if text is None:
        return None
    known = PartialDate.parse(text)
    return Span(known.first, known.last)


def parse_moment(
    as_of: str | None,
    since: str | None = None,
    until: str | None = None,
    certainty: Certainty = "possible",
    undated: Undated = "exclude",
) -> Moment | None:
    """The moment named by partial dates: one date, or a window open at either end; None where no date is given.

    Undated ties that are to be included without a date make a window open at both ends, which admits every tie.

    Raises ValueError for a text that is not a date, for a date together with a window, and for a window that ends
    before it begins.
    """
    if as_of and (since or until):
        raise ValueError("as_of cannot stand beside a window of time: ask for one date, or for a window")
    with_undated = undated == "include"
    if not (as_of or since or until or with_undated):
        return None
    if as_of:
        return Moment(*PartialDate.parse(as_of), certainty, with_undated=with_undated)
    first = PartialDate.parse(since).first if since else None
    last = PartialDate.parse(until).last if until else None
    if first and last and last < first:
        raise ValueError(f"the window begins in {since} and ends in {until}, before it: exchange the two dates")
    return Moment(first, last, certainty, is_window=True, with_undated=with_undated)
