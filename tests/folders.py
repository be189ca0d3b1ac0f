"""Folders of tables that a test may spoil: copies of the small world."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

WORLD = Path(__file__).with_name("world")


class Folder:
    """A copy of the small world."""

    def __init__(self, path: Path) -> None:
        self.path = path
        shutil.copytree(WORLD, path)

    def file(self, table: str) -> Path:
        """The file of one table."""
        return self.path / f"{table}.csv"

    def set(self, table: str, line: int, column: str, value: str) -> None:
        """Write one cell; the header is line 1, and each row of the small world is one line."""
        rows = self.rows(table)
        rows[line - 1][rows[0].index(column)] = value
        self.write(table, rows)

    def copy(self, table: str, line: int, **cells: str) -> None:
        """Append a copy of a row, with some cells changed."""
        rows = self.rows(table)
        self.write(
            table, [*rows, [cells.get(column, cell) for column, cell in zip(rows[0], rows[line - 1], strict=True)]]
        )

    def remove(self, table: str, line: int) -> None:
        """Take out one row."""
        rows = self.rows(table)
        self.write(table, rows[: line - 1] + rows[line:])

    def edit(self, table: str, change: Callable[[str], str]) -> None:
        """Change the text of a table."""
        self.file(table).write_bytes(change(self.file(table).read_bytes().decode()).encode())

    def rows(self, table: str) -> list[list[str]]:
        """The rows of a table, its header first."""
        with self.file(table).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def write(self, table: str, rows: list[list[str]]) -> None:
        """Write a table anew."""
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        self.file(table).write_text(text.getvalue(), encoding="utf-8")


def an_addition(path: Path) -> Folder:
    """A folder whose one tie leads to an actor of the small world: Kim Kardashian advises #cut50, says a blog."""
    folder = Folder(path)
    for table, line in (("sources", 2), ("actors", 2), ("relations", 4)):
        rows = folder.rows(table)
        folder.write(table, [rows[0], rows[line - 1]])
    folder.file("conflicts").unlink()
    folder.set("sources", 2, "source_id", "blog")
    folder.set("actors", 2, "source_id", "blog")
    for column, value in {"predicate": "advises", "object": "cut50", "source_id": "blog", "amount_usd": ""}.items():
        folder.set("relations", 2, column, value)
    return folder


def with_rates(path: Path) -> Folder:
    """The small world with two rates of recidivism, one narrower than the other, beside its outcome."""
    folder = Folder(path)
    rows = folder.rows("relations")
    folder.write(
        "relations", [[*rows[0], "measure", "population", "window_years"], *([*row, "", "", ""] for row in rows[1:])]
    )
    _add_rate(folder, "recidivism_rate", about="cut50", quantity="12.5", population="graduates", window_years="2.5")
    _add_rate(folder, "rearrest_rate", about="anti-recidivism-coalition", quantity="30", population="", window_years="")
    return folder


def _add_rate(folder: Folder, measure: str, about: str, **cells: str) -> None:
    last = len(folder.rows("relations"))
    outcome = next(line for line, row in enumerate(folder.rows("relations"), 1) if row[0] == "act-outcome")
    dates = {"start": "", "end": "", "note": ""}
    folder.copy(
        "relations",
        outcome,
        relation_id=f"rate-{last}",
        subject=about,
        measure=measure,
        unit="percent",
        **dates,
        **cells,
    )
