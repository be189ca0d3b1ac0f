"""How to write a date that a person wrote in another way: `June 2019` is `2019-06`."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

_FORMS = "YYYY, YYYY-MM or YYYY-MM-DD"
_LONGEST = 40
_WAYS = {
    "%Y-%m": ("%B %Y", "%b %Y", "%B, %Y", "%Y %B", "%Y %b", "%m/%Y", "%Y/%m", "%Y.%m", "%Y-%m"),
    "%Y-%m-%d": (
        *("%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y"),
        *("%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S"),
    ),
}
"""How people write a month or a day, by the form to write it in. Days such as 3/4/2019 may mean two: not here."""


def form_of_date(text: str) -> str:
    """The date in the form to write it in, or all forms where it is not clear which date is meant."""
    for form, ways in _WAYS.items():
        for way in ways:
            with suppress(ValueError):
                return datetime.strptime(text.strip().replace("Sept ", "Sep ")[:_LONGEST], way).strftime(form)  # noqa: DTZ007 - a day
    return _FORMS
