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
from typing import TYPE_CHECKING, BinaryIO

from graph.export.writing import graph_writer, table_columns

if TYPE_CHECKING:
    from graph.export.writing.table_columns import Cell, Row, Sources
    from graph.index.subgraph import Subgraph

BOM = "\ufeff"
_FORMULA = re.compile(r"[\s']*[=+\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")
"""Also with blanks in front, which some programs drop, in full width, and where a tab or a line end comes first."""


def write_ties_csv(subgraph: Subgraph, out: BinaryIO, *, sources: Sources | None = None) -> None:
    """Write the ties, one a row; `sources` gives titles and addresses."""
    graph_writer.write_text(out, _lines(table_columns.TIE_COLUMNS, table_columns.tie_rows(subgraph, sources or {})))


def write_actors_csv(subgraph: Subgraph, out: BinaryIO, *, sources: Sources | None = None) -> None:
    """Write the actors, one a row."""
    graph_writer.write_text(out, _lines(table_columns.ACTOR_COLUMNS, table_columns.actor_rows(subgraph, sources or {})))


def defused(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet could take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """The text that `defused` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow(columns)
    yield BOM + _taken(line)
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
    return defused(value) if isinstance(value, str) else graph_writer.number(value)
