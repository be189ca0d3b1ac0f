from __future__ import annotations

from pathlib import Path

import pytest

from loaders.core.loader import StatementWriter
from loaders.curated.facts import facts_path
from loaders.curated.identity_decisions import IdentityDecision, read_decisions

HEADER = "left,right,decision,by,date,why\n"


def read(folder: Path, *rows: str) -> tuple[list[tuple[str, str, str]], list[str]]:
    """The decisions of a table, and what is wrong with it."""
    (folder / "identity.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows))
    writer = StatementWriter()
    found = read_decisions(folder, writer)
    return [(it.one, it.other, it.decision) for it in found], [str(problem) for problem in writer.problems]


def test_a_folder_without_the_table_judges_nothing(tmp_path: Path) -> None:
    writer = StatementWriter()
    assert read_decisions(tmp_path, writer) == []
    assert writer.problems == []


def test_a_decision_is_read_in_the_order_of_the_ids(tmp_path: Path) -> None:
    found, problems = read(tmp_path, "us-bioguide-R000584,jim-risch,same,Ann,2024-01-02,same seat")
    assert found == [("jim-risch", "us-bioguide-R000584", "same")]
    assert problems == []


@pytest.mark.parametrize("decision", ["same", "not same", "unsure"])
def test_there_are_three_decisions(tmp_path: Path, decision: str) -> None:
    assert read(tmp_path, f"a,b,{decision},Ann,2024-01-02,why") == ([("a", "b", decision)], [])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a,b,yes,Ann,2024-01-02,why", "'yes' is not a decision: write same, not same or unsure"),
        ("a,b,,Ann,2024-01-02,why", "the cell is empty"),
        ("a,b,same,,2024-01-02,why", "the cell is empty"),
        ("a,b,same,Ann,,why", "the cell is empty"),
        ("a,b,same,Ann,2024-01-02,", "the cell is empty"),
        ("a,b,same,Ann,in May,why", "'in May' is not a day"),
        ("a,a,same,Ann,2024-01-02,why", "both ids are the same"),
        ("a b,c,same,Ann,2024-01-02,why", "is not an id"),
        ("=a,c,same,Ann,2024-01-02,why", "would run as a formula"),
    ],
)
def test_a_wrong_row_is_told_with_its_place(tmp_path: Path, row: str, problem: str) -> None:
    _, problems = read(tmp_path, row)
    assert problem in problems[0]
    assert "identity.csv:2" in problems[0]


def test_two_decisions_on_one_pair_that_differ_are_told(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "a,b,same,Ann,2024-01-02,why", "b,a,not same,Bob,2024-01-03,why")
    assert "line 2 judges these two 'same'" in problems[0]


def test_the_shipped_decisions_are_sound() -> None:
    writer = StatementWriter()
    found = read_decisions(facts_path(), writer)
    assert writer.problems == []
    assert ("jim-risch", "us-bioguide-R000584") in {(it.one, it.other) for it in found}
    assert all(isinstance(it, IdentityDecision) for it in found)
