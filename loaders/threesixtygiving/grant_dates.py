"""Dates as funders write them."""

from __future__ import annotations

import re

from graph.model.statements import PartialDate

_ISO = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ].*)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})/(\d{4})", re.ASCII)
_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([A-Za-z]{3,9})\.?,? (\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_date(text: str) -> PartialDate | None:
    """A date in any of these forms: `2015-03-16`, `16/03/2015` (day first), `03/2015`, `16 March 2015`, `March 2015`.

    None for any other text, or for a day that does not exist.
    """
    try:
        return _read(" ".join(text.split()))
    except ValueError:
        return None


def _read(text: str) -> PartialDate | None:
    if match := _ISO.fullmatch(text):
        return PartialDate.parse(match[1])
    if match := _SLASHED.fullmatch(text):
        return PartialDate.parse(f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}")
    if match := _MONTH.fullmatch(text):
        return PartialDate.parse(f"{match[2]}-{int(match[1]):02d}")
    if (match := _WORDS.fullmatch(text)) and match[2][:3].lower() in _MONTHS:
        month = f"{match[3]}-{_MONTHS.index(match[2][:3].lower()) + 1:02d}"
        return PartialDate.parse(f"{month}-{int(match[1]):02d}" if match[1] else month)
    return None
