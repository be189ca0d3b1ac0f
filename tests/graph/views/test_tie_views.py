"""The dates of a tie in words."""

from __future__ import annotations

import pytest

from graph.views.tie_views import dates_in_words


@pytest.mark.parametrize(
    ("start", "end", "is_event", "words"),
    [
        ("2018-10", None, False, "from 2018-10, not known to have ended"),
        (None, None, False, "start and end not known"),
        (None, None, True, "undated"),
        ("2019", None, True, "2019"),
        (None, "2019", False, "until 2019, start not known"),
        ("2016", "2018", False, "2016 to 2018"),
        ("2016", "2016", True, "2016"),
    ],
)
def test_dates_in_words_say_what_is_not_known(start: str | None, end: str | None, is_event: bool, words: str) -> None:
    assert dates_in_words({"start": start, "end": end, "attested": ()}, is_event=is_event) == words


@pytest.mark.parametrize(
    ("start", "end", "attested", "is_event", "words"),
    [
        (None, None, ("2019-06", "2020", "2021"), True, "known by 2019-06"),
        (None, None, ("2019", "2019-11-06"), True, "known by 2019-11-06"),
        ("2018-12-21", None, ("2019", "2019-11-06"), True, "2018-12-21"),
        ("2018", None, ("2018-10-11", "2020"), True, "2018; known by 2018-10-11"),
        ("2018", None, ("2020",), True, "2018"),
        ("2018", "2018-03-01", ("2018-02",), True, "2018 to 2018-03-01; known by 2018-02"),
        (None, None, ("2019", "2021"), False, "attested 2019 and 2021"),
        ("2018", None, ("2019",), False, "from 2018, not known to have ended; attested 2019"),
    ],
)
def test_an_event_is_known_by_the_earliest_date_if_that_says_more(
    start: str | None, end: str | None, attested: tuple[str, ...], is_event: bool, words: str
) -> None:
    assert dates_in_words({"start": start, "end": end, "attested": attested}, is_event=is_event) == words
