"""Statements, their values, and the places they were read from: what every other module works with."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import quote

from graph.model.errors import ReentryError
from graph.model.written_dates import form_of_date

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_RECORD_ID = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*", re.ASCII)
_HOST = re.compile(r"https?://\w[\w.-]*(?::[0-9]{1,5})?(?=[/?#]|$)", re.IGNORECASE)
_SOUND = r"(?:%[0-9A-Fa-f]{2}|[\w.~!$&'()*+,;=:@/?-])*"
_BEYOND_HOST = re.compile(f"{_SOUND}(?:#{_SOUND})?")
_SUBJECT_AND_SOURCE = itemgetter(0, 3)
SLUG_LENGTH = 120
ADDRESS_LENGTH = 2048


class PartialDate(NamedTuple):
    """A day, a month or a year: the interval of days that it may mean.

    Written `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. Ordered by first possible day, then by last.
    """

    first: date
    last: date

    @classmethod
    @lru_cache(4096)
    def parse(cls, text: str) -> PartialDate:
        """Read one partial date. Raises ValueError with what is wrong and how to write it."""
        match = _PARTIAL_DATE.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is not a date: write {form_of_date(text)}")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if not 1000 <= year <= 2999:
            raise ValueError(f"the year {year:04d} is out of range: write a year from 1000 to 2999")
        if month is None:
            return cls(date(year, 1, 1), date(year, 12, 31))
        if not 1 <= month <= 12:
            raise ValueError(f"there is no month {month:02d} in {text!r}: write a month from 01 to 12")
        last_day = calendar.monthrange(year, month)[1]
        if day is None:
            return cls(date(year, month, 1), date(year, month, last_day))
        if not 1 <= day <= last_day:
            raise ValueError(
                f"there is no day {day:02d} in {year:04d}-{month:02d}: that month ends on the {last_day}th"
            )
        return cls(date(year, month, day), date(year, month, day))

    @property
    def precision(self) -> str:
        """`year`, `month` or `day`."""
        if self.first == self.last:
            return "day"
        return "month" if self.first.month == self.last.month else "year"

    def __str__(self) -> str:
        return self.first.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]


class EntityRef(NamedTuple):
    """A reference to an actor, tie, outcome or source by its space of ids and its id: `EntityRef("id", "cut50")`."""

    space: str
    key: str

    @classmethod
    def actor(cls, slug: str) -> EntityRef:
        """The actor with this slug; raises ValueError for a text that is no id."""
        if len(slug) > SLUG_LENGTH or not _RECORD_ID.fullmatch(slug):
            raise ValueError(f"{slug[:60]!r} is not an id: use lower-case letters, digits and single dashes")
        return cls("id", slug)

    @classmethod
    def source(cls, source_id: str) -> EntityRef:
        """The source with this id; raises ValueError for a text that is no id."""
        return cls("source", cls.actor(source_id).key)

    def __str__(self) -> str:
        return f"{self.space}/{self.key}"


class WebAddress(NamedTuple):
    """An http or https address; anything else (`javascript:`, `file:`) is refused."""

    text: str

    @classmethod
    def parse(cls, text: str) -> WebAddress:
        """Read an address. Raises ValueError with what is wrong and how to write it."""
        if len(text) > ADDRESS_LENGTH:
            raise ValueError(f"an address of {len(text)} characters is too long: at most {ADDRESS_LENGTH}")
        host = _HOST.match(text)
        if not host:
            raise ValueError(f"{text[:80]!r} is not a web address: write one that begins with https:// or http://")
        sound = _BEYOND_HOST.match(text, host.end())
        assert sound is not None
        if sound.end() < len(text):
            stray = text[sound.end()]
            raise ValueError(f"{stray!a} cannot stand here in a web address: write {quote(stray, errors='replace')}")
        return cls(text)

    def __str__(self) -> str:
        return self.text


class TermRef(NamedTuple):
    """A class of the ontology by its name in the tables: `TermRef("government_body")`."""

    name: str

    def __str__(self) -> str:
        return self.name


Value = str | bool | int | Decimal | date | PartialDate | EntityRef | WebAddress | TermRef


class Place(NamedTuple):
    """Where something was read: a file, and inside a table its line (from 1) and column name."""

    file: str
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in self if part is not None)


NOWHERE = Place("-")


class Statement(NamedTuple):
    """One source says one thing of one subject.

    `predicate` is the name of a property or relation as in the tables (`role`, `apprentice_at`), or
    `kind` for the class of the subject. `source` is None for what is known of the source itself.
    """

    subject: EntityRef
    predicate: str
    value: Value
    source: str | None
    place: Place = NOWHERE


class StatementGroup(NamedTuple):
    """All statements of one source about one subject, as parallel tuples: names, values and places have one length."""

    subject: EntityRef
    source: str | None
    names: tuple[str, ...]
    values: tuple[Value, ...]
    places: tuple[Place, ...]

    @property
    def statements(self) -> Iterator[Statement]:
        """One statement for each value."""
        for name, value, place in zip(self.names, self.values, self.places, strict=True):
            yield Statement(self.subject, name, value, self.source, place)

    def of(self, name: str) -> Iterator[Statement]:
        """The statements of one property."""
        for known, value, place in zip(self.names, self.values, self.places, strict=True):
            if known == name:
                yield Statement(self.subject, name, value, self.source, place)


def by_subject(statements: Iterable[Statement]) -> Iterator[StatementGroup]:
    """Statements grouped by subject and source. Those of one group must follow each other, as a loader writes them."""
    for (subject, source), group in groupby(statements, key=_SUBJECT_AND_SOURCE):
        _, names, values, _, places = zip(*group, strict=True)
        yield StatementGroup(subject, source, names, values, places)


class Problem(NamedTuple):
    """Something wrong with the data: where it is, what it is, and how to fix it."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class DataError(ReentryError):
    """The data has problems, so nothing was loaded. `problems` has all of them."""

    problem, status, exit_code = "invalid-data", 422, 1

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
