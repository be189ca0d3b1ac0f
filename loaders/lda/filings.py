"""One filing: its parties, its period, and its edition among several filings of the same report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from graph.model.statements import PartialDate
from loaders.core.record_dates import record_date, sortable_time
from loaders.core.record_writer import Edition
from loaders.readers.input_files import RecordFile, RecordRefused
from loaders.readers.json_values import json_object, json_text

PERIODS = {
    "first_quarter": ("q1", "01-01", "03-31"),
    "second_quarter": ("q2", "04-01", "06-30"),
    "third_quarter": ("q3", "07-01", "09-30"),
    "fourth_quarter": ("q4", "10-01", "12-31"),
    "mid_year": ("h1", "01-01", "06-30"),
    "year_end": ("h2", "07-01", "12-31"),
}
"""The periods of reports: code, first and last day (MM-DD)."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Filing(NamedTuple):
    """One filing, as it was parsed."""

    data: Mapping[str, Any]
    uuid: str
    code: str
    year: int
    period: str
    registrant: int
    client: int
    file: RecordFile

    @classmethod
    def parse(cls, data: object, file: RecordFile) -> Filing:
        """Read a filing. Raises RecordRefused if its parties or its period are unknown."""
        if not isinstance(data, dict):
            raise RecordRefused("a filing is not a JSON object")
        uuid = json_text(data, "filing_uuid").lower()
        if not _UUID.fullmatch(uuid):
            raise RecordRefused(f"{uuid[:50]!r} is not a filing_uuid")
        year, period = number(data, "filing_year"), json_text(data, "filing_period")
        if year is None or not 1990 <= year <= 2999:
            raise RecordRefused(f"the filing {uuid} has no year")
        if period not in PERIODS:
            raise RecordRefused(f"the filing {uuid} has the period {period[:30]!r}: there are {', '.join(PERIODS)}")
        registrant, client = (number(json_object(data, end), "id") for end in ("registrant", "client"))
        if not registrant or not client:
            raise RecordRefused(f"the filing {uuid} has no registrant or no client with a number")
        return cls(data, uuid, json_text(data, "filing_type").upper(), year, period, registrant, client, file)

    @property
    def is_registration(self) -> bool:
        """Whether it announces that someone lobbies, and does not report on a period."""
        return self.code.startswith("R")

    @property
    def is_amended(self) -> bool:
        """Whether it replaces a filing made before."""
        return "A" in self.code or "@" in self.code

    @property
    def source_id(self) -> str:
        """`us-lda-report-31113-12345-2018-q2`: there is one for a registrant, a client and a period."""
        what = "registration" if self.is_registration else "report"
        return f"us-lda-{what}-{self.registrant}-{self.client}-{self.year}-{PERIODS[self.period][0]}"

    @property
    def edition(self) -> Edition:
        """An amendment wins over what it amends; of two, the one posted later, then the one with the larger id."""
        posted = json_text(self.data, "dt_posted")
        return Edition(f"{int(self.is_amended)} {sortable_time(posted)} {self.uuid}", 0, self.file.sha256)

    @property
    def span(self) -> tuple[PartialDate, PartialDate]:
        """First and last day of the period."""
        _, first, last = PERIODS[self.period]
        return PartialDate.parse(f"{self.year}-{first}"), PartialDate.parse(f"{self.year}-{last}")

    @property
    def posted(self) -> PartialDate | None:
        """The day on which it was posted."""
        return record_date(json_text(self.data, "dt_posted"))


def number(data: Mapping[str, Any], key: str) -> int | None:
    """The positive whole number under a key, or None."""
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**12 else None
