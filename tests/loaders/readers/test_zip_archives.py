"""Zip archives of records."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from loaders.core.record_loader import Terms, read_records
from loaders.readers import zip_archives
from loaders.readers.input_files import RecordRefused, read_file, record_files
from loaders.registry import record_loader
from tests.loaders.irs990.return_samples import Made
from tests.loaders.read_result import read, samples, without_place


def archive(path: Path, entries: dict[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how) as out:
        for name, data in entries.items():
            out.writestr(name, data)
    return path


def test_an_archive_says_what_the_files_in_it_say(tmp_path: Path) -> None:
    (folder,) = samples("irs990")
    files = sorted(folder.glob("*.xml"))
    packed = archive(tmp_path / "returns.zip", {f"2023/{file.name}": file.read_bytes() for file in files})
    assert without_place(read("irs990", packed).statements) == without_place(read("irs990", *files).statements)


def test_nothing_is_unpacked_to_disk(tmp_path: Path) -> None:
    packed = archive(tmp_path / "returns.zip", {"a.xml": Made().xml()})
    assert read("irs990", tmp_path).sources == ["us-irs990-990000001-202212"]
    assert list(tmp_path.iterdir()) == [packed]


def test_an_entry_is_named_by_its_archive(tmp_path: Path) -> None:
    packed = archive(tmp_path / "returns.zip", {"sub/a.xml": "<x/>", ".hidden": "x", "__MACOSX/a.xml": "x"})
    assert record_files([packed]) == [packed / "sub/a.xml"]


def test_an_entry_that_bursts_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    packed = archive(tmp_path / "r.zip", {"bomb.xml": b"<a>" + b" " * 5_000_000, "good.xml": Made().xml()})
    result = read("irs990", packed)
    assert "looks like a zip bomb" in result.refusals[0]
    assert result.sources == ["us-irs990-990000001-202212"]


def test_an_entry_that_is_larger_than_any_record_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = archive(tmp_path / "r.zip", {"large.xml": Made().xml()}, zipfile.ZIP_STORED)
    monkeypatch.setattr(zip_archives, "ENTRY_BYTES", 100)
    assert "which no record of this kind does" in read("irs990", packed).refusals[0]


def test_an_entry_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    packed = archive(tmp_path / "r.zip", {"a.xml": Made().xml()}, zipfile.ZIP_STORED)
    data = packed.read_bytes()
    size = len(Made().xml()).to_bytes(4, "little")
    packed.write_bytes(data.replace(size, (10).to_bytes(4, "little")))
    result = read("irs990", packed)
    assert result.sources == []
    assert len(result.refusals) == 1


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [("ENTRIES", 1, "at most 1 are read"), ("TOTAL_BYTES", 10, "GiB")],
)
def test_an_archive_past_its_bounds_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, reason: str
) -> None:
    packed = archive(tmp_path / "r.zip", {"a.xml": Made().xml(), "b.xml": Made(ein="990000002").xml()})
    monkeypatch.setattr(zip_archives, limit, value)
    result = read("irs990", packed)
    assert result.sources == []
    assert reason in result.refusals[0]


def test_what_is_no_archive_is_refused_with_its_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and then nothing")
    assert "the archive cannot be read" in read("irs990", broken).refusals[0]


def test_a_cut_archive_is_refused(tmp_path: Path) -> None:
    packed = archive(tmp_path / "r.zip", {"a.xml": Made().xml()})
    packed.write_bytes(packed.read_bytes()[:200])
    assert "the archive cannot be read" in read("irs990", packed).refusals[0]


def test_two_entries_of_one_name_refuse_the_archive(tmp_path: Path) -> None:
    packed = tmp_path / "r.zip"
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("a.xml", Made().xml())
        out.writestr("b.xml", Made(ein="990000002").xml())
    packed.write_bytes(packed.read_bytes().replace(b"b.xml", b"a.xml"))
    assert "two entries of the same name" in read("irs990", packed).refusals[0]


def test_a_name_that_climbs_out_of_the_archive_reads_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text(Made(ein="990000007").xml())
    (tmp_path / "in").mkdir()
    packed = archive(tmp_path / "in" / "r.zip", {"../../secret.xml": Made().xml()})
    assert read("irs990", packed).sources == ["us-irs990-990000001-202212"]


def test_an_entry_that_is_not_there_is_refused(tmp_path: Path) -> None:
    packed = archive(tmp_path / "r.zip", {"a.xml": Made().xml()})
    with pytest.raises(RecordRefused, match="it is not there"):
        read_file(packed / "b.xml")


def test_an_entry_packed_in_a_way_that_is_not_known_says_what_to_do(tmp_path: Path) -> None:
    packed = archive(tmp_path / "r.zip", {"a.xml": Made().xml()}, zipfile.ZIP_STORED)
    data = bytearray(packed.read_bytes())
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(mark) + place] = 9  # Deflate64
    packed.write_bytes(bytes(data))
    assert "unpack it, and name the folder" in read("irs990", packed).refusals[0]


def test_memory_does_not_grow_with_the_number_of_entries(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        entries: dict[str, str | bytes] = {
            f"{number}.xml": Made(ein=f"99{number:07d}").xml() for number in range(count)
        }
        packed = archive(tmp_path / f"{count}.zip", entries)
        tracemalloc.start()
        for path in record_files([packed]):
            list(read_records(record_loader("irs990"), path, Terms()))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(400) - peak(40) < 2 * 1024**2
