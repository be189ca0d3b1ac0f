"""What all loaders of public records share: one file is one source, told whole or not at all, with a reason for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from graph.ids import tie_ref
from graph.model import EntityRef, PartialDate, Place, Statement, TermRef, Value, WebAddress
from loaders.base import Card, Pen
from loaders.files import Foreign, RecordFile, Refused, read_file
from loaders.tables import shown

NAME_LENGTH = 300
TEXT_LENGTH = 2000
_Record = TypeVar("_Record", bound="Record")


class Edition(NamedTuple):
    """What tells two files of one record apart: the larger one counts. By its date, its layout, and then its bytes."""

    published: str
    rank: int
    sha256: str


class Record(Protocol):
    """One record, as it was parsed: enough is known to say which source it is."""

    @property
    def source_id(self) -> str:
        """The id of its source: `us-billstatus-115-s-756`."""
        ...

    @property
    def edition(self) -> Edition:
        """Which of several files of this source it is."""
        ...


class RecordLoader(Protocol[_Record]):
    """One kind of public record."""

    @property
    def card(self) -> Card:
        """What is known of these records."""
        ...

    def rows(self, file: RecordFile, pen: RecordPen) -> Iterator[_Record]:
        """The records of one file; raises Refused, or Foreign where it holds none."""
        ...

    def read(self, row: _Record, pen: RecordPen) -> None:
        """Write down all that one record says; raises Refused."""
        ...


class Remark(NamedTuple):
    """What became of a file, or of a part of it, that did not go the usual way."""

    file: str
    what: str
    """`refused`: broken; `foreign`: no record of this kind; `superseded`: told by another file; `note`: a part of it."""
    reason: str


@dataclass(slots=True)
class Told:
    """What one record says, or why it says nothing."""

    file: str
    statements: list[Statement] = field(default_factory=list)
    source_id: str = ""
    edition: Edition = Edition("", 0, "")
    remarks: list[Remark] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)


class Marks(NamedTuple):
    """What a tie has beside its ends, where it has it."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    amount: int | Decimal | None = None
    currency: str | None = None
    quantity: int | Decimal | None = None
    unit: str | None = None
    role: str | None = None
    locator: str | None = None
    note: str | None = None


NO_MARKS = Marks()


