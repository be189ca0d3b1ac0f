"""A list of the API as CSV or as an Excel workbook: one place that turns the JSON of any answer into rows.

CSV is one table. Where an answer has several lists (such as the actors and the ties of an ego network), the column
`list` says which one a row is of; a workbook has a sheet for each, and one about the answer. Every row carries the
version of the data and the licence, as the tables of exports do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.export import csv_tables
from graph.export.answer_columns import Column, Table, tables_of
from graph.export.writing.escaping import printable
from graph.export.writing.exporter import BATCH, plain_digits
from graph.export.writing.file_metadata import LICENCE, TITLE
from graph.export.writing.table_columns import joined
from graph.export.xlsx import Workbook

if TYPE_CHECKING:
    from graph.export.writing.table_columns import Cell, Row

Answer = Mapping[str, Any]
Pages = Sequence[Answer]
"""The pages of one answer, as plain JSON values with decimal numbers."""
_OF_ROWS = ("data_version", "licence")
_MORE = "these are the first rows: the Link of the answer leads to the next ones"


def write_csv(out: BinaryIO, answer: Any, pages: Pages, version: str) -> None:
    """Write the lists of an answer as one table. Pages are written as they come."""
    tables = tables_of(answer)
    lists = ["list"] if len(tables) > 1 else []
    names = [*dict.fromkeys(name for table in tables for name in _names(table))]
    out.write("".join(csv_tables.header([*lists, *names, *_OF_ROWS])).encode())
    for table in tables:
        places = [_names(table).index(name) if name in _names(table) else None for name in names]
        rows = (
            [*([table.name] if lists else []), *(None if at is None else row[at] for at in places), version, LICENCE]
            for row in _rows(table, pages)
        )
        lines = csv_tables.lines(rows)
        while batch := "".join(islice(lines, BATCH)):
            out.write(batch.encode())


def write_xlsx(out: BinaryIO, answer: Any, pages: Pages, version: str) -> None:
    """Write the lists of an answer as the sheets of a workbook, and one sheet about the answer."""
    book = Workbook(out, TITLE, f"Data version {version}. Licence of the facts: {LICENCE}.")
    try:
        for table in tables_of(answer):
            rows = ([*row, version, LICENCE] for row in _rows(table, pages))
            book.table(table.name, (*_names(table), *_OF_ROWS), rows)
        book.table("about", ("what", "text"), _about(pages, version))
    finally:
        book.close()


def _names(table: Table) -> tuple[str, ...]:
    return (*table.numbers, *(column.name for column in table.columns))


def _rows(table: Table, pages: Pages) -> Iterator[Row]:
    items = (item for page in pages for item in page.get(table.name, ()))
    for number, item in enumerate(items, 1):
        if table.own_rows is None:
            yield [_cell(column, item) for column in table.columns]
            continue
        for at, member in enumerate(item[table.own_rows], 1):
            row = {**item, table.own_rows: member}
            yield [*(number, at)[-len(table.numbers) :], *(_cell(column, row) for column in table.columns)]


def _about(pages: Pages, version: str) -> Iterator[Row]:
    """What the first page says beside its lists: sums, rules, counts."""
    yield ["data_version", version]
    yield ["licence", LICENCE]
    for name, value in pages[0].items():
        if name != "next" and not isinstance(value, list | Mapping):
            yield [name, _one(value)]
    if pages[-1].get("next") is not None:
        yield ["more", _MORE]


def _cell(column: Column, item: Answer) -> Cell:
    if not column.several:
        return _one(_value(item, column.path))
    texts = [_text(value) for value in _values(item, column.path)]
    return joined(texts) if any(texts) else None


def _value(value: Any, path: Sequence[str]) -> Any:
    """What a path without lists leads to; None where a part of it is missing."""
    for field in path:
        if value is None:
            return None
        value = value.get(field)
    return value


def _values(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """The values that a path leads to, one for each object of a list on the way; None where a part is missing."""
    if isinstance(value, list):
        for one in value:
            yield from _values(one, path)
    elif not path:
        yield value
    else:
        yield from _values(value.get(path[0]) if value is not None else None, path[1:])


def _one(value: Any) -> Cell:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    return _text(value) or None


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return plain_digits(value)
        case Mapping():
            return joined(f"{name}: {_text(inner)}" for name, inner in value.items())
        case list():
            return joined(map(_text, value))
        case _:
            return printable(str(value))
