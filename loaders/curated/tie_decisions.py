"""same_ties.csv: decisions whether two rows of relations.csv state one tie, with who decided, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from graph.model.statements import EntityRef, Place
from loaders.core.loader import StatementWriter
from loaders.core.record_dates import exact_day
from loaders.core.strict_csv import Row, read_table
from loaders.curated.facts import relation_id

TABLE = "same_ties.csv"
COLUMNS = ("left", "right", "decision", "by", "date", "why")
DECISIONS = ("same", "not same")


class TieDecision(NamedTuple):
    """A decision about two ids of ties, in order."""

    one: str
    other: str
    decision: str
    place: Place


def read_tie_decisions(folder: Path, ties: Mapping[str, EntityRef], writer: StatementWriter) -> list[TieDecision]:
    """The decisions in a folder of facts; none if it has no such table. Problems are reported to the writer.

    `ties` are the ties that the rows of relations.csv state, by relation id.
    """
    file = folder / TABLE
    if not file.exists():
        return []
    decisions: dict[tuple[str, str], TieDecision] = {}
    for row in read_table(file, COLUMNS, writer):
        if decision := _decision_of_row(row, ties, writer):
            first = decisions.setdefault(decision[:2], decision)
            if first.decision != decision.decision:
                text = f"line {first.place.line} judges these two {first.decision!r}: keep one of the decisions"
                writer.add_problem(decision.place, text)
    return sorted(decisions.values())


def _decision_of_row(row: Row, ties: Mapping[str, EntityRef], writer: StatementWriter) -> TieDecision | None:
    with row:
        left, right, decision = row.pop("left"), row.pop("right"), row.pop("decision")
        writer.require(row.pop("by"), str)
        writer.require(row.pop("date"), exact_day)
        writer.require(row.pop("why"), str)
    keys = []
    for cell in (left, right):
        if key := writer.require(cell, relation_id):
            if key in ties:
                keys.append(ties[key].key)
            else:
                writer.add_problem(
                    cell.place, f"{key[:120]!r} is not the relation_id of a tie: copy one from relations.csv"
                )
    word = writer.require(decision, _decision)
    if len(keys) < 2 or not word:
        return None
    if keys[0] == keys[1]:
        writer.add_problem(right.place, "both rows state one tie already: delete this row")
        return None
    return TieDecision(min(keys), max(keys), word, decision.place)


def _decision(text: str) -> str:
    if text not in DECISIONS:
        raise ValueError(f"{text[:40]!r} is not a decision: write {DECISIONS[0]} or {DECISIONS[1]}")
    return text
