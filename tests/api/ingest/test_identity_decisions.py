from __future__ import annotations

import logging
from pathlib import Path

import pytest

from api.ingest.curated_facts import check_curated, load_curated
from api.ingest.public_records import load_records
from graph.index.open_version import OpenVersion
from graph.model.statements import DataError
from graph.versions.version_folders import DataFolder
from tests.folders import Folder
from tests.loaders.congress_samples import bill_status, roll_call, voter

HEADER = "left,right,decision,by,date,why\n"
SAME = "kim-kardashian,us-lis-S001,same,Ann,2024-01-02,made up for a test\n"


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    """The roll call of one senator."""
    home, file = DataFolder(tmp_path / "data"), tmp_path / "data.json"
    file.write_text(roll_call({"Yea": [voter("S001")]}))
    load_records(home, "congress", [file])
    return home


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "folder")


def judge(folder: Folder, *rows: str) -> None:
    (folder.path / "identity.csv").write_text(HEADER + "".join(rows))


def known_as(home: DataFolder, slug: str) -> str:
    return OpenVersion.open(home.require()).reader.canonical_id(slug)


def test_a_decision_beside_the_tables_joins_two_actors(home: DataFolder, folder: Folder) -> None:
    judge(folder, SAME)
    load_curated(home, [folder.path])
    assert known_as(home, "us-lis-S001") == "kim-kardashian"


def test_a_decision_stands_for_records_that_are_loaded_later(home: DataFolder, folder: Folder, tmp_path: Path) -> None:
    judge(folder, SAME)
    load_curated(home, [folder.path])
    (tmp_path / "b.xml").write_text(bill_status())
    load_records(home, "congress", [tmp_path / "b.xml"])
    assert known_as(home, "us-lis-S001") == "kim-kardashian"


def test_a_decision_that_is_taken_out_is_undone(home: DataFolder, folder: Folder) -> None:
    judge(folder, SAME)
    load_curated(home, [folder.path])
    (folder.path / "identity.csv").unlink()
    load_curated(home, [folder.path])
    assert known_as(home, "us-lis-S001") == "us-lis-S001"
    assert "identity-folder" not in home.require().datasets()


def test_a_wrong_decision_stops_the_load_and_the_check(home: DataFolder, folder: Folder) -> None:
    judge(folder, SAME.replace("same", "maybe"))
    for refuse in (load_curated, check_curated):
        with pytest.raises(DataError, match="'maybe' is not a decision"):
            refuse(home, [folder.path])


def test_decisions_that_contradict_each_other_are_warned_of(
    home: DataFolder, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    judge(folder, SAME, SAME.replace("kim-kardashian", "khloe-kardashian"))
    folder.copy("actors", 2, actor_id="khloe-kardashian", kind="person", name="Khloe Kardashian")
    with caplog.at_level(logging.WARNING):
        load_curated(home, [folder.path])
    assert "stand side by side in curated-folder" in caplog.text
