from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api.ingest.curated_facts import check_curated, load_curated
from graph.model.statements import DataError
from graph.versions.version_folders import DataFolder
from tests.folders import Folder

Command = Callable[[DataFolder, list[Path]], object]
HEADER = "left,right,decision,by,date,why\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The small world, with a second gift and a second leader."""
    folder = Folder(tmp_path / "folder")
    folder.copy("relations", 4, relation_id="kim-later-gift", start="2020", end="2020", amount_usd="300000")
    folder.copy("relations", 9, relation_id="kim-leads", subject="kim-kardashian", role="chair")
    folder.copy("relations", 9, relation_id="jose-led", start="", role="director")
    return folder


def problems(folder: Folder, command: Command, *rows: str) -> list[str]:
    """What a command says about the decisions of a folder, without the folder."""
    lines = (f"{row},Ann,2026-11-30,made up for a test\n" for row in rows)
    (folder.path / "same_ties.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    try:
        command(DataFolder(folder.path.parent / "data"), [folder.path])
    except DataError as error:
        return [str(problem).replace(f"{folder.path}/", "") for problem in error.problems]
    return []


@pytest.mark.parametrize("command", [check_curated, load_curated])
def test_rows_that_contradict_each_other_are_not_the_same(folder: Folder, command: Command) -> None:
    (text,) = problems(folder, command, "kim-gift,kim-later-gift,same")
    assert text == (
        "same_ties.csv:2:decision: 'same' cannot be followed (start 2019 and 2020, end 2019 and 2020, "
        "amount 250000 USD and 300000 USD): name two rows that may be one tie, or delete this row"
    )


@pytest.mark.parametrize("command", [check_curated, load_curated])
@pytest.mark.parametrize("decision", ["same", "not same"])
def test_rows_of_two_people_need_no_decision(folder: Folder, command: Command, decision: str) -> None:
    (text,) = problems(folder, command, "jose-led,jose-leads,same", f"jose-leads,kim-leads,{decision}")
    assert text == (
        f"same_ties.csv:3:decision: {decision!r} cannot be followed (subject jose-nunez and kim-kardashian: a decision "
        "is about two rows with the same ends and predicate): name two rows that may be one tie, or delete this row"
    )


def test_what_can_be_followed_is_no_problem(folder: Folder) -> None:
    assert problems(folder, check_curated, "jose-led,jose-leads,same", "kim-gift,kim-later-gift,not same") == []


def test_two_ids_of_one_person_may_be_judged(folder: Folder, tmp_path: Path) -> None:
    other = Folder(tmp_path / "other")
    for table in ("relations", "actors", "sources"):
        other.edit(table, lambda text: text.replace("jose-nunez", "jose-n"))
    load_curated(DataFolder(tmp_path / "data"), [other.path])
    folder.copy("relations", 9, relation_id="jose-n-leads", subject="jose-n", start="")
    row = "jose-leads,jose-n-leads,same"
    assert len(problems(folder, check_curated, row)) == 1
    identity = HEADER + "jose-n,jose-nunez,same,Ann,2026-11-30,made up for a test\n"
    (folder.path / "identity.csv").write_text(identity, encoding="utf-8")
    assert problems(folder, check_curated, row) == []


def test_decisions_that_together_join_what_contradicts_are_named(folder: Folder) -> None:
    folder.copy("relations", 4, relation_id="kim-some-gift", start="", end="", amount_usd="")
    said = problems(folder, check_curated, "kim-some-gift,kim-gift,same", "kim-some-gift,kim-later-gift,same")
    assert [one.split(",")[0] for one in said] == [
        "same_ties.csv:3:decision: 'same' cannot be followed (other decisions judge them to be one with rows"
    ]
