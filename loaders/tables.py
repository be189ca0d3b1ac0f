"""Strict CSV: the header is known, every error names its file, line and column, nothing is guessed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType

from graph.model import Place
from loaders.base import Cell, LeftoverColumns, Pen

TABLE_BYTES = 256 * 1024 * 1024
CELL_LENGTH = 10_000
_FORMULA = re.compile(r"[=@\t\r]|[+-](?!\d+(?:\.\d+)?$)")


class Row:
    """One row of a table: each cell is taken once with `pop`, and none may be left."""

    def __init__(self, table: str, file: str, line: int, cells: dict[str, str]) -> None:
        self.table, self.place, self._cells = table, Place(file, line), cells

    def pop(self, column: str) -> Cell:
        """Take one cell, with its place."""
        return Cell(self._cells.pop(column), self.place._replace(column=column))

    def __enter__(self) -> Row:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None and self._cells:
            raise LeftoverColumns(self.place, self._cells)


def read_table(path: Path, columns: Sequence[str], pen: Pen) -> Iterator[Row]:
    """The rows of one CSV file with exactly these columns; whatever is wrong is noted with the pen.

    UTF-8 with or without byte order mark, any line ends, comma separated, double quotes.
    """
    text = _text(path, pen)
    if text is None:
        return
    records = _records(text, str(path), pen)
    header = next(records, None)
    if header is None:
        pen.problem(Place(str(path), 1), f"the table is empty: the first line must be {','.join(columns)}")
        return
    if _header_is_right(header[1], columns, Place(str(path), header[0]), pen):
        yield from _rows(records, header[1], path, pen)


def _rows(records: Iterator[tuple[int, list[str]]], header: Sequence[str], path: Path, pen: Pen) -> Iterator[Row]:
    names = [name.strip() for name in header]
    line = 1
    count = 0
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if row := _row(names, cells, Place(str(path), line), path.stem, pen):
            yield row
    if not count and not any(problem.place.file == str(path) for problem in pen.problems):
        pen.problem(
            Place(str(path), line), "the table has a header and no rows: add rows, or leave the folder as it was"
        )


def _row(names: list[str], cells: list[str], place: Place, table: str, pen: Pen) -> Row | None:
    if len(cells) != len(names):
        pen.problem(place, f"the row has {len(cells)} cells and the header {len(names)}: {_count_cure(cells, names)}")
        return None
    row = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    sound = [_cell_is_sound(Cell(text, place._replace(column=name)), pen) for name, text in row.items()]
    if not all(sound):
        row = {name: text if fine else "" for (name, text), fine in zip(row.items(), sound, strict=True)}
        return None if not row[names[0]] else Row(table, place.file, place.line or 0, row)
    return Row(table, place.file, place.line or 0, row)


def _count_cure(cells: list[str], names: list[str]) -> str:
    if len(cells) > len(names):
        return "put text that contains commas between double quotes"
    return "add the missing commas"


def _cell_is_sound(cell: Cell, pen: Pen) -> bool:
    if len(cell.text) > CELL_LENGTH:
        pen.problem(cell.place, f"the cell has {len(cell.text):,} characters: at most {CELL_LENGTH:,}")
        return False
    if _FORMULA.match(cell.text):
        text = f"{cell.text[:30]!r} would run as a formula in a spreadsheet: begin with a letter or digit"
        pen.problem(cell.place, text)
        return False
    return True


def _text(path: Path, pen: Pen) -> str | None:
    place = Place(str(path))
    if not path.is_file():
        pen.problem(place, "there is no such file: each folder of facts has sources.csv, actors.csv and relations.csv")
        return None
    if path.stat().st_size > TABLE_BYTES:
        pen.problem(place, f"the file is larger than {TABLE_BYTES // 1024**2} MiB: split it into several folders")
        return None
    return _decoded(path.read_bytes(), place, pen)


def _decoded(data: bytes, place: Place, pen: Pen) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        pen.problem(place._replace(line=1), "the file is UTF-16: save it as CSV UTF-8")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        text = f"byte {column} of the line (0x{data[error.start]:02x}) is not UTF-8: save the file as CSV UTF-8"
        pen.problem(place._replace(line=line), text)
        return None


def _records(text: str, file: str, pen: Pen) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of each record; stops where the quoting is broken, which is noted."""
    csv.field_size_limit(TABLE_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            pen.problem(Place(file, line), f"{_csv_problem(str(error))}; what follows was not read")
            return
        if cells:
            yield line, cells


def _csv_problem(error: str) -> str:
    if "unexpected end of data" in error:
        return "a double quote opens a cell here and is never closed: close it, or delete it"
    if "expected after" in error:
        return "text follows a closing double quote: write a double quote inside a quoted cell twice"
    return f"the row is not CSV ({error}): save the table again as CSV UTF-8"


def _header_is_right(header: Sequence[str], columns: Sequence[str], place: Place, pen: Pen) -> bool:
    found = [name.strip() for name in header]
    before = len(pen.problems)
    if len(found) == 1 and found[0].count(";") + found[0].count("\t") >= len(columns) - 1:
        pen.problem(place, "the columns are not separated by commas: save the table as CSV (comma delimited)")
        return False
    missing = [name for name in columns if name not in found]
    for name in dict.fromkeys(found):
        if name not in columns:
            pen.problem(place._replace(column=name[:40] or None), _unknown_column(name, missing))
        elif found.count(name) > 1:
            pen.problem(place._replace(column=name), "the column stands there twice: delete one of them")
    misspelt = {near for name in found if name not in columns for near in get_close_matches(name, missing, n=1)}
    for name in missing:
        if name not in misspelt:
            pen.problem(place._replace(column=name), f"the column is missing: the header must be {','.join(columns)}")
    return len(pen.problems) == before


def _unknown_column(name: str, missing: Sequence[str]) -> str:
    near = get_close_matches(name, missing, n=1)
    return f"unknown column {name[:40]!r}; " + (f"did you mean {near[0]!r}?" if near else "delete it")
