"""Records become tables that ship: the chosen actors, what they are tied to, the same bytes each time."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from lxml import etree

from api import cli
from api.ingest.curated_facts import check_curated, load_curated
from api.ingest.public_records import load_records
from api.ingest.record_tables import TableOptions, write
from graph.index.open_version import OpenVersion
from graph.model.statements import DataError
from graph.validation.shacl import validate
from graph.versions.version_folders import DataFolder
from loaders.curated.facts import facts_path, shipped_folders
from tests.loaders.congress_samples import bill_status, cosponsor, roll_call, voter
from tests.loaders.real_records import (
    BILL_STATUS,
    CONGRESS,
    RECORDS,
    needs_bill_status,
    needs_records,
    needs_tax_register,
)
from tests.loaders.test_irs_bmf import HEADER, row

MADE_BY = {
    "congress": (
        "tables congress {congress}/bills {billstatus} {congress}/votes "
        "{congress}/legislators/legislators-current.json {congress}/legislators/legislators-historical.csv "
        "--chosen facts/congress/chosen.csv --also member_of:party --also holds_seat_for --also part_of "
        "--since 2017-01-04 --until 2023-01-02 "
        "--into facts/congress"
    ),
    "irs-bmf": (
        "tables irs-bmf {irs_bmf}/eo_dc.csv {irs_bmf}/subset_26states_NTEE_I40_I43_I44.csv "
        "{irs_bmf}/2022-10 {irs_bmf}/2026-04 --chosen facts/irs-bmf/chosen.csv --without alt_name "
        "--also located_in --into facts/irs-bmf"
    ),
    "places": (
        "tables geonames {geonames}/US.txt --chosen facts/places/chosen.csv --also located_in --into facts/places"
    ),
}
"""The commands that facts/README.md gives."""

TABLES = ("sources.csv", "actors.csv", "relations.csv")
WORDS = re.compile(
    r"\b(?:reentry|re-entry|second chance|sentenc|imprison|prison|incarcerat|inmate|recidivis|correctional|bail|"
    r"expunge|clean slate|fair chance|solitary|parole|criminal record|ex-offender|formerly incarcerated)",
    re.IGNORECASE,
)
TOPICS = {"Correctional facilities and imprisonment", "Criminal procedure and sentencing"}
FOR_BILLS = "identifier,value,why\ncongress,115-s-7,it is the one\n"


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def run(text: str, monkeypatch: pytest.MonkeyPatch, **folders: Path) -> None:
    monkeypatch.setattr("sys.argv", ["reentry", *text.format(**folders).split()])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code in (0, None)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Two bills with cosponsors, and a roll call on the first."""
    folder = tmp_path / "records"
    folder.mkdir()
    both = "".join(cosponsor(code, "2017-02-01") for code in ("B000001", "C000001"))
    (folder / "a.xml").write_text(bill_status(f"<cosponsors>{both}</cosponsors>", number="7"))
    (folder / "b.xml").write_text(
        bill_status(f"<cosponsors>{cosponsor('D000001', '2017-02-02')}</cosponsors>", number="8")
    )
    (folder / "data.json").write_text(roll_call({"Yea": [voter("S001")], "Nay": [voter("S002")]}))
    return folder


@pytest.fixture
def wanted(tmp_path: Path) -> TableOptions:
    (tmp_path / "chosen.csv").write_text(FOR_BILLS)
    return TableOptions(tmp_path / "chosen.csv")


