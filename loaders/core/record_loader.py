"""Reads public records with a loader. A record is one source, and is read completely or refused with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from graph.model.garbage_collection import garbage_collection_paused
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
    """One parsed record, with the id of its source."""

    @property
    def source_id(self) -> str:
        """The id of its source: `us-billstatus-115-s-756`."""
        ...

    @property
    def edition(self) -> Edition:
        """Its edition among several files of this source."""
        ...


class RecordLoader(Protocol[_Record]):
    """One kind of public record."""

    @property
    def card(self) -> Card:
        """What is known of these records."""
        ...

    def rows(self, file: RecordFile, writer: RecordWriter) -> Iterator[_Record]:
        """The records of one file. Raises RecordRefused, or ForeignRecord if it has none."""
        ...

    def read(self, row: _Record, writer: RecordWriter) -> None:
        """Write all statements of one record. Raises RecordRefused."""
        ...


class Remark(NamedTuple):
    """A note on a file that was not loaded, or on a part of it."""

    file: str
    what: str
    """`refused`: broken; `foreign`: another kind of file; `superseded`: replaced by another; `note`: about a part."""
    reason: str


@dataclass(slots=True)
class RecordReading:
    """The statements of one record, or why it has none."""

    file: str
    subjects: list[StatementGroup] = field(default_factory=list)
    source_id: str = ""
    edition: Edition | None = None
    remarks: list[Remark] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    @property
    def statements(self) -> list[Statement]:
        """All statements, one by one."""
        return [statement for group in self.subjects for statement in group.statements]


class Terms(NamedTuple):
    """What a writer needs from the ontology: relations of which two ties may differ by role alone."""

    by_role: Container[str] = frozenset()


def read_records(
    loader: RecordLoader[Any], path: Path, terms: Terms, retrieved: date | None = None
) -> Iterator[RecordReading]:
    """Read one file, record by record. A refused record has no statements but a remark with the reason.

    `retrieved` is the day on which it was fetched; the default is that in its sidecar, written by `reentry fetch`.
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
        with garbage_collection_paused():
            loader.read(row, writer)
            source_id, edition = row.source_id, row.edition
            if loader.card.keeps_latest:
                writer.add_edition(source_id, edition)
    except RecordRefused as error:
        return RecordReading(name, remarks=[_remark(name, error)])
    remarks = [Remark(name, "note", text) for text in writer.notes]
    return RecordReading(name, writer.subjects, source_id, edition, remarks, writer.tally)


def _remark(file: str, error: RecordRefused) -> Remark:
    return Remark(file, "foreign" if isinstance(error, ForeignRecord) else "refused", str(error))
