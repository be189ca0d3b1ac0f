"""When a tie holds, against a model that tries out every day it may have begun and ended on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.dates import Certainty, Moment, Span, parse_moment, validity
from graph.model.statements import PartialDate

FIRST = date(2018, 12, 1)
"""The model's world is small: nothing begins before this day or ends later than 100 days after it."""
DAYS = [FIRST + timedelta(days=number) for number in range(100)]
PARTIAL = st.sampled_from(
    ["2018-12", "2019", "2019-01", "2019-02", "2018-12-31", "2019-01-01", "2019-01-20", "2019-02-14"]
)
INNER = st.sampled_from(DAYS[5:-5])


def lives(tie: dict[str, Any], *, is_event: bool) -> list[tuple[date, date]]:
    """Every (first day, last day) that the tie may have had."""
    begun, ended = days_of(tie["start"]), days_of(tie["end"])
    if is_event and tie["end"] is None:
        proofs = tie["attested"] if tie["start"] is None else ()
        return [(day, day) for day in begun if all(day <= days_of(proof)[-1] for proof in proofs)]
    found = [(first, last) for first, last in product(begun, ended) if first <= last]
    if is_event:
        return found
    proved = [days_of(proof) for proof in tie["attested"]]
    return [life for life in found if all(any(life[0] <= day <= life[1] for day in days) for days in proved)]


def days_of(text: str | None) -> list[date]:
    """The days that a partial date may mean, in the model's world."""
    if text is None:
        return DAYS
    known = PartialDate.parse(text)
    return [day for day in DAYS if known.first <= day <= known.last]


def held(life: tuple[date, date], first: date, last: date, *, is_event: bool, is_window: bool, certain: bool) -> bool:
    """Whether a tie with this life held then."""
    if is_event and not is_window:
        return (life[1] if certain else life[0]) <= last
    if is_event and certain:
        return first <= life[0] and life[1] <= last
    return life[0] <= last and first <= life[1]


ATTESTED = st.lists(PARTIAL, max_size=3).map(tuple)


@given(
    start=st.none() | PARTIAL,
    end=st.none() | PARTIAL,
    attested=ATTESTED,
    one=INNER,
    other=INNER,
    is_event=st.booleans(),
    is_window=st.booleans(),
    certain=st.booleans(),
)
def test_possible_means_some_life_held_then_and_certain_means_every_life_did(
    start: str | None,
    end: str | None,
    attested: tuple[str, ...],
    one: date,
    other: date,
    is_event: bool,
    is_window: bool,
    certain: bool,
) -> None:
    tie = {"start": start, "end": end, "attested": attested}
    if not (start or end or (attested and not (is_event and is_window))):  # left out, as other tests say
        return
    found = lives(tie, is_event=is_event)
    if not found:  # it ended before it began: nothing is known of such a tie
        return
    first, last = (min(one, other), max(one, other)) if is_window else (one, one)
    moment = Moment(first, last, "certain" if certain else "possible", is_window)
    answers = [held(life, first, last, is_event=is_event, is_window=is_window, certain=certain) for life in found]
    assert moment.admits(tie, is_event=is_event) == (all(answers) if certain else any(answers))


@given(start=st.none() | PARTIAL, end=st.none() | PARTIAL, attested=ATTESTED, is_event=st.booleans())
def test_the_possible_days_are_those_of_some_life(
    start: str | None, end: str | None, attested: tuple[str, ...], is_event: bool
) -> None:
    tie = {"start": start, "end": end, "attested": attested}
    found = lives(tie, is_event=is_event)
    if not found:
        return
    possible = validity(tie, is_event=is_event).possible
    in_model = [day for day in DAYS if any(first <= day <= last for first, last in found)]
    assert [day for day in DAYS if possible.first <= day <= possible.last] == in_model


@given(start=st.none() | PARTIAL, end=st.none() | PARTIAL, attested=ATTESTED, day=INNER, is_event=st.booleans())
def test_what_is_certain_is_possible(
    start: str | None, end: str | None, attested: tuple[str, ...], day: date, is_event: bool
) -> None:
    tie = {"start": start, "end": end, "attested": attested}
    if not lives(tie, is_event=is_event):
        return
    certain = Moment.as_of(day, "certain").admits(tie, is_event=is_event)
    assert not certain or Moment.as_of(day).admits(tie, is_event=is_event)


def test_a_state_without_an_end_is_possible_and_never_certain_later() -> None:
    tie = {"start": "2018-10-01", "end": None, "attested": ()}
    later = date(2024, 1, 1)
    assert Moment.as_of(later).admits(tie, is_event=False)
    assert not Moment.as_of(later, "certain").admits(tie, is_event=False)


