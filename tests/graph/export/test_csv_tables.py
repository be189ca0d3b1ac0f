from __future__ import annotations

import csv
import io
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from graph.export.csv_tables import ActorsCsvExporter, TiesCsvExporter, defused, restored
from graph.export.writing.escaping import printable
from graph.export.writing.exporter import Exporter
from tests.graph.export.exported import exported
from tests.graph.export.world import FILING, NEWS, add_actor, small_world
from tests.graph.export.worlds import text, worlds

SOURCES = {NEWS: {"title": "A star, a bill", "source_url": "https://news.example/2018"}}


def rows(exporter: type[Exporter], graph: Any, **options: Any) -> list[dict[str, str]]:
    content = exported(exporter, graph, **options).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline=""), strict=True))


def row_of(tie_id: str, **options: Any) -> dict[str, str]:
    return next(row for row in rows(TiesCsvExporter, small_world(), **options) if row["tie_id"] == tie_id)


@given(graph=worlds())
def test_ties_come_back_as_they_were(graph: Any) -> None:
    read = {(row["from_id"], row["to_id"], row["tie_id"]): row for row in rows(TiesCsvExporter, graph)}
    assert set(read) == set(graph.edges(keys=True))
    for *ends, tie in graph.edges(keys=True, data=True):
        row = read[tuple(ends)]
        assert restored(row["relation"]) == printable(tie["label"])
        assert restored(row["from_name"]) == printable(graph.nodes[ends[0]]["name"])
        assert row["start"] == (tie["start"] or "")
        assert (Decimal(row["amount"]) if row["amount"] else None) == tie["amount"]
        assert [row["amount_hedge"], row["quantity_hedge"]] == [
            tie["amount_hedge"] or "",
            tie["quantity_hedge"] or "",
        ]
        assert row["cumulative"] == ("yes" if tie["cumulative"] else "")
        assert restored(row["unit"]) == printable(tie["unit"] or "")


@given(graph=worlds())
def test_actors_come_back_as_they_were(graph: Any) -> None:
    read = {row["actor_id"]: restored(row["name"]) for row in rows(ActorsCsvExporter, graph)}
    assert read == {slug: printable(name) for slug, name in graph.nodes(data="name")}


@given(graph=worlds())
def test_no_cell_can_be_run(graph: Any) -> None:
    for row in rows(TiesCsvExporter, graph) + rows(ActorsCsvExporter, graph):
        for cell in row.values():
            assert cell.strip()[:1] not in set("=+-@\uff1d\uff0b\uff0d\uff20")
            assert cell[:1] not in set("\t\r\n")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", "\nx", "  =1", "'=1", "\uff1d1"])
def test_what_looks_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Kim", "1+1", "a=b", "'round midnight", "", "2018-10", "#cut50"])
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert defused(cell) == cell


@given(cell=text)
def test_the_apostrophe_can_be_taken_off_again(cell: str) -> None:
    assert restored(defused(cell)) == cell


def test_excel_is_told_the_encoding() -> None:
    assert exported(TiesCsvExporter, small_world()).startswith(b"\xef\xbb\xbffrom_name,relation,to_name,")


def test_lines_end_as_rfc_4180_asks() -> None:
    assert exported(ActorsCsvExporter, small_world()).count(b"\r\n") == 7


def test_names_stand_beside_ids() -> None:
    row = row_of("t-apprentice")
    assert (row["from_name"], row["relation"], row["to_name"]) == ("Kim Kardashian", "is an apprentice at", "#cut50")
    assert (row["from_id"], row["relation_id"], row["to_id"]) == ("kim-kardashian", "apprentice_at", "cut50")


def test_a_tie_names_its_sources_with_title_and_address() -> None:
    row = row_of("t-apprentice", sources=SOURCES)
    assert row["source_titles"] == f"{FILING}; A star, a bill"
    assert row["source_urls"] == f"https://w3id.org/reentry-graph/source/{FILING}; https://news.example/2018"


def test_each_receipt_says_where_in_its_source() -> None:
    assert row_of("t-apprentice")["receipts"] == f"{NEWS} (para 3, four-year term, stated); {FILING} (para 3, stated)"


def test_amounts_are_plain_numbers() -> None:
    assert [row_of(key)["amount"] for key in ("t-gift", "t-gift-again", "t-self")] == ["250000", "1000.50", ""]


def test_every_row_says_which_version_it_comes_from() -> None:
    assert {row["data_version"] for row in rows(ActorsCsvExporter, small_world())} == {"000001"}


def test_libreoffice_opens_it_and_runs_nothing(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    graph = small_world()
    add_actor(graph, "a-formula", "person", "=1+1")
    (tmp_path / "actors.csv").write_bytes(exported(ActorsCsvExporter, graph))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), "actors.csv"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    sheet = (tmp_path / "actors.fods").read_text(encoding="utf-8")
    assert "=1+1</text:p>" in sheet
    assert "table:formula" not in sheet