class RecordPen(Pen):
    """Writes what one record says. All of it stands in one source."""

    def __init__(
        self,
        file: RecordFile,
        dataset: str,
        by_role: Container[str] = frozenset(),
        retrieved: date | None = None,
    ) -> None:
        super().__init__(by_role)
        self.file, self.place = file, Place(file.name)
        self.tally: Counter[str] = Counter()
        self.notes: list[str] = []
        self._dataset, self._retrieved = dataset, retrieved
        self._source = ""
        self._written: set[EntityRef] = set()

    def note(self, text: str) -> None:
        """Say that a part of the record was passed over, and why."""
        self.notes.append(text)

    def fill(self, name: str, value: object) -> None:
        """Count whether a value stood where one is expected; the guards hold the share against the card."""
        self.tally[name] += 1
        if value not in (None, ""):
            self.tally[f"{name}: given"] += 1

    def source(self, source_id: str, card: Card, **known: Value | None) -> None:
        """Begin: all that follows stands in this source. `known` is at least its title, source_url and tier."""
        self._source = source_id
        ref = EntityRef("source", source_id)
        told: dict[str, Value | None] = {
            "publisher": card.publisher,
            "licence": card.licence,
            **known,
            "retrieved": self._retrieved,
            "sha256": self.file.sha256,
            "dataset": self._dataset,
        }
        self._say(ref, "kind", TermRef("source"), None)
        for name, value in told.items():
            if value is not None:
                self._say(ref, name, value, None)

    def actor(self, slug: str, kind: str, **known: Value | tuple[str, ...] | None) -> EntityRef:
        """Describe an actor once: its names, identifiers and topics. A tuple gives a property several values."""
        ref = EntityRef("id", slug)
        if ref in self._written:
            return ref
        self._written.add(ref)
        self._say(ref, "kind", TermRef(kind), self._source)
        for name, value in known.items():
            if isinstance(value, tuple):
                for one in value:
                    self._say(ref, name, one, self._source)
            elif value is not None:
                self._say(ref, name, value, self._source)
        return ref

    def bond(self, subject: EntityRef, relation: str, target: EntityRef, marks: Marks = NO_MARKS) -> bool:
        """Write down a tie that the record states; False where this record has told of it already."""
        ref = tie_ref(subject.key, relation, target.key, self._telling(relation, marks))
        if ref in self._written:
            return False
        self._written.add(ref)
        source = self._source
        self._say(ref, "kind", _term(relation), source)
        self._say(ref, "from", subject, source)
        self._say(ref, "to", target, source)
        for name, value in zip(Marks._fields, marks, strict=True):
            if value is not None:
                self._say(ref, name, value, source)
        self._say(ref, "claim_status", "stated", source)
        return True

    def _telling(self, relation: str, marks: Marks) -> list[tuple[str, object]]:
        """What tells this tie from others between the same ends: as `Pen.tie` has it, so that curated ties agree."""
        told: list[tuple[str, object]] = []
        if marks.start is not None:
            told.append(("", str(marks.start)))
        if marks.end is not None:
            told.append(("until", str(marks.end)))
        if marks.amount is not None:
            told.append((marks.currency or "", marks.amount))
        if marks.quantity is not None:
            told.append((marks.unit or "", marks.quantity))
        if marks.role is not None and relation in self._by_role:
            told.append(("role", marks.role))
        if marks.unit is not None and marks.quantity is None:
            told.append(("unit", marks.unit))
        return told

    def _say(self, subject: EntityRef, predicate: str, value: Value, source: str | None) -> None:
        self.statements.append(Statement(subject, predicate, value, source, self.place))


class Terms(NamedTuple):
    """What a pen must know of the ontology: the relations that a role tells apart."""

    by_role: Container[str] = frozenset()


def told(loader: RecordLoader[Any], path: Path, terms: Terms, retrieved: date | None = None) -> Iterator[Told]:
    """All that one file says, record by record. What is refused says nothing, and why."""
    name = shown(path)
    try:
        file = read_file(path)
        pen = RecordPen(file, loader.card.name, terms.by_role, retrieved)
        for row in loader.rows(file, pen):
            yield _told(loader, row, RecordPen(file, loader.card.name, terms.by_role, retrieved))
        if pen.notes:
            yield Told(name, remarks=[Remark(name, "note", text) for text in pen.notes])
    except Refused as error:
        yield Told(name, remarks=[_remark(name, error)])
    except RecursionError:
        yield Told(name, remarks=[Remark(name, "refused", "the file is nested deeper than any record is")])


def _told(loader: RecordLoader[Any], row: Record, pen: RecordPen) -> Told:
    name = pen.file.name
    try:
        loader.read(row, pen)
    except Refused as error:
        return Told(name, remarks=[_remark(name, error)])
    remarks = [Remark(name, "note", text) for text in pen.notes]
    return Told(name, pen.statements, row.source_id, row.edition, remarks, pen.tally)


def _remark(file: str, error: Refused) -> Remark:
    return Remark(file, "foreign" if isinstance(error, Foreign) else "refused", str(error))


@lru_cache(maxsize=65536)
def day(text: str) -> PartialDate | None:
    """A date as records write it, with or without a time after it: `2018-12-18T20:22:00-05:00`; None where it is none."""
    try:
        return PartialDate.parse(text[:10])
    except ValueError:
        return None


def clean(text: str | None, length: int = TEXT_LENGTH) -> str | None:
    """A text in one line, cut at a word with an ellipsis where it is too long; None where nothing is left."""
    if not text:
        return None
    line = " ".join(text.split())
    if len(line) > length:
        line = line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
    return line or None


def address(text: str) -> WebAddress:
    """A web address that this program made itself."""
    return WebAddress.parse(text)


@lru_cache(maxsize=256)
def _term(name: str) -> TermRef:
    return TermRef(name)
