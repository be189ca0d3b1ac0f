"""Strict CSV for the curated tables: known columns, and every problem with its file, line and column."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from types import TracebackType

from graph.model.statements import Place
from loaders.core.loader import Cell, LeftoverColumns, StatementWriter
from loaders.readers.input_files import printable_path

TABLE_BYTES = 256 * 1024 * 1024
CELL_LENGTH = 10_000
_FORMULA = re.compile(r"[=@+＝＠＋－]|-(?!\d+(?:\.\d+)?$)")  # noqa: RUF001  some spreadsheets take the wide signs too
_MAY_BEGIN_FORMULA = frozenset("=@+-＝＠＋－")  # noqa: RUF001
_LINE_END = re.compile(rb"\r\n|\r|\n")
_Record = tuple[int, list[str]]
"""The line where a row begins, and its cells."""

_cell, _place = partial(tuple.__new__, Cell), partial(tuple.__new__, Place)
"""Make a cell and a place of a tuple, without the keyword handling of the classes: this runs for each cell."""


def formula_problem(text: str) -> str | None:
    """What is wrong with a text that a spreadsheet would take for a formula, or None."""
    if not _FORMULA.match(text):
        return None
    return f"{text[:30]!r} would run as a formula in a spreadsheet: begin with a letter or digit"


class Row:
    """One row of a table: each cell is taken once with `pop`, and none may be left."""

    def __init__(self, table: str, file: str, line: int, cells: dict[str, str]) -> None:
        self.table, self._file, self._line, self._cells = table, file, line, cells

    @property
    def place(self) -> Place:
        """Where the row is."""
        return Place(self._file, self._line)

    def pop(self, column: str) -> Cell:
        """Take one cell, with its place."""
        return _cell((self._cells.pop(column), _place((self._file, self._line, column))))

    def pop_all(self) -> dict[str, str]:
        """Take all cells that are left, as texts by column."""
        cells, self._cells = self._cells, {}
        return cells

    def __enter__(self) -> Row:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None and self._cells:
            raise LeftoverColumns(self.place, self._cells)


def read_table(
    path: Path, columns: Sequence[str], writer: StatementWriter, space: str | None = None, optional: Sequence[str] = ()
) -> Iterator[Row]:
    """The rows of one CSV file with exactly these columns, in any order; problems are reported to the writer.

    UTF-8 with or without byte order mark, any line ends, comma separated, double quotes. The first of the columns
    holds the id of a row; `space` says among which names it stands. A table can do without the `optional` columns:
    their cells are empty then.
    """
    return _Table(path, columns, writer, space, optional).rows()


class _Table:
    """One CSV file while it is read."""

    def __init__(
        self, path: Path, columns: Sequence[str], writer: StatementWriter, space: str | None, optional: Sequence[str]
    ) -> None:
        self._path, self._file, self._columns, self._optional = path, printable_path(path), columns, optional
        self._writer, self._space = writer, space

    def rows(self) -> Iterator[Row]:
        text = self._text()
        records = self._records(text) if text is not None else iter(())
        header = next(records, None)
        if text is not None and header is None:
            self._problem(f"the table is empty: {self._cure()}", 1)
        names = [name.strip() for name in header[1]] if header else []
        if header and self._header_is_right(names, header[0]):
            yield from self._rows(records, names)
        else:
            self._writer.mark_unread(self._space)

    def _rows(self, records: Iterator[_Record], names: list[str]) -> Iterator[Row]:
        line, has_rows = 1, False
        before = len(self._writer.problems)
        for line, cells in records:
            if any(cell.strip() for cell in cells):
                has_rows = True
                if row := self._row(names, cells, line):
                    yield row
        if not has_rows and len(self._writer.problems) == before:
            self._problem("the table has a header and no rows: add at least one row", line)
            self._writer.mark_unread(self._space)

    def _row(self, names: list[str], cells: list[str], line: int) -> Row | None:
        key = names.index(self._columns[0])
        if len(cells) != len(names):
            self._problem(f"the row has {len(cells)} cells and the header {len(names)}: {_cure(cells, names)}", line)
            if key < len(cells) and cells[key].strip():
                self._writer.mark_unread(self._space, cells[key].strip())
            return None
        row = dict.fromkeys(self._optional, "") | dict(zip(names, map(str.strip, cells), strict=True))
        for name, text in row.items():
            if text and (text[0] in _MAY_BEGIN_FORMULA or len(text) > CELL_LENGTH) and (problem := _cell_problem(text)):
                self._problem(problem, line, name)
                row[name] = ""
        return Row(self._path.stem, self._file, line, row) if row[names[key]] or not cells[key].strip() else None

    def _text(self) -> str | None:
        if not os.path.isfile(self._path):  # noqa: PTH113  Path.is_file raises where it may not look
            self._problem(
                "this is not a file: put the table in its place"
                if os.path.lexists(self._path)
                else "there is no such file: each folder of facts has sources.csv, actors.csv and relations.csv"
            )
            return None
        try:
            with self._path.open("rb") as file:
                return self._decoded(file.read(TABLE_BYTES + 1))
        except OSError as error:
            self._problem(f"the file cannot be read ({error.strerror}): make it readable, or save the table again")
            return None

    def _decoded(self, data: bytes) -> str | None:
        if len(data) > TABLE_BYTES:
            self._problem(f"the file is larger than {TABLE_BYTES // 1024**2} MiB: split it into several folders")
        elif data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:2]:
            self._problem("the file is UTF-16: save it as CSV UTF-8", 1)
        else:
            try:
                return data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                *lines, last = _LINE_END.split(data[: error.start])
                where = f"byte {len(last) + 1} of the line (0x{data[error.start]:02x})"
                self._problem(f"{where} is not UTF-8: save the file as CSV UTF-8", len(lines) + 1)
        return None

    def _records(self, text: str) -> Iterator[_Record]:
        """All rows, up to the first with broken quoting, which is reported."""
        csv.field_size_limit(TABLE_BYTES)
        reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._problem(f"{_csv_problem(str(error))}; what follows was not read", line)
                self._writer.mark_unread(self._space)
                return
            if cells:
                yield line, cells

    def _header_is_right(self, names: list[str], line: int) -> bool:
        before = len(self._writer.problems)
        if len(names) <= 2 and names[0].count(";") + names[0].count("\t") >= max(1, len(self._columns) - 2):
            self._problem("the columns are not separated by commas: save the table as CSV (comma delimited)", line)
        elif not set(names) & set(self._columns) or len(names) > 3 * len(self._columns):
            self._problem(f"this is not the header ({len(names)} columns): {self._cure()}", line)
        else:
            self._compare_header(names, line)
        return len(self._writer.problems) == before

    def _compare_header(self, names: list[str], line: int) -> None:
        missing = [name for name in self._columns if name not in names]
        misspelt = set()
        for name in dict.fromkeys(names):
            if name not in self._columns and name not in self._optional:
                near = get_close_matches(name[:40], missing, n=1)
                misspelt.update(near)
                cure = f"did you mean {near[0]!r}?" if near else "delete it"
                self._problem(f"unknown column {name[:40]!r}; {cure}", line, name[:40] if name.isprintable() else None)
            elif names.count(name) > 1:
                self._problem("the column is there twice: delete one of them", line, name)
        for name in missing:
            if name not in misspelt:
                self._problem(f"the column is missing: {self._cure()}", line, name)

    def _cure(self) -> str:
        return f"the first line must be {','.join(self._columns)}"

    def _problem(self, text: str, line: int | None = None, column: str | None = None) -> None:
        self._writer.add_problem(Place(self._file, line, column or None), text)


def _cure(cells: list[str], names: list[str]) -> str:
    if len(cells) > len(names):
        return "put text that contains commas between double quotes"
    return "add the missing commas"


def _cell_problem(text: str) -> str | None:
    if len(text) > CELL_LENGTH:
        return f"the cell has {len(text):,} characters: at most {CELL_LENGTH:,}"
    return formula_problem(text)


def _csv_problem(error: str) -> str:
    if "unexpected end of data" in error:
        return "a double quote opens a cell here and is never closed: close it, or delete it"
    if "expected after" in error:
        return "text follows a closing double quote: write a double quote inside a quoted cell twice"
    return f"the row is not CSV ({error}): save the table again as CSV UTF-8"
