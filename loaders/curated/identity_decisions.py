"""identity.csv: decisions whether two ids are the same actor, with who decided, when and why."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from graph.model.statements import EntityRef, Place
from loaders.core.loader import StatementWriter
from loaders.core.record_dates import exact_day
from loaders.core.strict_csv import Row, read_table

TABLE = "identity.csv"
COLUMNS = ("left", "right", "decision", "by", "date", "why")
DECISIONS = ("same", "not same", "unsure")


class IdentityDecision(NamedTuple):
    """A decision about two ids, in the order of the ids."""

    one: str
    other: str
    decision: str
    place: Place


def read_decisions(folder: Path, writer: StatementWriter) -> list[IdentityDecision]:
    """The decisions in a folder of facts; none if it has no such table. Problems are reported to the writer."""
    file = folder / TABLE
    if not file.exists():
        return []
    decisions: dict[tuple[str, str], IdentityDecision] = {}
    for row in read_table(file, COLUMNS, writer):
        if decision := _decision_of_row(row, writer):
            first = decisions.setdefault(decision[:2], decision)
            if first.decision != decision.decision:
                text = f"line {first.place.line} judges these two {first.decision!r}: keep one of the decisions"
                writer.add_problem(decision.place, text)
    return sorted(decisions.values())


def _decision_of_row(row: Row, writer: StatementWriter) -> IdentityDecision | None:
    with row:
        left, right = row.pop("left"), row.pop("right")
        decision = row.pop("decision")
        writer.require(row.pop("by"), str)
        writer.require(row.pop("date"), exact_day)
        writer.require(row.pop("why"), str)
    one, other = writer.require(left, _id), writer.require(right, _id)
    word = writer.require(decision, _decision)
    if not (one and other and word):
        return None
    if one == other:
        writer.add_problem(right.place, "both ids are the same: name two")
        return None
    return IdentityDecision(min(one, other), max(one, other), word, decision.place)


def _id(text: str) -> str:
    return EntityRef.actor(text).key


def _decision(text: str) -> str:
    if text not in DECISIONS:
        raise ValueError(f"{text[:40]!r} is not a decision: write {', '.join(DECISIONS[:-1])} or {DECISIONS[-1]}")
    return text
