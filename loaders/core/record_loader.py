"""What all loaders of public records share: a record is one source, told whole or not at all, and why."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from graph.model.statements import Said, Statement
from loaders.core.loader import Card
from loaders.core.record_writer import Edition, RecordPen
from loaders.readers.input_files import RECORD_BYTES, Foreign, RecordFile, Refused, read_file, shown
from loaders.readers.sidecar import fetched_on

_Record = TypeVar("_Record", bound="Record")


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
    """`refused`: broken; `foreign`: of another kind; `superseded`: told by another file; `note`: of a part of it."""
    reason: str


@dataclass(slots=True)
class Told:
    """What one record says, or why it says nothing."""

    file: str
    said: list[Said] = field(default_factory=list)
    source_id: str = ""
    edition: Edition | None = None
    remarks: list[Remark] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    @property
    def statements(self) -> list[Statement]:
        """All that it says, one by one."""
        return [statement for said in self.said for statement in said.statements]


class Terms(NamedTuple):
    """What a pen must know of the ontology: the relations that a role tells apart."""

    by_role: Container[str] = frozenset()


def told(loader: RecordLoader[Any], path: Path, terms: Terms, retrieved: date | None = None) -> Iterator[Told]:
    """All that one file says, record by record. What is refused says nothing, and why.

    `retrieved` is the day on which it was fetched; where none is given, that which `reentry fetch` noted beside it.
    """
    name = shown(path)
    try:
        file = read_file(path, getattr(loader, "file_bytes", RECORD_BYTES))
        odd = None
        if retrieved is None:
            retrieved, odd = fetched_on(path, file.sha256)
        pen = RecordPen(file, loader.card.name, terms.by_role, retrieved)
        if odd is not None:
            pen.note(odd)
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
        with _uncollected():
            loader.read(row, pen)
            source_id, edition = row.source_id, row.edition
            if getattr(loader, "keeps_latest", False):
                pen.edition(source_id, edition)
    except Refused as error:
        return Told(name, remarks=[_remark(name, error)])
    remarks = [Remark(name, "note", text) for text in pen.notes]
    return Told(name, pen.said, source_id, edition, remarks, pen.tally)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing that is read makes cycles: to collect garbage is only to go through all statements again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _remark(file: str, error: Refused) -> Remark:
    return Remark(file, "foreign" if isinstance(error, Foreign) else "refused", str(error))
