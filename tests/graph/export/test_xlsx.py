from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from graph.export import xlsx
from graph.export.writing.escaping import printable
from graph.export.xlsx import XlsxExporter
from tests.graph.export.exported import exported
from tests.graph.export.world import NEWS, add_actor, small_world
from tests.graph.export.worlds import worlds

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: it reads workbooks in tests")
unescape = pytest.importorskip("openpyxl.utils.escape", reason="openpyxl is not installed").unescape


def workbook(graph: Any, **options: Any) -> bytes:
    return exported(XlsxExporter, graph, **options)


def sheets(graph: Any, **options: Any) -> dict[str, list[dict[str, Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(workbook(graph, **options)))
    return {sheet.title: _rows(sheet) for sheet in book.worksheets}


def _rows(sheet: Any) -> list[dict[str, Any]]:
    head, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(head, map(_read, row), strict=True)) for row in rest]


def _read(value: Any) -> Any:
    """A cell as a spreadsheet shows it: openpyxl leaves `_x005F_` (an escaped underscore) as it is written."""
    return unescape(value) if isinstance(value, str) else value


def unix(text: str) -> str:
    """What XML keeps of line ends."""
    return printable(text).replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=25, deadline=None)
@given(graph=worlds())
def test_names_come_back_as_they_were(graph: Any) -> None:
    read = {row["actor_id"]: unix(row["name"]) for row in sheets(graph)["actors"]}
    assert read == {slug: unix(name) for slug, name in graph.nodes(data="name")}


@settings(max_examples=25, deadline=None)
@given(graph=worlds())
def test_no_cell_is_a_formula_or_a_link(graph: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(graph)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells)


def test_the_sheets_are_ties_actors_sources_and_what_the_file_is() -> None:
    found = sheets(small_world())
    assert {name: len(rows) for name, rows in found.items()} == {"ties": 8, "actors": 6, "sources": 2, "about": 6}
    assert {row["what"]: row["text"] for row in found["about"]}["version"] == "000001"


def test_amounts_are_numbers() -> None:
    amounts = {row["tie_id"]: row["amount"] for row in sheets(small_world())["ties"]}
    assert (amounts["t-gift"], amounts["t-gift-again"]) == (250000, 1000.5)


def test_a_source_is_told_with_what_rests_on_it() -> None:
    sources = {NEWS: {"title": "A star, a bill", "source_url": "https://news.example/2018", "tier": 1}}
    row = next(row for row in sheets(small_world(), sources=sources)["sources"] if row["source_id"] == NEWS)
    assert (row["title"], row["url"], row["tier"]) == ("A star, a bill", "https://news.example/2018", 1)
    assert (row["ties"], row["actors"]) == (6, 6)


def test_a_text_too_long_for_a_cell_ends_in_an_ellipsis() -> None:
    graph = small_world()
    add_actor(graph, "long", "person", "x" * 40_000)
    name = next(row["name"] for row in sheets(graph)["actors"] if row["actor_id"] == "long")
    assert (len(name), name[-2:]) == (32_767, "x\u2026")


def test_rows_beyond_what_a_sheet_holds_go_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    found = sheets(small_world())
    assert [len(found[name]) for name in ("ties", "ties 2", "actors", "actors 2")] == [4, 4, 4, 2]
    assert "ties 3" not in found


def test_libreoffice_opens_it_and_runs_nothing(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    graph = small_world()
    add_actor(graph, "a-formula", "person", "=1+1")
    (tmp_path / "reentry.xlsx").write_bytes(workbook(graph))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    sheet_two = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    command = [office, profile, "--headless", "--convert-to", sheet_two, "--outdir", str(tmp_path), "reentry.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert "=1+1" in "".join(file.read_text(encoding="utf-8") for file in tmp_path.glob("*.csv"))
