"""A version of an earlier release opens, slowly, until its facts are loaded once more."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from api.commands.load_and_check import load
from api.ingest.curated_facts import load_curated
from graph.index.open_version import OpenVersion
from graph.rdf.ontology import vocabulary
from graph.storage.tie_columns import Columns
from graph.versions.backup import backup, restore
from graph.versions.index_files import index_files
from graph.versions.manifest import FORMAT, OLDEST_FORMAT
from graph.versions.version_folders import DataFolder, NoVersion, Version
from tests.manifests import set_format

LAYOUTS = {
    3: "f88a5a2857693cb1",
    4: "c37d06ce8461e1d3",
    5: "c37d06ce8461e1d3",
    6: "c37d06ce8461e1d3",
    7: "2e3aecb66b7d7b93",
}
"""Format -> fingerprint of the files that have it. 5 changed what is one tie, 6 lists the files, and 7 has hedges."""


def outdate(version: Version) -> None:
    """Take from a version what the oldest format lacks: columns, a field of its ties, and the number of the format."""
    file = version.records_path / "columns.npz"
    with np.load(file) as arrays:
        fewer = {name: arrays[name] for name in arrays if not name.startswith(("actor_", "source_"))}
    np.savez(file, **fewer)
    ties = version.records_path / "tie.jsonl"
    ties.write_bytes(re.sub(rb'"cumulative":[^,]+,', b"", ties.read_bytes()))
    set_format(version.path, OLDEST_FORMAT)


@pytest.fixture
def fresh(world_home: DataFolder, tmp_path: Path) -> DataFolder:
    """The small world in the format of today, to be changed by a test."""
    return DataFolder(copytree(world_home.path, tmp_path / "data"))


@pytest.fixture
def outdated(fresh: DataFolder) -> DataFolder:
    """The same as an earlier release would have left it."""
    outdate(fresh.require())
    return DataFolder(fresh.path)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "graph.versions.index_files"]


def test_an_older_version_opens_with_all_records_columns_and_names(
    outdated: DataFolder, world_home: DataFolder
) -> None:
    old, new = OpenVersion.open(outdated.require()), OpenVersion.open(world_home.require())
    assert old.records.ties == new.records.ties
    assert old.records.actors == new.records.actors
    for column in fields(Columns):
        np.testing.assert_array_equal(getattr(old.columns, column.name), getattr(new.columns, column.name))
    name = next(iter(new.records.actors.values()))["name"]
    assert old.search(name) == new.search(name) != []


def test_an_older_version_says_once_how_it_opens_quickly(
    outdated: DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    OpenVersion.open(outdated.require())
    text = "version 000001 is in format 2 of an earlier release and opens slowly: `reentry load` makes it quick"
    assert warnings(caplog) == [f"{text} (format {FORMAT})"]


def test_a_version_of_today_is_read_where_it_is_and_says_nothing(
    fresh: DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    version = fresh.require()
    with index_files(version, vocabulary()) as files:
        assert files is version
    assert warnings(caplog) == []


def test_the_same_facts_loaded_again_are_migrated_once(outdated: DataFolder, world: Path) -> None:
    before = outdated.require().manifest
    migrated = load_curated(outdated, [world])
    assert (migrated.is_new, migrated.migrated_from) == (True, OLDEST_FORMAT)
    assert migrated.version.manifest.format == FORMAT
    assert migrated.version.manifest.digest == before.digest
    again = load_curated(outdated, [world])
    assert (again.is_new, again.migrated_from, again.version.name) == (False, None, migrated.version.name)


def test_a_migrated_version_opens_without_a_warning(
    outdated: DataFolder, world: Path, caplog: pytest.LogCaptureFixture
) -> None:
    load_curated(outdated, [world])
    caplog.clear()
    assert OpenVersion.open(outdated.require()).records.actors
    assert warnings(caplog) == []


def test_the_load_that_migrates_says_so_in_one_line(
    outdated: DataFolder, world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load("curated", [world], data=outdated.path)
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"version 000002 holds the same facts in format {FORMAT}, which opens quickly (")


def test_other_facts_are_new_and_not_migrated(outdated: DataFolder, world: Path) -> None:
    published = load_curated(outdated, [world], "other")
    assert (published.is_new, published.migrated_from) == (True, None)


def test_a_backup_of_an_older_version_is_restored_in_the_format_of_today(outdated: DataFolder, tmp_path: Path) -> None:
    backup(outdated.require(), tmp_path / "copy")
    restored = restore(DataFolder(tmp_path / "other"), tmp_path / "copy").version
    assert restored.manifest.format == FORMAT
    assert restored.manifest.digest == outdated.require().manifest.digest


@pytest.mark.parametrize(("number", "cure"), [(OLDEST_FORMAT - 1, "new folder"), (FORMAT + 1, "update this program")])
def test_a_format_that_cannot_be_read_is_refused_with_the_cure(fresh: DataFolder, number: int, cure: str) -> None:
    set_format(fresh.require().path, number)
    with pytest.raises(NoVersion, match=rf"in format {number}; this program reads .*{cure}"):
        _ = DataFolder(fresh.path).require().manifest


def layout(version: Version) -> Iterator[str]:
    """All that makes up the format: names of columns, fields of records, and tables of the search index."""
    yield from (column.name for column in fields(Columns))
    for path in sorted(version.records_path.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield f"{path.stem}: {sorted({key for line in lines for key in json.loads(line)})}"
    with closing(sqlite3.connect(version.search_path)) as base:
        yield from (sql for (sql,) in base.execute("select sql from sqlite_master where sql is not null order by name"))


def test_the_format_is_raised_when_the_files_change(world_home: DataFolder) -> None:
    fingerprint = sha256("\n".join(layout(world_home.require())).encode()).hexdigest()[:16]
    assert LAYOUTS[FORMAT] == fingerprint, (
        "the files of a version have changed: raise FORMAT by one, unless that was done since the last release, "
        "and write the new fingerprint into LAYOUTS"
    )