@pytest.mark.parametrize(
    "name",
    [pytest.param("congress", marks=needs_bill_status), pytest.param("irs-bmf", marks=needs_tax_register)],
)
def test_the_shipped_tables_are_made_again_byte_for_byte(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "places" and not (RECORDS / "geonames").is_dir():
        pytest.skip("the gazetteer is not here")
    command = MADE_BY[name].replace("--into facts", f"--into {tmp_path}")
    monkeypatch.chdir(facts_path().parent)
    folders = {"irs_bmf": RECORDS / "irs_bmf", "billstatus": BILL_STATUS, "geonames": RECORDS / "geonames"}
    run(command, monkeypatch, congress=CONGRESS, **folders)
    for table in TABLES:
        assert (tmp_path / name / table).read_bytes() == (facts_path() / name / table).read_bytes()


def test_the_readme_of_the_facts_gives_the_commands() -> None:
    told = " ".join((facts_path() / "README.md").read_text(encoding="utf-8").replace("\\\n", " ").split())
    folders = {name: f"RECORDS/{name}" for name in ("congress", "irs_bmf", "billstatus", "geonames")}
    for command in MADE_BY.values():
        assert f"reentry {command.format(**folders)}" in told


@pytest.mark.parametrize("folder", shipped_folders(), ids=lambda folder: folder.name)
def test_each_shipped_folder_is_right_on_its_own(folder: Path, tmp_path: Path) -> None:
    assert check_curated(DataFolder(tmp_path), [folder]) > 1000


def bill(file: Path) -> etree._Element:
    found = etree.parse(str(file)).getroot().find("bill")
    assert found is not None
    return found


def code(congress: str | None, kind: str | None, number: str | None) -> str:
    return f"{congress}-{(kind or '').lower().replace('.', '')}-{number}"


def curated_bills() -> set[str]:
    """Bills that the curated facts name, by an identifier or a judgement."""
    named = {
        part.removeprefix("congress=")
        for row in rows(facts_path() / "actors.csv")
        for part in row["external_ids"].split("|")
        if part.startswith("congress=")
    }
    judged = [row for row in rows(facts_path() / "identity.csv") if row["decision"] == "same"]
    ids = (row[side] for row in judged for side in ("left", "right"))
    return named | {one.removeprefix("us-bill-") for one in ids if one.startswith("us-bill-")}


def chosen_bills() -> set[str]:
    """The codes of the chosen bills."""
    return {row["value"] for row in rows(facts_path() / "congress" / "chosen.csv") if row["identifier"] == "congress"}


def about_prison(status: etree._Element) -> bool:
    """Whether a bill is filed under prison or sentencing, and a title has a word of these; not abroad, nor on guns."""
    topics = {found.text for found in status.iterfind(".//legislativeSubjects/item/name")}
    items = [item for item in status.iterfind("titles/item") if "portions" not in (item.findtext("titleType") or "")]
    titles = [status.findtext("title") or "", *(item.findtext("title") or "" for item in items)]
    abroad = status.findtext("policyArea/name") == "International Affairs"
    return (
        bool(TOPICS & topics)
        and any(map(WORDS.search, titles))
        and not abroad
        and "Firearms and explosives" not in topics
    )


@needs_bill_status
def test_the_bills_are_chosen_by_the_rule_that_is_written_down() -> None:
    bills = {}
    for file in [*(CONGRESS / "bills").glob("*.xml"), *BILL_STATUS.glob("*.xml")]:
        status = bill(file)
        kind, number = (status.findtext(f"bill{part}") or status.findtext(part.lower()) for part in ("Type", "Number"))
        bills[code(status.findtext("congress"), kind, number)] = status
    named = curated_bills() & bills.keys()
    related = {(name, other) for name in named for other in related_to(bills[name])} - of_earlier_texts()
    near = {other for _, other in related}
    ruled = {name for name, status in bills.items() if name in named | near or about_prison(status)}
    assert chosen_bills() == ruled


def related_to(status: etree._Element) -> set[str]:
    """The codes of the bills that a record says are related to it."""
    parts = ("congress", "type", "number")
    return {code(*(item.findtext(part) for part in parts)) for item in status.iterfind("relatedBills/item")}


def of_earlier_texts() -> set[tuple[str, str]]:
    """(vehicle bill, bill that is related to its earlier text)."""
    decided = rows(facts_path() / "congress" / "vehicle_bills.csv")
    return {(row["congress"], other) for row in decided for other in row["earlier_relations"].split("|")}


def test_the_earlier_text_of_each_chosen_vehicle_is_chosen_too() -> None:
    decided = rows(facts_path() / "congress" / "vehicle_bills.csv")
    vehicles = {row["congress"] for row in decided if row["decision"] == "vehicle"} & chosen_bills()
    earlier = {row["value"] for row in rows(facts_path() / "congress" / "chosen.csv") if row["identifier"] == "id"}
    assert earlier == {f"us-bill-{code}-as-introduced" for code in vehicles}


def signatures(status: etree._Element) -> set[tuple[str | None, ...]]:
    """(who, from, until) of each cosponsorship: some records list one twice."""
    parts = ("bioguideId", "sponsorshipDate", "sponsorshipWithdrawnDate")
    return {tuple(item.findtext(part) for part in parts) for item in status.iterfind("cosponsors/item")}


@needs_bill_status
def test_every_sponsor_cosponsor_and_vote_on_a_chosen_bill_is_in() -> None:
    relations = rows(facts_path() / "congress" / "relations.csv")
    for chosen in sorted(chosen_bills()):
        congress, kind, number = chosen.split("-")
        name = f"{congress}-{kind}{number}-fdsys_billstatus.xml"
        status = bill(next(file for folder in (CONGRESS / "bills", BILL_STATUS) if (file := folder / name).exists()))
        of_bill = [tie["predicate"] for tie in relations if tie["source_id"] == f"us-billstatus-{chosen}"]
        assert of_bill.count("introduced") == len(status.findall("sponsors/item"))
        assert of_bill.count("cosponsored") == len(signatures(status))
    for call in ("115-s-271-2018", "115-h-448-2018", "115-h-215-2018"):
        _, chamber, number, _ = call.split("-")
        votes = etree.parse(str(CONGRESS / "votes" / f"{chamber}{number}" / "data.xml")).findall(".//voter")
        of_call = [tie for tie in relations if tie["source_id"] == f"us-rollcall-{call}" and "vote" in tie["predicate"]]
        assert len(of_call) == len(votes)


@needs_records
def test_the_organizations_are_those_of_the_register_and_no_person_is_named() -> None:
    made = {}
    files = ("eo_dc.csv", "subset_26states_NTEE_I40_I43_I44.csv", "20??-??/*.csv")
    for file in (found for name in files for found in (RECORDS / "irs_bmf").glob(name)):
        for row_of in rows(file):
            if row_of["NTEE_CD"][:3] in ("I40", "I43", "I44"):
                made[f"us-ein-{row_of['EIN'].zfill(9)}"] = row_of
    shipped = {row["actor_id"]: row for row in rows(facts_path() / "irs-bmf" / "actors.csv")}
    made.pop(
        "us-ein-660833695", None
    )  # in some editions only; its address is in American Samoa and in Australia: no town, so no tie, is made of it
    assert made.keys() <= shipped.keys()
    assert all(row["alt_names"] == "" for row in shipped.values())
    whole = (facts_path() / "irs-bmf" / "actors.csv").read_text(encoding="utf-8").upper()
    in_care_of = {row_of["ICO"].removeprefix("%").strip().upper() for row_of in made.values()} - {""}
    in_care_of -= {row_of["NAME"] for row_of in made.values()}
    assert len(in_care_of) > 100
    assert not [name for name in in_care_of if f",{name}," in whole]
    streets = {row_of["STREET"].upper() for row_of in made.values()}
    assert not [street for street in streets if not street.isdigit() and street in whole]


def test_ties_of_what_is_not_chosen_stay_out(records: Path, wanted: TableOptions, tmp_path: Path) -> None:
    write("congress", [records], wanted, tmp_path / "tables")
    actors = {row["actor_id"] for row in rows(tmp_path / "tables" / "actors.csv")}
    assert {"us-bill-115-s-7", "us-bioguide-B000001", "us-bioguide-C000001"} <= actors
    assert not {"us-bill-115-s-8", "us-bioguide-D000001"} & actors


def test_tables_that_were_written_are_facts_like_any_other(records: Path, wanted: TableOptions, tmp_path: Path) -> None:
    write("congress", [records], wanted, tmp_path / "tables")
    home = DataFolder(tmp_path / "data")
    load_curated(home, [tmp_path / "tables"])
    other = DataFolder(tmp_path / "other")
    load_records(other, "congress", [records / "a.xml", records / "data.json"])
    told = {key for key, tie in OpenVersion.open(home.require()).records.ties.items() if tie["to"] == "us-bill-115-s-7"}
    assert told
    assert told <= set(OpenVersion.open(other.require()).records.ties)


def test_the_order_of_files_makes_no_difference(records: Path, wanted: TableOptions, tmp_path: Path) -> None:
    files = sorted(records.iterdir())
    for name, given in (("one", files), ("two", files[::-1])):
        write("congress", given, wanted, tmp_path / name)
    for table in TABLES:
        assert (tmp_path / "one" / table).read_bytes() == (tmp_path / "two" / table).read_bytes()


def test_a_choice_that_ends_with_a_star_takes_all_that_begin_so(tmp_path: Path) -> None:
    (tmp_path / "eo_oh.csv").write_text(
        "\n".join(
            [HEADER, row(), row("990000002", "A SCHOOL", NTEE_CD="B20"), row("990000003", "A LODGE", NTEE_CD="I43")]
        )
        + "\n"
    )
    (tmp_path / "chosen.csv").write_text("identifier,value,why\nntee,I40*,reentry\n")
    write("irs-bmf", [tmp_path / "eo_oh.csv"], TableOptions(tmp_path / "chosen.csv"), tmp_path / "tables")
    named = [row["actor_id"] for row in rows(tmp_path / "tables" / "actors.csv")]
    assert [name for name in named if "ein" in name] == ["us-ein-990000001"]


def refused(records: Iterable[Path], wanted: TableOptions, folder: Path, why: str) -> None:
    with pytest.raises(DataError, match=why):
        write("congress", records, wanted, folder)
    assert not folder.exists()


def test_a_broken_record_makes_no_tables(records: Path, wanted: TableOptions, tmp_path: Path) -> None:
    (records / "c.xml").write_text("<billStatus><bill>")
    refused([records], wanted, tmp_path / "tables", "c.xml")


def test_a_choice_with_a_gap_makes_no_tables(records: Path, wanted: TableOptions, tmp_path: Path) -> None:
    wanted.chosen.write_text("identifier,value,why\ncongress,115-s-7,\n")
    refused([records], wanted, tmp_path / "tables", "chosen.csv:2:why: the cell is empty")


def test_a_name_that_would_run_in_a_spreadsheet_makes_no_tables(tmp_path: Path) -> None:
    (tmp_path / "eo_oh.csv").write_text("\n".join([HEADER, row(name="@HOME")]) + "\n")
    (tmp_path / "chosen.csv").write_text("identifier,value,why\nntee,I40*,reentry\n")
    with pytest.raises(DataError, match="irs-bmf: '@HOME' would run as a formula"):
        write("irs-bmf", [tmp_path / "eo_oh.csv"], TableOptions(tmp_path / "chosen.csv"), tmp_path / "tables")
    assert not (tmp_path / "tables").exists()


def test_a_record_that_somebody_loads_stands_in_place_of_the_table(
    records: Path, wanted: TableOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, tables = DataFolder(tmp_path / "data"), tmp_path / "facts" / "congress"
    monkeypatch.setattr("api.ingest.curated_facts.facts_path", lambda: tmp_path / "facts")
    write("congress", [records], wanted, tables)
    load_curated(home, [tables])
    newer = (records / "a.xml").read_text().replace("2021-07-10", "2022-01-01").replace("Small", "Great")
    (tmp_path / "newer.xml").write_text(newer)
    load_records(home, "congress", [tmp_path / "newer.xml"])
    assert_told_once(home)
    assert not load_curated(home, [tables]).is_new
    assert_told_once(home)


def assert_told_once(home: DataFolder) -> None:
    """The bill is as its newer record has it, and one source has one day of publication."""
    graph = OpenVersion.open(home.require())
    assert graph.actor("us-bill-115-s-7")["name"] == "S.7, Great Act (115th Congress)"
    assert graph.source("us-billstatus-115-s-7")["published"] == "2022-01-01"
    assert validate(home.require()) == []


@needs_records
def test_records_beside_the_shipped_tables_are_told_once(tmp_path: Path) -> None:
    home, tables = DataFolder(tmp_path), facts_path() / "congress"
    shipped = load_curated(home, [tables]).version
    files = [CONGRESS / "bills" / "115-s756-fdsys_billstatus.xml", CONGRESS / "votes" / "s271" / "data.json"]
    before = OpenVersion.open(shipped).records
    load_records(home, "congress", files)
    after = OpenVersion.open(home.require()).records
    held = home.require().datasets()
    assert "us-billstatus-115-s-756>" not in held["facts-congress"].read_text(encoding="utf-8")
    assert {key for key in before.ties if "us-bill-115-s-756" in key} <= set(after.ties)
    assert not load_curated(home, [tables]).is_new
