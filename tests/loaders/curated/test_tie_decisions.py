from __future__ import annotations

from pathlib import Path

from graph.model.statements import EntityRef
from loaders.core.loader import StatementWriter
from loaders.curated.tie_decisions import read_tie_decisions

TIES = {"row-1": EntityRef("tie", "b"), "row-2": EntityRef("tie", "a"), "row-3": EntityRef("tie", "a")}


def decided(folder: Path, *rows: str) -> tuple[list[tuple[str, str, str]], list[str]]:
    """The decisions of a table with these rows, and its problems without the folder."""
    header = "left,right,decision,by,date,why\n"
    (folder / "same_ties.csv").write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    writer = StatementWriter()
    decisions = [(it.one, it.other, it.decision) for it in read_tie_decisions(folder, TIES, writer)]
    return decisions, [str(problem).replace(f"{folder}/", "") for problem in writer.problems]


def test_rows_are_judged_by_the_ties_that_they_state(tmp_path: Path) -> None:
    assert decided(tmp_path, "row-1,row-2,same,Ann,2026-11-30,same office") == ([("a", "b", "same")], [])


def test_a_row_that_does_not_exist_is_named_with_its_place(tmp_path: Path) -> None:
    _, problems = decided(tmp_path, "row-1,row-9,same,Ann,2026-11-30,same office")
    assert problems == ["same_ties.csv:2:right: 'row-9' is not the relation_id of a tie: copy one from relations.csv"]


def test_two_rows_of_one_tie_need_no_decision(tmp_path: Path) -> None:
    _, problems = decided(tmp_path, "row-2,row-3,same,Ann,2026-11-30,same office")
    assert problems == ["same_ties.csv:2:right: both rows state one tie already: delete this row"]


def test_a_word_that_is_no_decision_is_refused(tmp_path: Path) -> None:
    _, problems = decided(tmp_path, "row-1,row-2,maybe,Ann,2026-11-30,same office")
    assert problems == ["same_ties.csv:2:decision: 'maybe' is not a decision: write same or not same"]


def test_decisions_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    _, problems = decided(tmp_path, "row-1,row-2,same,Ann,2026-11-30,one", "row-2,row-1,not same,Bo,2026-11-30,two")
    assert problems == ["same_ties.csv:3:decision: line 2 judges these two 'same': keep one of the decisions"]


def test_a_folder_without_the_table_has_no_decisions(tmp_path: Path) -> None:
    assert read_tie_decisions(tmp_path, TIES, StatementWriter()) == []
