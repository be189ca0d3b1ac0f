"""What `reentry fetch` stores is what `reentry load` reads: pages of an API, with the day on which they came."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from api.commands.fetch import fetch
from api.ingest.public_records import load_records
from graph.index.open_version import OpenVersion
from graph.versions.version_folders import DataFolder
from loaders.readers.sidecar import read_sidecar
from tests.loaders.fetch.server import Asked, Server, serving
from tests.loaders.lda.test_lda_loader import filing

FILINGS = [filing(), filing(2, filing_period="third_quarter", filing_type="Q3"), filing(3, filing_year=2019)]


def page(asked: Asked) -> None:
    """Two filings a page, as the API of the Senate tells them."""
    (number,) = parse_qs(urlsplit(asked.path).query)["page"]
    first = 2 * (int(number) - 1)
    told = {"count": len(FILINGS), "next": None, "previous": None, "results": FILINGS[first : first + 2]}
    asked.answer(200, json.dumps(told).encode(), Content_Type="application/json")


def nothing(asked: Asked) -> None:
    asked.answer(200, b'{"count": 0, "next": null, "previous": null, "results": []}', Content_Type="application/json")


@pytest.fixture
def senate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The API of the Senate, on this machine."""
    with serving() as server:
        known = {"every": 0.0, "filings": f"{server.url}/filings/", "page_size": 2, "first_year": 1999, "most_mb": 1}
        monkeypatch.setattr("loaders.fetch.lobbying.addresses", lambda _: known)
        server.will(page)
        yield server


def fetched(folder: Path) -> None:
    ended = CliRunner().invoke(fetch, ["lda", "--year", "2018", "--out", str(folder)])
    assert ended.exit_code == 0, ended.output


@pytest.mark.usefixtures("senate")
def test_pages_of_filings_that_were_fetched_are_loaded(tmp_path: Path) -> None:
    fetched(tmp_path / "records")
    assert len(list((tmp_path / "records").rglob("page-*.json"))) == 2
    home = DataFolder(tmp_path / "data")
    outcome = load_records(home, "lda", [tmp_path / "records"])
    assert outcome.remarks == []
    assert outcome.tally["filings"] == len(FILINGS)


@pytest.mark.usefixtures("senate")
def test_the_sources_tell_the_day_on_which_the_pages_came_and_their_digest(tmp_path: Path) -> None:
    fetched(tmp_path / "records")
    home = DataFolder(tmp_path / "data")
    load_records(home, "lda", [tmp_path / "records"])
    sources = OpenVersion.open(home.require()).records.sources.values()
    pages = [read_sidecar(file) for file in (tmp_path / "records").rglob("page-*.json")]
    assert {source["retrieved"] for source in sources} == {kept.retrieved[:10] for kept in pages if kept}
    assert {source["sha256"] for source in sources} == {kept.sha256 for kept in pages if kept}


def test_a_page_without_filings_is_passed_over_with_a_reason(senate: Server, tmp_path: Path) -> None:
    fetched(tmp_path / "records")
    senate.will(nothing)
    CliRunner().invoke(fetch, ["lda", "--year", "2017", "--out", str(tmp_path / "records")])
    outcome = load_records(DataFolder(tmp_path / "data"), "lda", [tmp_path / "records"])
    assert [(remark.what, remark.reason) for remark in outcome.remarks] == [
        ("foreign", "this page contains no filings")
    ]
