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
