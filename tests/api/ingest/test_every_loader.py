"""Each loader of records through a whole load: twice as once, by any number of processes, within the shapes."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from api.ingest.public_records import load_records
from graph.index.open_version import OpenVersion
from graph.model.statements import DataError
from graph.validation.shacl import validate
from graph.versions.version_folders import DataFolder
from loaders.registry import RECORD_LOADERS
from tests.loaders.irs990.return_samples import Made, officer, pf_grants
from tests.loaders.lda.test_lda_loader import filing
from tests.loaders.real_records import RECORDS as RECORDS_AT
from tests.loaders.real_records import needs_records
from tests.loaders.test_geonames import LINES
from tests.loaders.test_hsds import service
from tests.loaders.test_irs_bmf import HEADER, row
from tests.loaders.test_littlesis import PEOPLE, edge
from tests.loaders.test_rdf import PREFIXES, WORLD
from tests.loaders.threesixtygiving.test_threesixtygiving_loader import grant


def _irs990(folder: Path) -> None:
    people = f"<OfficerDirTrstKeyEmplInfoGrp>{officer('ALEX EXAMPLE', 'PRESIDENT')}</OfficerDirTrstKeyEmplInfoGrp>"
    body = people + pf_grants(("A HOME", "DAYTON", "500"), total="500")
    with zipfile.ZipFile(folder / "returns.zip", "w") as out:
        out.writestr("a.xml", Made(body=body).xml())
        out.writestr("b.xml", Made(ein="990000002", body=body).xml())
    (folder / "amended.xml").write_text(Made(amended=True, name="AMENDED NAME", body=body).xml(), encoding="utf-8")
    (folder / "broken.xml").write_text("<Return", encoding="utf-8")


def _bmf(folder: Path) -> None:
    (folder / "eo.csv").write_text("\n".join([HEADER, row(), row("990000002", state="AK"), ""]), encoding="utf-8")


def _geonames(folder: Path) -> None:
    (folder / "US.txt").write_text("\n".join(LINES), encoding="utf-8")


def _json(name: str, data: object) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).write_text(json.dumps(data), encoding="utf-8")

    return write


def _rdf(folder: Path) -> None:
    where = "ex:source rg:sourceUrl <https://publisher.example/list> .\n"
    (folder / "facts.ttl").write_text(PREFIXES + WORLD + where, encoding="utf-8")


SOURCES: dict[str, tuple[Callable[[Path], None], int]] = {
    "360giving": (_json("grants.json", {"grants": [grant(), grant(2, amountAwarded=7)]}), 1),
    "geonames": (_geonames, 1),
    "hsds": (_json("services.json", [service()]), 1),
    "irs-bmf": (_bmf, 2),
    "irs990": (_irs990, 2),
    "lda": (_json("filings.json", [filing(), filing(2, filing_period="third_quarter", filing_type="Q3")]), 2),
    "littlesis": (_json("map.json", {"nodes": PEOPLE, "edges": [edge(1, 3, "CEO")]}), 1),
    "rdf": (_rdf, 1),
}
"""What each loader is given, and how many sources it makes of it."""


@pytest.fixture(params=sorted(SOURCES))
def given(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """A loader, and a folder of its records."""
    folder = tmp_path / "records"
    folder.mkdir()
    SOURCES[request.param][0](folder)
    return request.param, folder


def test_every_loader_but_that_of_congress_stands_here() -> None:
    assert set(SOURCES) == set(RECORD_LOADERS) - {"congress"}


def test_what_a_loader_reads_becomes_a_version_and_twice_changes_nothing(
    tmp_path: Path, given: tuple[str, Path]
) -> None:
    name, folder = given
    home = DataFolder(tmp_path / "home")
    first = load_records(home, name, [folder])
    assert first.published is not None
    assert first.published.version.manifest.counts["sources"] == SOURCES[name][1]
    again = load_records(home, name, [folder])
    assert again.published is not None
    assert not again.published.is_new


def test_what_a_loader_reads_keeps_the_shapes(tmp_path: Path, given: tuple[str, Path]) -> None:
    name, folder = given
    home = DataFolder(tmp_path / "home")
    load_records(home, name, [folder])
    assert validate(home.require()) == []


REAL = {
    "littlesis": "littlesis",
    "irs-bmf": "irs_bmf/subset_26states_NTEE_I40_I43_I44.csv",
    "irs990": "irs990",
    "congress": "congress/billstatus-samples",
    "lda": "lda",
    "360giving": "threesixtygiving",
}
"""Records by loader, the largest last, since each load merges all that was loaded before it."""


@needs_records
def test_real_records_of_all_kinds_together_keep_the_shapes(tmp_path: Path) -> None:
    home = DataFolder(tmp_path)
    for name, folder in REAL.items():
        load_records(home, name, [RECORDS_AT / folder])
    assert set(home.require().datasets()) == set(REAL)
    assert validate(home.require()) == []


def test_the_number_of_processes_changes_nothing(tmp_path: Path, given: tuple[str, Path]) -> None:
    name, folder = given
    digests = set()
    for jobs in (1, 2):
        home = DataFolder(tmp_path / f"home-{jobs}")
        load_records(home, name, [folder], jobs=jobs)
        digests.add(home.require().manifest.digest)
    assert len(digests) == 1


def test_an_amended_return_stands_in_place_of_what_it_amends(tmp_path: Path) -> None:
    _irs990(tmp_path)
    home = DataFolder(tmp_path / "home")
    outcome = load_records(home, "irs990", [tmp_path])
    actors = OpenVersion.open(home.require()).records.actors
    assert actors["us-ein-990000001"]["name"] == "AMENDED NAME"
    passed_over = [remark for remark in outcome.remarks if remark.what == "superseded"]
    assert [Path(remark.file).name for remark in passed_over] == ["a.xml"]


def test_a_return_that_is_broken_is_told_and_the_others_are_loaded(tmp_path: Path) -> None:
    _irs990(tmp_path)
    outcome = load_records(DataFolder(tmp_path / "home"), "irs990", [tmp_path])
    assert [Path(remark.file).name for remark in outcome.remarks if remark.what == "refused"] == ["broken.xml"]


def test_where_a_share_of_the_card_is_not_met_nothing_is_loaded(tmp_path: Path) -> None:
    nameless = row(name="", RULING="")
    rows = "\n".join([HEADER, *(row(f"99000{number:04d}") for number in range(30)), *[nameless] * 10, ""])
    (tmp_path / "eo.csv").write_text(rows, encoding="utf-8")
    home = DataFolder(tmp_path / "home")
    with pytest.raises(DataError, match="name of an organization"):
        load_records(home, "irs-bmf", [tmp_path])
    assert home.current() is None
