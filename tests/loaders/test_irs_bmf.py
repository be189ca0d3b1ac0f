"""The Business Master File."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from loaders.readers.sidecar import Sidecar, sha256_of, write_sidecar
from tests.loaders.read_result import Read, Tie, read, samples

HEADER = (
    "EIN,NAME,ICO,STREET,CITY,STATE,ZIP,GROUP,SUBSECTION,AFFILIATION,CLASSIFICATION,RULING,DEDUCTIBILITY,FOUNDATION,"
    "ACTIVITY,ORGANIZATION,STATUS,TAX_PERIOD,ASSET_CD,INCOME_CD,FILING_REQ_CD,PF_FILING_REQ_CD,ACCT_PD,ASSET_AMT,"
    "INCOME_AMT,REVENUE_AMT,NTEE_CD,SORT_NAME"
)


def row(ein: str = "990000001", name: str = "A HOME", state: str = "OH", **more: str) -> str:
    """One row, with what a test is about."""
    known = {"EIN": ein, "NAME": name, "STREET": "77 HIDDEN LN", "CITY": "DAYTON", "STATE": state, "RULING": "201506"}
    known |= {"ICO": "% PAT PERSON", "NTEE_CD": "I40Z", **more}
    return ",".join(known.get(column, "") for column in HEADER.split(","))


def made(tmp_path: Path, *rows: str, header: str = HEADER, end: str = "\n") -> Read:
    path = tmp_path / "eo_oh.csv"
    path.write_text("\n".join([header, *rows]) + end, encoding="utf-8")
    return read("irs-bmf", path)


@pytest.mark.parametrize(
    "name", ["eo_dc.csv", "subset_26states_NTEE_I40_I43_I44.csv", "subset_26states_NTEE_I_crime_legal.csv"]
)
def test_every_organization_of_a_sample_is_read_as_its_row_has_it(name: str) -> None:
    (path,) = samples(f"irs_bmf/{name}")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = read("irs-bmf", path)
    assert found.problems() == []
    assert found.tally["organizations"] == len({one["EIN"] for one in rows})
    codes = Counter(said.value for said in found.statements if said.predicate == "ntee")
    assert codes == Counter(one["NTEE_CD"] for one in rows if re.fullmatch(r"[A-Z]\d\w\w?", one["NTEE_CD"]))
    rulings = Counter(str(said.value).replace("-", "") for said in found.statements if said.predicate == "ruling_date")
    assert rulings == Counter(one["RULING"] for one in rows if one["RULING"] != "000000")
    seats = {tie.subject: tie.target for tie in found.ties("located_in")}
    assert len([subject for subject in seats if subject.startswith("us-ein-")]) == len(rows)
    towns = {place for place in seats.values() if place.startswith("us-town-")}
    assert towns
    assert {place: seats[place].lower() for place in towns} == {
        place: f"us-state-{place.split('-')[2]}" for place in towns
    }


def test_organizations_of_the_reentry_classes_are_as_many_as_the_sample_holds() -> None:
    (path,) = samples("irs_bmf/subset_26states_NTEE_I40_I43_I44.csv")
    found = read("irs-bmf", path)
    classes = Counter(str(said.value)[:3] for said in found.statements if said.predicate == "ntee")
    assert sum(classes.values()) == 335
    assert set(classes) == {"I40", "I43", "I44"}


def test_an_organization_has_its_ein_class_ruling_and_town_and_nothing_nearer(tmp_path: Path) -> None:
    found = made(tmp_path, row())
    assert found.values("us-ein-990000001", "ein") == ["99-0000001"]
    assert found.values("us-ein-990000001", "ntee") == ["I40Z"]
    assert found.values("us-ein-990000001", "ruling_date") == ["2015-06"]
    ends = {(tie.subject, tie.target) for tie in found.ties("located_in")}
    assert ends == {("us-ein-990000001", "us-town-oh-dayton"), ("us-town-oh-dayton", "us-state-OH")}
    assert "HIDDEN" not in found.all_text()
    assert "PAT PERSON" not in found.all_text()


def test_the_organizations_of_each_state_are_a_source_of_their_own(tmp_path: Path) -> None:
    found = made(tmp_path, row(), row("990000002", state="AK"), row("990000003", state="ZZ"))
    assert found.sources == ["us-irs-bmf-eo-oh-ak", "us-irs-bmf-eo-oh-oh", "us-irs-bmf-eo-oh-other"]


@pytest.mark.parametrize(
    ("ruling", "date"), [("000000", []), ("200900", ["2009"]), ("201513", []), ("", []), ("196811", ["1968-11"])]
)
def test_a_ruling_is_a_month_or_a_year_or_nothing(tmp_path: Path, ruling: str, date: list[str]) -> None:
    assert made(tmp_path, row(RULING=ruling)).values("us-ein-990000001", "ruling_date") == date


def test_what_cannot_be_read_of_a_file_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = [row(), row(), row("", "NOBODY"), row("990000004", ""), "too,few", row("990000005", NTEE_CD="?!")]
    found = made(tmp_path, *rows)
    assert found.tally["organizations"] == 2
    assert len(found.notes) == 5
    assert found.problems() == []


def test_the_columns_may_come_in_another_order_and_more_of_them(tmp_path: Path) -> None:
    header = "NTEE_CD,NAME,STATE,CITY,RULING,SORT_NAME,EIN,NEW_ONE"
    found = made(tmp_path, "I43,A HOME,OH,DAYTON,201506,,990000001,x", header=header)
    assert found.values("us-ein-990000001", "ntee") == ["I43"]
    assert found.notes == ["the column 'NEW_ONE' is not known here and was not read"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{HEADER}\n{row()}\n990000002,B", "ends in the middle of a row"),
        (f'{HEADER}\n{row()}\n990000002,"B', "is not CSV"),
        (f"{HEADER}\n", "no organizations"),
        ("EIN,NAME\n990000001,A\n", "the columns CITY, STATE, RULING, NTEE_CD, SORT_NAME are missing"),
    ],
)
def test_a_broken_file_is_refused_whole(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "eo_oh.csv").write_text(text, encoding="utf-8")
    found = read("irs-bmf", tmp_path)
    assert found.statements == []
    assert reason in found.refusals[0]


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "eo_oh.csv").write_bytes(f"{HEADER}\n{row(name='CAFÉ')}\n".encode("latin-1"))
    assert "is not UTF-8" in read("irs-bmf", tmp_path).refusals[0]


def test_a_table_of_something_else_is_foreign(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "not a Business Master File" in read("irs-bmf", tmp_path).foreign[0]


def test_names_with_markup_are_told_without_it(tmp_path: Path) -> None:
    found = made(tmp_path, row(name="A <b>HOME</b> &amp; MORE"))
    assert found.values("us-ein-990000001", "name") == ["A HOME & MORE"]


def test_the_day_of_the_download_is_a_day_on_which_the_town_is_attested(tmp_path: Path) -> None:
    def town(found: Read) -> Tie:
        return next(tie for tie in found.ties("located_in") if tie.subject == "us-ein-990000001")

    assert "attested" not in town(made(tmp_path, row())).facts
    path = tmp_path / "eo_oh.csv"
    write_sidecar(
        path, Sidecar("https://www.irs.gov/pub/irs-soi/eo_oh.csv", "2026-04-13T18:00", sha256=sha256_of(path))
    )
    assert str(town(read("irs-bmf", path)).facts["attested"]) == "2026-04-13"


@pytest.mark.parametrize(
    ("printed", "town"),
    [
        ("N LITTLE ROCK", "us-town-oh-north-little-rock"),
        ("SALT LAKE CTY", "us-town-oh-salt-lake-city"),
        ("WHITE RIV JCT", "us-town-oh-white-river-junction"),
        ("JCT", "us-town-oh-jct"),
        ("CHRIS", "us-town-oh-chris"),
    ],
)
def test_a_shortened_name_of_a_town_is_written_in_full(tmp_path: Path, printed: str, town: str) -> None:
    assert town in {tie.target for tie in made(tmp_path, row(CITY=printed)).ties("located_in")}
