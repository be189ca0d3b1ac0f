from __future__ import annotations

from datetime import date, timedelta

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.statements import (
    ADDRESS_LENGTH,
    SLUG_LENGTH,
    DataError,
    EntityRef,
    PartialDate,
    Place,
    Problem,
    WebAddress,
)

DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))
PRECISIONS = st.sampled_from([4, 7, 10])


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31), "year"),
        ("2018-10", date(2018, 10, 1), date(2018, 10, 31), "month"),
        ("2018-10-14", date(2018, 10, 14), date(2018, 10, 14), "day"),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29), "month"),
        ("2100-02", date(2100, 2, 1), date(2100, 2, 28), "month"),
        ("2018-12", date(2018, 12, 1), date(2018, 12, 31), "month"),
    ],
)
def test_a_partial_date_is_the_interval_of_its_days(text: str, first: date, last: date, precision: str) -> None:
    parsed = PartialDate.parse(text)
    assert (parsed.first, parsed.last, parsed.precision) == (first, last, precision)


@pytest.mark.parametrize(
    "text",
    ["", " 2018", "2018 ", "2018\n", "18", "20188", "0000", "0999", "3000", "2018-", "2018-1", "2018-00", "2018-13",
     "2018-02-30", "2018-02-29", "2018-10-00", "2018-10-32", "2018-10-1", "2018-10-01T00:00", "2018-10-01Z",
     "10/2018", "Oct-18", "-2018", "+2018", "2018-10-14-01", "٢٠١٨", "２０１８", "2018\u201310", "c. 2018", "2018\0"],  # noqa: RUF001
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write (YYYY|2018-\d|a year|a month)|that month ends"):
        PartialDate.parse(text)


@given(DAYS, PRECISIONS)
def test_a_partial_date_is_written_as_it_was_read(day: date, length: int) -> None:
    text = day.isoformat()[:length]
    assert str(PartialDate.parse(text)) == text


@given(DAYS, PRECISIONS)
def test_a_partial_date_holds_exactly_the_days_that_begin_as_it_does(day: date, length: int) -> None:
    text = day.isoformat()[:length]
    parsed = PartialDate.parse(text)
    assert parsed.first <= day <= parsed.last
    assert parsed.first.isoformat().startswith(text)
    assert parsed.last.isoformat().startswith(text)
    assert not (parsed.first - timedelta(days=1)).isoformat().startswith(text)
    assert not (parsed.last + timedelta(days=1)).isoformat().startswith(text)


@given(DAYS, DAYS)
def test_dates_of_the_same_precision_are_in_the_order_of_time(one: date, other: date) -> None:
    assert (PartialDate.parse(str(one)) < PartialDate.parse(str(other))) == (one < other)


@given(DAYS)
def test_a_day_lies_within_its_month_and_the_month_within_its_year(day: date) -> None:
    of_year, of_month, of_day = (PartialDate.parse(day.isoformat()[:length]) for length in (4, 7, 10))
    assert of_year.first <= of_month.first <= of_day.first
    assert of_day.last <= of_month.last <= of_year.last


@pytest.mark.parametrize(
    "slug", ["cut50", "kim-kardashian", "us-bioguide-G000386", "a", "a.b_c", "1", "a" * SLUG_LENGTH]
)
def test_an_id_is_letters_digits_and_single_signs_between_them(slug: str) -> None:
    assert EntityRef.actor(slug) == ("id", slug)
    assert EntityRef.source(slug) == ("source", slug)


@pytest.mark.parametrize(
    "slug", ["", "-a", "a-", "a--b", "a b", "a/b", "../a", "é", "a\n", "a\0", "<a>", "a#b", "a?b", "a%20b", "a" * 121]
)
def test_what_could_not_stand_in_an_address_is_no_id(slug: str) -> None:
    with pytest.raises(ValueError, match="is not an id"):
        EntityRef.actor(slug)


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example",
        "HTTP://A.example/b?c=d&e=f#g",
        "https://a.example:8080/b/%20c",
        "https://é.example/ü",
        "https://a.example/b(c)/d'e,f;g=h@i:j",
        "https://a.example/" + "b" * (ADDRESS_LENGTH - 18),
    ],
)
def test_an_address_is_kept_as_it_is(text: str) -> None:
    assert str(WebAddress.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "a.example", "//a.example", "https://", "https:///a", "https://?a", "https://.a", "http:a", "data:text/html,a",
     "javascript:alert(1)", "JavaScript:alert(1)", "file:///etc/passwd", "ftp://a.example", "mailto:a@b.c",
     " https://a.example", "https://a@b.example", "https://a:b@c.example", "https://[::1]/", "https://a.example:x/",
     "https://a.example\\b", "https://a.example/ b", "https://a.example/\n", "https://a.example/<b>", "https://a.example/\"",
     "https://a.example/{b}", "https://a.example/%", "https://a.example/%zz", "https://a.example/[b]", "https://a.b/#c#d",
     "https://a.b/\0", "https://a.b/\u200b", "https://a.b/\ud800", "https://a.b/" + "b" * ADDRESS_LENGTH],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"web address|too long") as caught:
        WebAddress.parse(text)
    assert str(caught.value).isprintable()


@given(st.sampled_from(["https://", "http://a.example/", "https://a.example?", "http://a.example/#"]), st.text())
def test_every_address_that_is_accepted_is_an_iri(beginning: str, text: str) -> None:
    try:
        address = WebAddress.parse(beginning + text)
    except ValueError:
        return
    assert ox.NamedNode(address.text).value == beginning + text


def test_a_place_says_as_much_as_is_known() -> None:
    assert str(Place("a.csv", 3, "start")) == "a.csv:3:start"
    assert str(Place("a.csv", 3)) == "a.csv:3"
    assert str(Place("a.csv")) == "a.csv"


def test_wrong_data_carry_every_problem() -> None:
    problems = [Problem(Place("a.csv", 1), "no"), Problem(Place("b.csv", 2, "c"), "neither")]
    error = DataError(problems)
    assert error.problems == problems
    assert str(error) == "a.csv:1: no\nb.csv:2:c: neither"
