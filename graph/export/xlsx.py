"""Tables as an Excel workbook (XLSX): ties, actors, sources, and what the file is.

Texts are written as texts, so no cell is ever a formula or a link; a line end in a text is a line feed, as in Excel.
Rows go to disk as they come, so that memory stays flat. Excel holds 32,767 characters in a cell and 1,048,576 rows in a
sheet: a longer text is cut and ends in an ellipsis, further rows go to a further sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Any, BinaryIO

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from graph.export.writing import table_columns
from graph.export.writing.exporter import Exporter

if TYPE_CHECKING:
    from graph.export.writing.table_columns import Cell, Row

MOST_ROWS = 1_048_575
MOST_CHARACTERS = 32_767
NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)
"""Every workbook says that it was made then: the same data give the same bytes."""
WIDE = frozenset({"from_name", "to_name", "name", "description", "title", "source_titles", "notes", "receipts"})


class Workbook:
    """A workbook that is written table by table."""

    def __init__(self, out: BinaryIO, title: str, description: str) -> None:
        self._book = xlsxwriter.Workbook(out, {"constant_memory": True})
        self._book.set_properties({"title": title, "comments": description, "created": NO_CLOCK})
        self._head = self._book.add_format({"bold": True, "bottom": 1})

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Write one table on as many sheets as it needs, at least one."""
        rest = iter(rows)
        for part in count(1):
            first = list(islice(rest, 1))
            if part > 1 and not first:
                return
            sheet = self._book.add_worksheet(name if part == 1 else f"{name} {part}")
            _sheet(sheet, self._head, columns, chain(first, islice(rest, MOST_ROWS - 1)))

    def close(self) -> None:
        """Put the workbook together."""
        self._book.close()


class XlsxExporter(Exporter):
    """A workbook with the sheets ties, actors, sources and about."""

    name = "Excel workbook"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ties_first = True  # the sheet that people look for first

    _book: Any = None

    def open(self) -> None:
        """Begin the workbook."""
        self._book = Workbook(self.out, self.metadata["title"], self.metadata["description"])

    def write_nodes(self) -> None:
        """Write the sheet of actors."""
        self._book.table(
            "actors", table_columns.ACTOR_COLUMNS, table_columns.actor_rows(self.subgraph, self.context.sources)
        )

    def write_ties(self) -> None:
        """Write the sheet of ties."""
        self._book.table("ties", table_columns.TIE_COLUMNS, table_columns.tie_rows(self.subgraph, self.context.sources))

    def close(self) -> None:
        """Write the sheets of sources and of what the file is, and put the workbook together."""
        sources = table_columns.source_rows(self.subgraph, self.context.sources)
        self._book.table("sources", table_columns.SOURCE_COLUMNS, sources)
        self._book.table("about", ("what", "text"), ([name, text] for name, text in self.metadata.items()))
        self._book.close()

    def abort(self) -> None:
        """Close the workbook, which deletes its temporary files; that may fail as writing did."""
        if self._book is not None:
            with suppress(Exception):
                self._book.close()


def _sheet(sheet: Any, head: Any, columns: Sequence[str], rows: Iterable[Row]) -> None:
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 34 if column in WIDE else 16)
        sheet.write_string(0, at, column, head)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            _write(sheet, last, at, value)
    sheet.autofilter(0, 0, last, len(columns) - 1)


def _write(sheet: Any, row: int, column: int, value: Cell) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, _fitting(value.replace("\r\n", "\n").replace("\r", "\n")))
    elif value is not None:
        sheet.write_number(row, column, value)


def _fitting(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "\u2026"
