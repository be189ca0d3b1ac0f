"""What a person asks for becomes addresses at the publishers, or a reason why not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from loaders.fetch.congress import CongressRequest
from loaders.fetch.irs import MasterFileRequest, ReturnsRequest
from loaders.fetch.lobbying import FilingsRequest
from loaders.fetch.target import FetchRequest

INDEX = (
    "RETURN_ID,FILING_TYPE,EIN,TAX_PERIOD,SUB_DATE,TAXPAYER_NAME,RETURN_TYPE,DLN,OBJECT_ID,XML_BATCH_ID\n"
    "1,EFILE,954756226,202212,2024,ONE,990,9,202400000000000001,2024_TEOS_XML_01A\n"
    "2,EFILE,12345678,202212,2024,TWO,990PF,9,202400000000000002,2024_TEOS_XML_02A\n"
    "3,EFILE,111111111,202212,2024,THREE,990,9,202400000000000003,\n"
    "4,EFILE\n"
)


def urls(wish: FetchRequest) -> list[str]:
    return [target.url for target in wish.first_targets()]


def index(folder: Path, text: str = INDEX) -> Path:
    file = folder / "index_2024.csv"
    file.write_text(text)
    return file


def later(wish: FetchRequest, files: Sequence[Path]) -> list[str]:
    return [target.url.rsplit("/", 1)[1] for target in wish.further_targets(files)]


@pytest.mark.parametrize("name", ["s756", "S. 756", "S756", "s-756"])
def test_a_bill_has_one_address_however_it_is_written(name: str) -> None:
    assert urls(CongressRequest(115, [name])) == [
        "https://www.govinfo.gov/bulkdata/BILLSTATUS/115/s/BILLSTATUS-115s756.xml"
    ]


def test_all_bills_of_a_type_are_one_archive() -> None:
    wish = CongressRequest(115, types=["hr"])
    assert urls(wish) == ["https://www.govinfo.gov/bulkdata/BILLSTATUS/115/hr/BILLSTATUS-115-hr.zip"]


def test_members_need_no_congress() -> None:
    assert "https://unitedstates.github.io/congress-legislators/legislators-current.json" in urls(
        CongressRequest(members=True)
    )


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (CongressRequest(115), "say what to fetch"),
        (CongressRequest(bills=["s756"]), "of which congress"),
        (CongressRequest(90, ["s756"]), "there is none of 90"),
        (CongressRequest(115, ["../../x"]), "is not a bill"),
        (CongressRequest(115, ["x756"]), "types: hr, s"),
        (CongressRequest(115, types=["bills"]), "is not a type of bill"),
        (ReturnsRequest(1995), "since 2017"),
        (ReturnsRequest(2023, ["../../x"]), "not the name of an archive"),
        (ReturnsRequest(2023, eins=["95-475622"]), "nine digits"),
        (MasterFileRequest([5]), "no region 5"),
        (MasterFileRequest(states=["District"]), "two letters"),
        (FilingsRequest(1990), "since 1999"),
    ],
)
def test_a_wish_without_sense_is_refused(wish: FetchRequest, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        wish.first_targets()


def test_returns_begin_with_the_index_of_the_year() -> None:
    assert urls(ReturnsRequest(2024, ["2024_TEOS_XML_03A"])) == [
        "https://apps.irs.gov/pub/epostcard/990/xml/2024/index_2024.csv",
        "https://apps.irs.gov/pub/epostcard/990/xml/2024/2024_TEOS_XML_03A.zip",
    ]


def test_the_index_says_which_archive_holds_a_filer(tmp_path: Path) -> None:
    assert later(ReturnsRequest(2024, eins=["95-4756226"]), [index(tmp_path)]) == ["2024_TEOS_XML_01A.zip"]


def test_an_ein_that_lost_its_zeros_is_found(tmp_path: Path) -> None:
    assert later(ReturnsRequest(2024, eins=["012345678"]), [index(tmp_path)]) == ["2024_TEOS_XML_02A.zip"]


def test_all_archives_are_those_that_the_index_names(tmp_path: Path) -> None:
    found = later(ReturnsRequest(2024, whole=True), [index(tmp_path)])
    assert found == ["2024_TEOS_XML_01A.zip", "2024_TEOS_XML_02A.zip"]


def test_without_filers_the_index_alone_comes(tmp_path: Path) -> None:
    assert later(ReturnsRequest(2024), [index(tmp_path)]) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (INDEX.replace(",XML_BATCH_ID", ""), "with --batch"),
        (INDEX.replace("_01A", "/../01A"), "not the name of an archive"),
    ],
)
def test_an_index_that_names_no_archives_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        later(ReturnsRequest(2024, eins=["954756226"]), [index(tmp_path, text)])


def test_a_filer_without_a_return_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="names no archive for 999999999"):
        later(ReturnsRequest(2024, eins=["999999999"]), [index(tmp_path)])


def test_the_master_file_is_four_regions_or_some_states() -> None:
    assert [url[-8:] for url in urls(MasterFileRequest())] == ["/eo1.csv", "/eo2.csv", "/eo3.csv", "/eo4.csv"]
    assert urls(MasterFileRequest(states=["DC"])) == ["https://www.irs.gov/pub/irs-soi/eo_dc.csv"]


def test_filings_are_asked_for_oldest_first_page_by_page(tmp_path: Path) -> None:
    first = tmp_path / "page-00001.json"
    first.write_text(json.dumps({"count": 51, "results": []}))
    wish = FilingsRequest(2018, {"filing_specific_lobbying_issues": "First Step Act"})
    asked = "filing_year=2018&filing_specific_lobbying_issues=First+Step+Act&ordering=dt_posted&page_size=25&page=1"
    assert urls(wish) == [f"https://lda.gov/api/v1/filings/?{asked}"]
    assert [target.path for target in wish.further_targets([first])] == [
        Path("lda/2018-filing-specific-lobbying-issues-first-step-act") / f"page-0000{number}.json" for number in (2, 3)
    ]


def test_more_pages_than_asked_for_are_refused(tmp_path: Path) -> None:
    first = tmp_path / "page-00001.json"
    first.write_text(json.dumps({"count": 100_000, "results": []}))
    with pytest.raises(ValueError, match="4,000 pages"):
        FilingsRequest(2018, most_pages=10).further_targets([first])
