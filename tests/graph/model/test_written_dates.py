"""A date that a person wrote in another way is shown in the form in which to write it."""

from __future__ import annotations

import pytest

from graph.model.written_dates import form_of_date


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("June 2019", "2019-06"),
        ("Sept 2019", "2019-09"),
        ("06/2019", "2019-06"),
        ("december 21, 2018", "2018-12-21"),
        ("21 Dec 2018", "2018-12-21"),
        ("2019-6-1", "2019-06-01"),
        ("2018/12/21", "2018-12-21"),
        ("3/4/2019", "YYYY, YYYY-MM or YYYY-MM-DD"),
        ("31 February 2019", "YYYY, YYYY-MM or YYYY-MM-DD"),
        ("soon", "YYYY, YYYY-MM or YYYY-MM-DD"),
        ("", "YYYY, YYYY-MM or YYYY-MM-DD"),
    ],
)
def test_the_form_of_a_date(text: str, form: str) -> None:
    assert form_of_date(text) == form
