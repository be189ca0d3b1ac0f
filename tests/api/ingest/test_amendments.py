"""An earlier edition that is loaded later, alone, does not take the place of a later one."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from api.ingest.curated_facts import drop
from api.ingest.public_records import Outcome, load_records
from graph.index.open_version import OpenVersion
from graph.validation.shacl import validate
from graph.versions.version_folders import DataFolder
from tests.loaders.congress_samples import bill_status
from tests.loaders.irs990.return_samples import Made

RETURN = "us-irs990-990000001-202212"
RETURNS = {
    "original": Made(name="FIRST NAME", filed="2023-06-01T00:00:00-05:00"),
    "amended": Made(name="SECOND NAME", filed="2023-08-01T00:00:00-05:00", amended=True),
    "again": Made(name="THIRD NAME", filed="2023-09-01T00:00:00-05:00", amended=True),
}


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def load(home: DataFolder, folder: Path, *names: str) -> Outcome:
    """Load some of the returns together."""
    for name in names:
        (folder / f"{name}.xml").write_text(RETURNS[name].xml(), encoding="utf-8")
    return load_records(home, "irs990", [folder / f"{name}.xml" for name in names])


def called(home: DataFolder) -> str:
    return str(OpenVersion.open(home.require()).actor("us-ein-990000001")["name"])


def test_an_original_return_that_is_loaded_later_stands_back_and_that_is_said(home: DataFolder, tmp_path: Path) -> None:
    load(home, tmp_path, "amended")
    outcome = load(home, tmp_path, "original")
    assert called(home) == "SECOND NAME"
    assert outcome.published is not None
    assert not outcome.published.is_new
    (remark,) = [one for one in outcome.remarks if one.what == "superseded"]
    assert remark.file.endswith("original.xml")
    assert remark.reason == f"a later edition of {RETURN} is loaded: run `reentry drop {RETURN}` first to load this one"


@pytest.mark.parametrize("order", list(permutations(RETURNS)), ids=" ".join)
def test_returns_loaded_one_by_one_in_any_order_come_to_the_same(
    order: tuple[str, ...], home: DataFolder, tmp_path: Path
) -> None:
    for name in order:
        load(home, tmp_path, name)
    together = DataFolder(tmp_path / "together")
    load(together, tmp_path, *RETURNS)
    assert called(home) == "THIRD NAME"
    assert home.require().manifest.digest == together.require().manifest.digest


def test_a_return_that_was_dropped_can_be_loaded_in_an_earlier_edition(home: DataFolder, tmp_path: Path) -> None:
    load(home, tmp_path, "amended")
    drop(home, RETURN)
    load(home, tmp_path, "original")
    assert called(home) == "FIRST NAME"


def test_other_records_of_the_same_load_are_taken_in(home: DataFolder, tmp_path: Path) -> None:
    load(home, tmp_path, "amended")
    (tmp_path / "other.xml").write_text(Made(ein="990000002", name="ANOTHER").xml(), encoding="utf-8")
    (tmp_path / "original.xml").write_text(RETURNS["original"].xml(), encoding="utf-8")
    load_records(home, "irs990", [tmp_path / "other.xml", tmp_path / "original.xml"])
    graph = OpenVersion.open(home.require())
    assert graph.actor("us-ein-990000002")["name"] == "ANOTHER"
    assert called(home) == "SECOND NAME"


def test_the_same_edition_takes_the_place_of_itself(home: DataFolder, tmp_path: Path) -> None:
    load(home, tmp_path, "original")
    outcome = load(home, tmp_path, "original")
    assert outcome.remarks == []
    assert outcome.published is not None
    assert not outcome.published.is_new


def test_an_older_bill_status_stands_back_too(home: DataFolder, tmp_path: Path) -> None:
    (tmp_path / "new.xml").write_text(bill_status())
    (tmp_path / "old.xml").write_text(bill_status().replace("2021-07-10", "2020-01-01").replace("Small", "Old"))
    load_records(home, "congress", [tmp_path / "new.xml"])
    load_records(home, "congress", [tmp_path / "old.xml"])
    assert OpenVersion.open(home.require()).actor("us-bill-115-s-7")["name"] == "S.7, Small Act (115th Congress)"


def test_a_source_with_its_edition_conforms_to_the_shapes(home: DataFolder, tmp_path: Path) -> None:
    load(home, tmp_path, "amended")
    assert validate(home.require()) == []
