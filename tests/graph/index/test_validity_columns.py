"""The rule of time over arrays is the rule for one tie."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.index.validity_columns import ValidityColumns, day_span
from graph.model.dates import Moment, Validity, validity
from graph.rdf.records import Records
from graph.storage.tie_columns import Columns, columns_of
from tests.graph.worlds import tie

# Dates of each precision on both sides of, and around, the days asked about; None is an unknown date.
DATES = (None, "2018", "2019", "2018-12", "2019-01", "2019-06", "2018-12-31", "2019-01-01", "2019-06-15", "2020-02-29")
ATTESTED = ((), ("2018",), ("2019-01",), ("2019-06-15",), ("2018-12-31", "2019-06"), ("2020-02-29", "2018", "2019"))
STARTS_AND_ENDS = list(product(DATES, DATES, ATTESTED))
EVENTS = ("grants_to", "funds")
ROWS = [(*dates, is_event) for dates in STARTS_AND_ENDS for is_event in (True, False)]
days = st.dates(date(2017, 12, 30), date(2020, 3, 2)) | st.sampled_from(
    [date(2018, 12, 31), date(2019, 1, 1), date(2019, 6, 15), date(2019, 6, 30), date(2020, 2, 29)]
)
certainties = st.sampled_from(["possible", "certain"])
moments = st.builds(Moment, days, days, certainties, with_undated=st.booleans()) | st.builds(
    Moment, st.none() | days, st.none() | days, certainties, st.just(True), st.booleans()
)


def columns() -> Columns:
    """One tie for each row, whose id is its number, so that rows keep their order."""
    actors: dict[str, Any] = {slug: {"kind": "person", "name": slug, "sources": ()} for slug in ("a", "b")}
    ties = dict(
        tie("a", "funds", "b", start=start, end=end, attested=attested, key=f"{number:04}")
        for number, (start, end, attested, _) in enumerate(ROWS)
    )
    return columns_of(Records(actors, ties, {}, {}))


Row = tuple[str | None, str | None, tuple[str, ...], bool]


def dates(row: Row) -> dict[str, Any]:
    """What a tie says of its time."""
    return {"start": row[0], "end": row[1], "attested": row[2]}


COLUMNS = columns()
IS_EVENT = np.array([is_event for *_, is_event in ROWS])
VALIDITY = ValidityColumns.of(COLUMNS, IS_EVENT)


@given(moment=moments)
def test_arrays_admit_what_the_rule_for_one_tie_admits(moment: Moment) -> None:
    """Every pair of known and unknown dates, of an event and of a state, at any moment."""
    expected = [moment.admits(dates(row), is_event=row[-1]) for row in ROWS]
    assert VALIDITY.admitted(moment).tolist() == expected


def test_arrays_know_the_days_that_the_rule_for_one_tie_knows() -> None:
    for row, known in enumerate(ROWS):
        first, last = (
            day_span(VALIDITY.start_first[row], VALIDITY.start_last[row]),
            day_span(VALIDITY.end_first[row], VALIDITY.end_last[row]),
        )
        expected = validity(dates(known), is_event=known[-1])
        assert (first, last) == expected
        assert VALIDITY.is_dated[row] == expected.is_dated


def test_dates_read_from_columns_give_the_same_validity() -> None:
    """As the ledger reads them, one row at a time; it leaves attested dates aside."""
    for row, (start, end, _, is_event) in enumerate(ROWS):
        read = Validity.of(
            day_span(COLUMNS.start_first[row], COLUMNS.start_last[row]),
            day_span(COLUMNS.end_first[row], COLUMNS.end_last[row]),
            is_event=is_event,
        )
        assert read == validity(dates((start, end, (), is_event)), is_event=is_event)