def test_an_event_counts_from_the_day_it_happened_on() -> None:
    gift = {"start": "2019-03-05", "end": None, "attested": ()}
    days = [date(2019, 3, 4), date(2019, 3, 5), date(2024, 1, 1)]
    assert [Moment.as_of(day, "certain").admits(gift, is_event=True) for day in days] == [False, True, True]


def test_an_event_happens_in_no_later_window() -> None:
    gift = {"start": "2019-03-05", "end": None, "attested": ()}
    assert not Moment.window(date(2019, 3, 6), None).admits(gift, is_event=True)


def test_a_grant_whose_start_is_unknown_may_have_begun_long_before_its_end() -> None:
    grant = {"start": None, "end": "2019-09-30", "attested": ()}
    assert Moment.as_of(date(2015, 1, 1)).admits(grant, is_event=True)
    assert not Moment.as_of(date(2015, 1, 1), "certain").admits(grant, is_event=True)


@pytest.mark.parametrize("is_event", [True, False])
@pytest.mark.parametrize("certainty", ["possible", "certain"])
def test_a_tie_without_any_date_is_left_out_unless_it_is_asked_for(is_event: bool, certainty: Certainty) -> None:
    tie = {"start": None, "end": None, "attested": ()}
    day = "2024-01-01"
    left_out, taken_in = parse_moment(day, None, None, certainty), parse_moment(day, None, None, certainty, "include")
    assert left_out is not None
    assert taken_in is not None
    assert not left_out.admits(tie, is_event=is_event)
    assert taken_in.admits(tie, is_event=is_event)
    assert taken_in.certainty_of(tie, is_event=is_event) == "possible"


def test_a_state_is_certain_between_its_attested_dates_and_possible_around_them() -> None:
    post = {"start": None, "end": None, "attested": ("2018-06-01", "2020-03")}
    days = [date(2017, 1, 1), date(2018, 6, 1), date(2019, 1, 1), date(2020, 3, 1), date(2020, 3, 2), date(2024, 1, 1)]
    asked = [Moment.as_of(day) for day in days]
    assert all(moment.admits(post, is_event=False) for moment in asked)
    assert [moment.certainty_of(post, is_event=False) for moment in asked] == [
        *("possible", "certain", "certain", "certain", "possible", "possible")
    ]


def test_a_month_attested_is_certain_for_the_month_and_for_none_of_its_days() -> None:
    post = {"start": None, "end": None, "attested": ("2019-06",)}
    month, day = parse_moment("2019-06"), parse_moment("2019-06-15")
    assert month is not None
    assert day is not None
    assert month.certainty_of(post, is_event=False) == "certain"
    assert day.certainty_of(post, is_event=False) == "possible"


def test_an_attested_date_never_stretches_a_tie_beyond_its_own_dates() -> None:
    post = {"start": "2018", "end": "2019-03-31", "attested": ("2021",)}
    assert not Moment.as_of(date(2020, 1, 1)).admits(post, is_event=False)


def test_an_event_that_is_attested_alone_had_happened_by_then() -> None:
    vote = {"start": None, "end": None, "attested": ("2019-05-21",)}
    assert Moment.as_of(date(2019, 5, 21), "certain").admits(vote, is_event=True)
    assert Moment.as_of(date(2018, 1, 1)).certainty_of(vote, is_event=True) == "possible"
    assert not Moment.window(date(2019, 5, 22), None).admits(vote, is_event=True)


def test_a_month_asks_for_what_held_on_one_of_its_days() -> None:
    moment = parse_moment("2019-06")
    assert moment == Moment(date(2019, 6, 1), date(2019, 6, 30))


def test_spans_meet_where_they_share_a_day() -> None:
    january, june = Span(date(2019, 1, 1), date(2019, 1, 31)), Span(date(2019, 1, 31), date(2019, 6, 30))
    assert january.overlaps(june)
    assert january.intersection(june) == Span(date(2019, 1, 31), date(2019, 1, 31))
    assert not january.contains(june)


def test_an_event_that_is_attested_alone_answers_no_window() -> None:
    gift = {"start": None, "end": None, "attested": ("2024-05-01",)}
    assert not Moment.window(date(2019, 1, 1), date(2019, 12, 31)).admits(gift, is_event=True)
    assert not Moment.window(date(2024, 1, 1), date(2024, 12, 31)).admits(gift, is_event=True)
    assert Moment.window(None, date(2024, 12, 31), "certain").admits(gift, is_event=True)
    assert Moment.as_of(date(2025, 1, 1), "certain").admits(gift, is_event=True)
