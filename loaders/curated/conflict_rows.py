"""conflicts.csv: what kind of conflict the rows with one conflict_id are in, and who says what."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from graph.model.statements import EntityRef
from loaders.core.loader import Cell, StatementWriter
from loaders.core.strict_csv import Row

COLUMNS = ("conflict_id", "kind", "sentence")
CONTRADICTS, DISPUTED = "contradicts", "disputed"


class _Side(NamedTuple):
    """The cells of a row of relations.csv that is part of a conflict."""

    conflict: Cell
    status: Cell


class Conflicts:
    """The conflicts of one folder: the rows that are part of each, and the row that describes it."""

    def __init__(self) -> None:
        self._sides: dict[str, list[_Side]] = {}
        self._disputed: list[_Side] = []
        self._described: dict[str, tuple[Cell, str]] = {}

    def note(self, conflict: Cell, status: Cell) -> None:
        """Note a row of relations.csv: its conflict, which may be empty, and its claim status."""
        if conflict.text:
            self._sides.setdefault(conflict.text, []).append(_Side(conflict, status))
        elif status.text == DISPUTED:
            self._disputed.append(_Side(conflict, status))

    def read(self, row: Row, parse_id: Callable[[Cell], str | None], writer: StatementWriter) -> None:
        """Write the statements of a row of conflicts.csv. `parse_id` gives its id, or reports what is wrong."""
        cell, kind, sentence = row.pop("conflict_id"), row.pop("kind"), row.pop("sentence")
        key = parse_id(cell)
        writer.require(kind, str)
        writer.require(sentence, str)
        if not (key and kind.text):
            return
        self._described[key] = cell, kind.text
        conflict = writer.entity(EntityRef("conflict", key), "conflict", None, cell.place)
        conflict.add("conflict", key, cell.place)
        conflict.add("conflict_kind", kind.text, kind.place)
        conflict.add("conflict_sentence", sentence.text, sentence.place)

    def check(self, writer: StatementWriter) -> None:
        """Report what does not fit together. Call it when all rows are read, and nothing is wrong with any of them."""
        for key, sides in self._sides.items():
            self._check_sides(key, sides, writer)
        for key, (cell, _) in self._described.items():
            if key not in self._sides:
                writer.add_problem(cell.place, "no row of relations.csv has this conflict_id: delete this row")
        for side in self._disputed:
            text = "a disputed row shares a conflict_id with what contradicts it: add one, or write stated or opinion"
            writer.add_problem(side.conflict.place, text)

    def _check_sides(self, key: str, sides: list[_Side], writer: StatementWriter) -> None:
        place = sides[0].conflict.place
        if len(sides) == 1:
            text = f"no other row has the conflict_id {key!r}: give it to the rows that this one disagrees with"
            writer.add_problem(place, f"{text}, or leave the cell empty")
        if key not in self._described:
            writer.add_problem(
                place, f"{key!r} is not in conflicts.csv: add a row that says what kind of conflict it is"
            )
            return
        _, kind = self._described[key]
        for side in sides if kind != CONTRADICTS else ():
            if side.status.text == DISPUTED:
                text = f"{key!r} is no contradiction ({kind}), so nothing is disputed: write stated or opinion"
                writer.add_problem(side.status.place, text)
