"""conflicts.csv: every conflict is described, is one between rows, and disputes only what it contradicts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api.ingest.curated_facts import check_curated, read_curated
from graph.model.statements import DataError
from graph.versions.version_folders import DataFolder
from tests.folders import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "folder")


def problems(folder: Folder) -> list[str]:
    """What is wrong with the tables, without the path of the folder."""
    return [str(problem).removeprefix(f"{folder.path}/") for problem in read_curated(folder.path).problems]


def test_a_conflict_is_described_by_its_kind_and_a_sentence(folder: Folder) -> None:
    reading = read_curated(folder.path)
    facts = {it.predicate: str(it.value) for it in reading.statements if it.subject.space == "conflict"}
    assert facts["conflict"] == "apprenticeship-host"
    assert facts["conflict_kind"] == "contradicts"
    assert facts["conflict_sentence"].startswith("The Example News calls her")


def _without_table(folder: Folder) -> None:
    folder.file("conflicts").unlink()


def _with_one_row(folder: Folder) -> None:
    folder.set("relations", 3, "conflict_id", "")


def _with_unused_row(folder: Folder) -> None:
    folder.copy("conflicts", 2, conflict_id="other-matter")


def _rounded(folder: Folder) -> None:
    folder.set("conflicts", 2, "kind", "rounds")


def _twice(folder: Folder) -> None:
    folder.copy("conflicts", 2)


def _without_sentence(folder: Folder) -> None:
    folder.set("conflicts", 2, "sentence", "")


def _disputed_alone(folder: Folder) -> None:
    folder.set("relations", 4, "claim_status", "disputed")


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (_without_table, "relations.csv:2:conflict_id: 'apprenticeship-host' is not in conflicts.csv: add a row"),
        (_with_one_row, "relations.csv:2:conflict_id: no other row has the conflict_id 'apprenticeship-host': give it"),
        (
            _with_unused_row,
            "conflicts.csv:3:conflict_id: no row of relations.csv has this conflict_id: delete this row",
        ),
        (_rounded, "relations.csv:2:claim_status: 'apprenticeship-host' is no contradiction (rounds), so nothing"),
        (_twice, "conflicts.csv:3:conflict_id: 'apprenticeship-host' is already in line 2"),
        (_without_sentence, "conflicts.csv:2:sentence: the cell is empty"),
        (_disputed_alone, "relations.csv:4:conflict_id: a disputed row shares a conflict_id with what contradicts it"),
    ],
)
def test_what_does_not_fit_has_its_place_and_its_cure(
    folder: Folder, spoil: Callable[[Folder], None], problem: str
) -> None:
    spoil(folder)
    (found,) = problems(folder)
    assert found.startswith(problem)


def test_a_kind_that_the_ontology_does_not_have_is_refused(folder: Folder, tmp_path: Path) -> None:
    folder.set("conflicts", 2, "kind", "contradict")
    for line in (2, 3):
        folder.set("relations", line, "claim_status", "stated")
    with pytest.raises(DataError, match=r"conflicts.csv:2:kind: 'contradict' cannot be the kind of conflict"):
        check_curated(DataFolder(tmp_path / "data"), [folder.path])
