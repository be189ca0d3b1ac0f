"""Tables as CSV: `actors.csv` and `ties.csv`.

RFC 4180 (commas, CRLF, quotes where needed) in UTF-8. A byte order mark comes first: without it Excel reads the file in
the encoding of the reader's country and breaks every accent; programs that dislike it read it as `utf-8-sig`.

A spreadsheet runs a cell that looks like a formula, whoever wrote it. Such a cell gets an apostrophe in front, which
spreadsheets take for "this is text". `defused` says which cells, and `restored` takes the apostrophe off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from graph.export.writing import table_columns
from graph.export.writing.exporter import TextExporter, plain_digits

if TYPE_CHECKING:
    from graph.export.writing.table_columns import Cell, Row

BOM = "\ufeff"
_FORMULA = re.compile(r"[\s']*[=+\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")
"""Also with blanks in front, which some programs drop, in full width, and where a tab or a line end comes first."""


class TiesCsvExporter(TextExporter):
    """The ties, one a row."""

    name = "CSV of ties"
    media_type = "text/csv"

    def head(self) -> Iterator[str]:
        """The names of the columns."""
        return header(table_columns.TIE_COLUMNS)

    def ties(self) -> Iterator[str]:
        """One row for each tie."""
        return lines(table_columns.tie_rows(self.subgraph, self.context.sources))


class ActorsCsvExporter(TextExporter):
    """The actors, one a row."""

    name = "CSV of actors"
    media_type = "text/csv"

    def head(self) -> Iterator[str]:
        """The names of the columns."""
        return header(table_columns.ACTOR_COLUMNS)

    def nodes(self) -> Iterator[str]:
        """One row for each actor."""
        return lines(table_columns.actor_rows(self.subgraph, self.context.sources))


def defused(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet could take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """The text that `defused` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def header(columns: Sequence[str]) -> Iterator[str]:
    """The beginning of a file: the byte order mark, and the names of the columns."""
    yield BOM
    yield from lines([list(columns)])


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """One line for each row."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    for row in rows:
        writer.writerow(map(_cell, row))
        yield _taken(line)


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    return defused(value) if isinstance(value, str) else plain_digits(value)
