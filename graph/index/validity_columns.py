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
        """From the dates of ties, as `Validity.of` does: an event without an end took place within its start."""
        start_first, start_last = _or_any(columns.start_first, _FIRST), _or_any(columns.start_last, _LAST)
        end_first, end_last = _or_any(columns.end_first, _FIRST), _or_any(columns.end_last, _LAST)
        within_start = is_event & (columns.end_first == NO_DAY)
        return cls(
            start_first,
            start_last,
            np.where(within_start, start_first, end_first),
            np.where(within_start, start_last, end_last),
            is_event,
        )

    def admitted(self, moment: Moment) -> Mask:
        """Whether each tie was valid at a moment, as `Moment.admits_validity` decides for one."""
        state, event = moment.asked_days(is_event=False), moment.asked_days(is_event=True)
        first = np.where(self.is_event, event.first.toordinal(), state.first.toordinal())
        last = state.last.toordinal()
        if moment.certainty == "possible":
            return (self.start_first <= last) & (first <= self.end_last)
        latest_start = np.minimum(self.start_last, self.end_last)
        earliest_end = np.maximum(self.end_first, self.start_first)
        is_sure_state = (latest_start <= last) & (first <= earliest_end)
        is_sure_event = (first <= self.start_first) & (self.end_last <= last)
        return np.where(self.is_event, is_sure_event, is_sure_state)


def day_span(first: int, last: int) -> Span | None:
    """The days that a date in the columns may mean; None if the date is not known."""
    return None if first == NO_DAY else Span(date.fromordinal(int(first)), date.fromordinal(int(last)))


def _or_any(days: Numbers, otherwise: int) -> Numbers:
    return np.where(days == NO_DAY, np.int32(otherwise), days)
