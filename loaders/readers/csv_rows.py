"""Rows of CSV files as publishers write them. The curated tables are read by core/strict_csv.py instead."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from loaders.readers.record_errors import RecordRefused

Row = tuple[int, list[str]]
"""The number of the line where a row ends, and its cells."""


def csv_rows(text: str) -> Iterator[Row]:
    """The rows of a CSV text. Raises RecordRefused where the quoting is broken."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise RecordRefused(f"line {reader.line_num} is not CSV ({error})") from error


def csv_records(text: str) -> tuple[list[str], Iterator[dict[str, str]]]:
    """The header of a CSV text, and its rows as dicts by column; blank lines are left out.

    Both raise RecordRefused where the quoting is broken, the rows also where one does not fit the header.
    """
    rows = csv_rows(text)
    _, header = next(rows, (0, list[str]()))
    return header, _by_column(header, rows)


def _by_column(header: list[str], rows: Iterator[Row]) -> Iterator[dict[str, str]]:
    for line, cells in rows:
        if cells:
            require_width(line, cells, header)
            yield dict(zip(header, cells, strict=True))


def require_width(line: int, cells: Sequence[str], header: Sequence[object]) -> None:
    """Raise RecordRefused where a row has more or fewer cells than the header."""
    if len(cells) != len(header):
        counts = f"line {line} has {len(cells)} cells and the header {len(header)}"
        raise RecordRefused(f"{counts}: a part of the file is missing, or a comma is outside of quotes")
