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

from graph.model.statements import Statement, StatementGroup
from loaders.core.loader import Card
from loaders.core.record_writer import Edition, RecordWriter
from loaders.readers.input_files import (
    ForeignRecord,
    RecordFile,
    RecordRefused,
    printable_path,
    read_file,
)
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

    def rows(self, file: RecordFile, writer: RecordWriter) -> Iterator[_Record]:
        """The records of one file; raises RecordRefused, or ForeignRecord where it holds none."""
        ...

    def read(self, row: _Record, writer: RecordWriter) -> None:
        """Write down all that one record says; raises RecordRefused."""
        ...


class Remark(NamedTuple):
    """What became of a file, or of a part of it, that did not go the usual way."""

    file: str
    what: str
    """`refused`: broken; `foreign`: of another kind; `superseded`: told by another file; `note`: of a part of it."""
    reason: str


@dataclass(slots=True)
class RecordReading:
    """What one record says, or why it says nothing."""

    file: str
    subjects: list[StatementGroup] = field(default_factory=list)
    source_id: str = ""
    edition: Edition | None = None
    remarks: list[Remark] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    @property
    def statements(self) -> list[Statement]:
        """All that it says, one by one."""
        return [statement for group in self.subjects for statement in group.statements]


class Terms(NamedTuple):
    """What a pen must know of the ontology: the relations that a role tells apart."""

    by_role: Container[str] = frozenset()


def read_records(
    loader: RecordLoader[Any], path: Path, terms: Terms, retrieved: date | None = None
) -> Iterator[RecordReading]:
    """All that one file says, record by record. What is refused says nothing, and why.

    `retrieved` is the day on which it was fetched; where none is given, that which `reentry fetch` noted beside it.
    """
    name = printable_path(path)
    try:
        file = read_file(path, loader.card.largest_file)
        odd = None
        if retrieved is None:
            retrieved, odd = fetched_on(path, file.sha256)
        writer = RecordWriter(file, loader.card.name, terms.by_role, retrieved)
        if odd is not None:
            writer.note(odd)
        for row in loader.rows(file, writer):
            yield _read_record(loader, row, RecordWriter(file, loader.card.name, terms.by_role, retrieved))
        if writer.notes:
            yield RecordReading(name, remarks=[Remark(name, "note", text) for text in writer.notes])
    except RecordRefused as error:
        yield RecordReading(name, remarks=[_remark(name, error)])
    except RecursionError:
        yield RecordReading(name, remarks=[Remark(name, "refused", "the file is nested deeper than any record is")])


def _read_record(loader: RecordLoader[Any], row: Record, writer: RecordWriter) -> RecordReading:
    name = writer.file.name
    try:
        with _garbage_collection_paused():
            loader.read(row, writer)
            source_id, edition = row.source_id, row.edition
            if loader.card.keeps_latest:
                writer.add_edition(source_id, edition)
    except RecordRefused as error:
        return RecordReading(name, remarks=[_remark(name, error)])
    remarks = [Remark(name, "note", text) for text in writer.notes]
    return RecordReading(name, writer.subjects, source_id, edition, remarks, writer.tally)


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Nothing that is read makes cycles: to collect garbage is only to go through all statements again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _remark(file: str, error: RecordRefused) -> Remark:
    return Remark(file, "foreign" if isinstance(error, ForeignRecord) else "refused", str(error))
