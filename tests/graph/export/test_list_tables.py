"""Answers become tables: the columns are those of the type, whatever an answer holds, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any, NotRequired

import pytest
from typing_extensions import TypedDict

from graph.export.list_tables import Pages, write_csv, write_xlsx
from graph.money.totals import MoneyAnswer
from graph.queries.conflicts import ConflictsAnswer
from graph.queries.ego_network import EgoNetwork
from graph.queries.listings import ActorsAnswer, TiesAnswer
from graph.queries.paths import Paths


class Member(TypedDict):
    id: str
    name: str
    secret: str


class Item(TypedDict):
    name: str
    of: Member | None
    members: list[Member]
    words: list[str]
    value: float | int | None
    sure: bool
    counts: dict[str, int]
    missing: NotRequired[str]


class Items(TypedDict):
    rule: str
    items: list[Item]
    next: str | None


class Step(TypedDict):
    name: str


class Way(TypedDict):
    length: int
    hops: list[Step]


class Ways(TypedDict):
    ways: list[Way]
    items: list[Member]


ITEM = {
    "name": "=HYPERLINK(1)",
    "of": None,
    "members": [{"id": "a", "name": "", "secret": "x"}, {"id": "b", "name": "B", "secret": "y"}],
    "words": ["one", "two"],
    "value": Decimal("0.00001"),
    "sure": True,
    "counts": {"left": 2},
}
LICENSED = {"data_version": "000007", "licence": "CC BY 4.0"}


def table(answer: type, *pages: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_csv(answer, pages), newline="")))


def _csv(answer: type, pages: Pages) -> str:
    out = io.BytesIO()
    write_csv(out, answer, pages, "000007")
    return out.getvalue().decode("utf-8-sig")


def test_objects_become_columns_lists_share_a_cell_and_no_cell_is_a_formula() -> None:
    (row,) = table(Items, {"rule": "r", "items": [ITEM], "next": None})
    assert row == {
        "name": "'=HYPERLINK(1)",
        "of_id": "",
        "of_name": "",
        "of_secret": "",
        "members_id": "a; b",
        "members_name": "; B",
        "words": "one; two",
        "value": "0.00001",
        "sure": "true",
        "counts": "left: 2",
        "missing": "",
        **LICENSED,
    }


def test_an_empty_answer_has_the_same_columns() -> None:
    full, empty = (_csv(Items, [{"rule": "r", "items": items, "next": None}]) for items in ([ITEM], []))
    assert empty.splitlines() == full.splitlines()[:1]


def test_hops_get_a_row_each_and_several_lists_are_told_apart() -> None:
    way = {"length": 2, "hops": [{"name": "a"}, {"name": "b"}]}
    member = {"id": "m", "name": "M", "secret": "s"}
    rows = table(Ways, {"ways": [way, way], "items": [member]})
    assert [(row["list"], row["way"], row["hop"], row["hop_name"], row["id"]) for row in rows] == [
        *(("ways", "1", "1", "a", ""), ("ways", "1", "2", "b", "")),
        *(("ways", "2", "1", "a", ""), ("ways", "2", "2", "b", "")),
        ("items", "", "", "", "m"),
    ]


def test_pages_become_one_table() -> None:
    pages = [{"rule": "r", "items": [{**ITEM, "name": name}], "next": None} for name in ("a", "b")]
    assert [row["name"] for row in table(Items, *pages)] == ["a", "b"]


@pytest.mark.parametrize("answer", [ActorsAnswer, TiesAnswer, EgoNetwork, Paths, ConflictsAnswer, MoneyAnswer])
def test_no_two_columns_have_one_name(answer: type) -> None:
    head = next(csv.reader(io.StringIO(_csv(answer, [{}]))))
    assert len(head) == len(set(head)) > 3


def test_a_workbook_has_a_sheet_for_each_list_and_one_about_the_answer() -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: it reads workbooks in tests")
    out = io.BytesIO()
    write_xlsx(out, Items, [{"rule": "count once", "items": [ITEM], "next": "cursor"}], "000007")
    book = openpyxl.load_workbook(out)
    sheets = {sheet.title: [*sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    (head, row), about = sheets["items"], dict(sheets["about"])
    assert dict(zip(head, row, strict=True))["name"] == "=HYPERLINK(1)"
    assert book["items"]["A2"].data_type == "s"
    assert dict(zip(head, row, strict=True))["value"] == 0.00001
    assert (about["rule"], about["data_version"]) == ("count once", "000007")
    assert "first rows" in about["more"]
