"""What was noted beside a fetched file tells the loaders on which day it was fetched."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from graph.model.statements import Value
from loaders.congress.congress_loader import Congress
from loaders.core.record_loader import RecordReading, Terms, read_records
from loaders.readers.sidecar import Sidecar, sha256_of, write_sidecar
from tests.loaders.congress_samples import bill_status

URL, MOMENT = "https://publisher.example/bill.xml", "2026-11-20T08:30:00+00:00"


def fetched(folder: Path, retrieved: str = MOMENT) -> Path:
    """A bill status with what was noted beside it."""
    file = folder / "bill.xml"
    file.write_text(bill_status())
    note(file, retrieved)
    return file


def note(file: Path, retrieved: str = MOMENT) -> None:
    write_sidecar(file, Sidecar(URL, retrieved, sha256=sha256_of(file)))


def days(record: RecordReading) -> list[Value]:
    return [said.value for said in record.statements if said.predicate == "retrieved"]


def read(file: Path, retrieved: date | None = None) -> list[RecordReading]:
    return list(read_records(Congress(), file, Terms(), retrieved))


def test_the_day_noted_beside_a_file_stands_in_its_source(tmp_path: Path) -> None:
    (record,) = read(fetched(tmp_path))
    assert days(record) == [date(2026, 11, 20)]
    assert record.remarks == []


def test_a_day_that_is_given_goes_before(tmp_path: Path) -> None:
    (record,) = read(fetched(tmp_path), date(2024, 5, 6))
    assert days(record) == [date(2024, 5, 6)]


def test_a_file_with_nothing_beside_it_has_no_day(tmp_path: Path) -> None:
    (tmp_path / "bill.xml").write_text(bill_status())
    (record,) = read(tmp_path / "bill.xml")
    assert days(record) == []


def test_a_file_that_is_not_what_was_fetched_has_no_day_and_that_is_said(tmp_path: Path) -> None:
    file = fetched(tmp_path)
    file.write_text(bill_status().replace("Small", "Changed"))
    record, notes = read(file)
    assert days(record) == []
    assert [remark.reason for remark in notes.remarks] == [
        "the file was changed after it was fetched: it has no date of retrieval"
    ]


def test_a_day_that_is_none_is_said(tmp_path: Path) -> None:
    record, notes = read(fetched(tmp_path, retrieved="soon"))
    assert days(record) == []
    assert "not a date of retrieval" in notes.remarks[0].reason


def test_the_files_of_a_fetched_archive_have_its_day(tmp_path: Path) -> None:
    archive = tmp_path / "bills.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("bill.xml", bill_status())
    note(archive)
    (record,) = read(archive / "bill.xml")
    assert days(record) == [date(2026, 11, 20)]
