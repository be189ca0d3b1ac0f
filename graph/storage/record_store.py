"""All records of a version on disk: one record file for each space of ids, and the columns of the ties."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from graph.rdf.records import RECORDS, Record, Records
from graph.storage.record_file import RecordFile, RecordFileWriter
from graph.storage.tie_columns import Columns, ColumnWriter

MAX_EAGER_RECORDS = 50_000
"""A file of at most so many records is read into memory when it is opened: about 0.2 seconds and 50 MB at most."""
_COLUMNS = "columns.npz"


def write_records(folder: Path, things: Iterable[tuple[str, str, Record]]) -> None:
    """Write (space, id, record) of each thing; a source must come before the ties that it states."""
    folder.mkdir()
    writers = {space: RecordFileWriter(folder, space) for space in RECORDS}
    tiers: dict[str, int] = {}
    columns = ColumnWriter(tiers)
    for space, key, record in things:
        writers[space].add(key, record)
        if space == "source" and record["tier"] is not None:
            tiers[key] = record["tier"]
        elif space == "tie":
            columns.add(record)
    orders = {space: writer.finish() for space, writer in writers.items()}
    actors, sources = RecordFile(folder, "id"), RecordFile(folder, "source")
    columns.columns(orders["tie"], actors, sources).save(folder / _COLUMNS)


def open_actors(folder: Path) -> tuple[RecordFile, Columns]:
    """The records of the actors alone, and the columns of the ties. Raises what `open_records` raises."""
    return RecordFile(folder, "id"), Columns.load(folder / _COLUMNS)


def open_records(folder: Path) -> tuple[Records, Columns]:
    """The records and the columns of the ties. Records of large files are read when they are first used.

    Raises OSError, ValueError, KeyError or BadZipFile for damaged files."""
    files = [RecordFile(folder, space) for space in RECORDS]
    records = Records(*(dict(file.items()) if len(file) <= MAX_EAGER_RECORDS else file for file in files))
    return records, Columns.load(folder / _COLUMNS)
