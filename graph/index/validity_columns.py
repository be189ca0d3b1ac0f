"""Validity in time for many ties at once: the rule of `graph.model.dates`, over arrays of day numbers."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np

from graph.index.adjacency import Mask
from graph.model.dates import Moment, Span
from graph.storage.tie_columns import NO_DAY, Columns, Numbers

_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()


class ValidityColumns(NamedTuple):
    """The `Validity` of many ties, one row for each. Days are numbers as in `date.toordinal`."""

    start_first: Numbers
    start_last: Numbers
    end_first: Numbers
    end_last: Numbers
    is_event: Mask

    @classmethod
    def of(cls, columns: Columns, is_event: Mask) -> ValidityColumns:
        """From the dates of ties, as `Validity.of` does."""
        start_first, start_last = _or_any(columns.start_first, _FIRST), _or_any(columns.start_last, _LAST)
        end_first, end_last = _or_any(columns.end_first, _FIRST), _or_any(columns.end_last, _LAST)
        has_end, is_attested = columns.end_first != NO_DAY, columns.begun_by != NO_DAY
        begun_by, lasted_until = _or_any(columns.begun_by, _LAST), _or_any(columns.lasted_until, _FIRST)
        latest_start = np.maximum(start_first, np.minimum(start_last, begun_by))
        earliest_end = np.minimum(end_last, np.maximum(end_first, lasted_until))
        attested_alone = is_attested & (columns.start_first == NO_DAY) & ~has_end
        event_start_last = np.where(attested_alone, begun_by, start_last)
        return cls(
            start_first,
            np.where(is_event, event_start_last, latest_start),
            np.where(is_event, np.where(has_end, end_first, start_first), earliest_end),
            np.where(is_event & ~has_end, event_start_last, end_last),
            is_event,
        )

    @property
    def is_dated(self) -> Mask:
        """Whether anything is known of when each tie was true."""
        knows_start: Mask = (self.start_first != _FIRST) | (self.start_last != _LAST)
        knows_end: Mask = (self.end_first != _FIRST) | (self.end_last != _LAST)
        return knows_start | knows_end

    def admitted(self, moment: Moment) -> Mask:
        """Whether each tie was valid at a moment, as `Moment.admits_validity` decides for one."""
        admitted: Mask = np.where(self.unanswered(moment), moment.with_undated, self._true_at(moment))
        return admitted

    def unanswered(self, moment: Moment) -> Mask:
        """Whether what is known of each tie says nothing about a moment, as `Moment.is_unanswered_by`."""
        unanswered: Mask = ~self.is_dated
        if moment.is_window and moment.first is not None:
            attested_alone = self.is_event & (self.start_first == _FIRST) & (self.end_first == _FIRST)
            unanswered |= attested_alone & (moment.first.toordinal() <= self.end_last)
        return unanswered

    def _true_at(self, moment: Moment) -> Mask:
        state, event = moment.asked_days(is_event=False), moment.asked_days(is_event=True)
        first = np.where(self.is_event, event.first.toordinal(), state.first.toordinal())
        last = state.last.toordinal()
        if moment.certainty == "possible":
            return (self.start_first <= last) & (first <= self.end_last)
        latest_start = np.minimum(self.start_last, self.end_last)
        earliest_end = np.maximum(self.end_first, self.start_first)
        is_sure_state = (latest_start <= last) & (first <= earliest_end)
        is_sure_event = (first <= self.start_first) & (self.end_last <= last)
        is_sure: Mask = np.where(self.is_event, is_sure_event, is_sure_state)
        return is_sure


def day_span(first: int, last: int) -> Span | None:
    """The days that a date in the columns may mean; None if the date is not known."""
    return None if first == NO_DAY else Span(date.fromordinal(int(first)), date.fromordinal(int(last)))


def _or_any(days: Numbers, otherwise: int) -> Numbers:
    return np.where(days == NO_DAY, np.int32(otherwise), days)
