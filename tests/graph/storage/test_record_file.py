"""Records come back from a record file as they were written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.storage.record_file import Record, RecordFile, RecordFileWriter

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
numbers = st.none() | st.integers(0, 10**15) | st.decimals(0, 10**9, places=3)
records = st.fixed_dictionaries(
    {
        "name": texts,
        "roles": st.lists(texts, max_size=3).map(tuple),
        "attested": st.lists(texts, max_size=2).map(tuple),
        "amount": numbers,
        "cumulative": st.none() | st.just(True),
        "quantity": numbers,
        "identifiers": st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
        "receipts": st.lists(st.fixed_dictionaries({"source": texts, "note": st.none() | texts}), max_size=2).map(
            tuple
        ),
    }
)
ids = st.from_regex(r"[a-z0-9]+(-{1,2}[a-z0-9]+)*", fullmatch=True)


def written(folder: Path, expected: dict[str, Record]) -> RecordFile:
    writer = RecordFileWriter(folder, "thing")
    for key, record in expected.items():
        writer.add(key, record)
    writer.finish()
    return RecordFile(folder, "thing")


@given(st.dictionaries(ids, records, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True, max_examples=60)
def test_a_file_gives_back_what_was_written_in_order_of_id(tmp_path: Path, expected: dict[str, Record]) -> None:
    file = written(tmp_path, expected)
    assert list(file.items()) == sorted(expected.items())
    assert [file.number(key) for key in file] == list(range(len(expected)))


def test_types_survive(tmp_path: Path) -> None:
    record: Record = {"amount": Decimal("21.5"), "quantity": 7, "roles": ("a",), "sources": ("s",)}
    back = written(tmp_path, {"one": record})["one"]
    assert back == record
    assert [type(back[name]) for name in record] == [Decimal, int, tuple, tuple]


@pytest.mark.parametrize("key", ["", "a", "missing", "z"])
def test_an_id_that_is_not_there_is_a_key_error(tmp_path: Path, key: str) -> None:
    file = written(tmp_path, {"middle": {"name": "x"}})
    assert key not in file
    with pytest.raises(KeyError):
        file[key]


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    written(tmp_path, {"one": {"name": "x"}, "two": {"name": "y"}})
    (tmp_path / "thing.ids").write_text("one\n")
    with pytest.raises(ValueError, match="do not belong together"):
        RecordFile(tmp_path, "thing")
