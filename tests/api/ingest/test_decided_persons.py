from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.audit.standing_audit import audit, audited
from api.ingest.curated_facts import check_curated
from graph.model.statements import DataError
from graph.versions.version_folders import DataFolder
from tests.folders import Folder


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The small world, with a person who was only employed."""
    folder = Folder(tmp_path / "folder")
    folder.copy("actors", 6, actor_id="ann-able", name="Ann Able", alt_names="", description="")
    folder.copy("relations", 8, relation_id="ann-works", subject="ann-able", role="cook")
    return folder


def to_decide(folder: Folder) -> list[str]:
    found = audit(audited([folder.path], date(2026, 11, 30)), ["private_person"])["private_person"]
    return [slug for finding in found for slug in finding.ids]


def test_a_person_without_a_public_role_waits_for_a_decision(folder: Folder) -> None:
    assert to_decide(folder) == ["ann-able"]


def test_a_decision_in_the_table_is_heeded(folder: Folder) -> None:
    folder.file("public_persons").write_text("id,why\nann-able,writes on cooking in prison\n")
    assert to_decide(folder) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("nobody,why", "2:id: no person of actors.csv has the id 'nobody'"),
        ("cut50,why", "2:id: no person of actors.csv has the id 'cut50'"),
        ("ann-able,", "2:why: the cell is empty"),
        ("ann-able,why\nann-able,why", "3:id: 'ann-able' is already in line 2"),
    ],
)
def test_a_wrong_row_has_its_place_and_its_cure(home: DataFolder, folder: Folder, row: str, problem: str) -> None:
    folder.file("public_persons").write_text(f"id,why\n{row}\n")
    with pytest.raises(DataError) as refused:
        check_curated(home, [folder.path])
    (text,) = map(str, refused.value.problems)
    assert text.removeprefix(f"{folder.path}/").startswith(f"public_persons.csv:{problem}")
