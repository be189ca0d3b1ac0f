"""Public records become a version: by source, in any order, twice as once, beside the curated facts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import cli
from api.ingest.curated_facts import drop
from api.ingest.public_records import check_records, load_records
from api.terminal.load_report import write_report
from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Moved
from graph.model.statements import DataError
from graph.queries.paths import shortest_paths
from graph.validation.shacl import validate
from graph.versions.version_folders import DataFolder
from tests.api.conftest import asking
from tests.loaders.congress_samples import bill_status, cosponsor, roll_call, voter
from tests.loaders.real_records import CONGRESS, needs_records

PREFIX = """PREFIX rg: <https://w3id.org/reentry-graph/ontology#> PREFIX id: <https://w3id.org/reentry-graph/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"""
OPPOSED = {"Barrasso", "Cotton", "Enzi", "Kennedy", "Kyl", "Murkowski"}
OPPOSED |= {"Risch", "Rounds", "Rubio", "Sasse", "Shelby", "Sullivan"}


FIRST_STEP = [CONGRESS / "bills" / f"115-{bill}-fdsys_billstatus.xml" for bill in ("s756", "s3649", "hr5682", "hr3356")]
FIRST_STEP += [CONGRESS / "votes" / vote for vote in ("s267", "s268", "s271", "h215", "h448")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two bills, one of them told by two editions, a roll call in JSON, and a file that is no record."""
    records = tmp_path / "records"
    records.mkdir()
    (records / "a.xml").write_text(bill_status(f"<cosponsors>{cosponsor('B000001', '2017-02-01')}</cosponsors>"))
    (records / "b.xml").write_text(bill_status().replace("2021-07-10", "2020-01-01").replace("Small", "Old"))
    (records / "c.xml").write_text(bill_status(number="8"))
    (records / "data.json").write_text(roll_call({"Yea": [voter("S001")]}))
    (records / "README.md").write_text("Records.\n")
    return records


def digest(home: DataFolder) -> str:
    return home.require().manifest.digest


def sources(home: DataFolder) -> set[str]:
    return set(OpenVersion.open(home.require()).records.sources)


def names(home: DataFolder) -> set[str]:
    return {actor["name"] for actor in OpenVersion.open(home.require()).records.actors.values()}


def test_records_are_loaded_with_their_digests_and_the_day_they_were_fetched(tmp_path: Path, folder: Path) -> None:
    home = DataFolder(tmp_path / "data")
    outcome = load_records(home, "congress", [folder], retrieved=None)
    assert outcome.published is not None
    assert sources(home) == {"us-billstatus-115-s-7", "us-billstatus-115-s-8", "us-rollcall-115-s-9-2018"}
    assert outcome.tally["records"] == 3
    assert {remark.what for remark in outcome.remarks} == {"superseded", "foreign"}


def test_the_later_edition_of_a_record_counts(tmp_path: Path, folder: Path) -> None:
    home = DataFolder(tmp_path / "data")
    load_records(home, "congress", [folder])
    assert "S.7, Small Act (115th Congress)" in names(home)
    assert not any("Old Act" in name for name in names(home))


def test_loading_twice_changes_nothing(tmp_path: Path, folder: Path) -> None:
    home = DataFolder(tmp_path / "data")
    load_records(home, "congress", [folder])
    again = load_records(home, "congress", [folder]).published
    assert again is not None
    assert not again.is_new


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_order_and_the_places_of_files_and_the_number_of_processes_change_nothing(
    tmp_path: Path, folder: Path, jobs: int
) -> None:
    one, other = DataFolder(tmp_path / "one"), DataFolder(tmp_path / "other")
    load_records(one, "congress", [folder])
    moved = tmp_path / "moved"
    moved.mkdir()
    for number, file in enumerate(sorted(folder.iterdir(), reverse=True)):
        shutil.copy(file, moved / f"{number}-{file.name}")
    load_records(other, "congress", sorted(moved.iterdir(), reverse=True), jobs=jobs)
    assert digest(one) == digest(other)


def test_sources_are_loaded_one_after_another_as_if_at_once(tmp_path: Path, folder: Path) -> None:
    one, other = DataFolder(tmp_path / "one"), DataFolder(tmp_path / "other")
    load_records(one, "congress", [folder])
    for name in ("c.xml", "data.json", "a.xml"):
        load_records(other, "congress", [folder / name])
    assert digest(one) == digest(other)


def test_a_source_told_again_is_replaced_whole_and_the_others_stay(tmp_path: Path, folder: Path) -> None:
    home = DataFolder(tmp_path / "data")
    load_records(home, "congress", [folder])
    (folder / "a.xml").write_text(bill_status().replace("Small", "Great"))
    load_records(home, "congress", [folder / "a.xml"])
    assert "S.7, Great Act (115th Congress)" in names(home)
    assert "us-bioguide-B000001" not in OpenVersion.open(home.require()).records.actors
    assert len(sources(home)) == 3


def test_a_dropped_record_can_be_loaded_again(tmp_path: Path, folder: Path) -> None:
    home = DataFolder(tmp_path / "data")
    load_records(home, "congress", [folder])
    before = digest(home)
    drop(home, "us-billstatus-115-s-8")
    assert "us-billstatus-115-s-8" not in sources(home)
    load_records(home, "congress", [folder / "c.xml"])
    assert digest(home) == before


def test_a_broken_file_is_refused_and_the_others_are_loaded(tmp_path: Path, folder: Path) -> None:
    (folder / "d.xml").write_text(bill_status()[:200])
    home = DataFolder(tmp_path / "data")
    outcome = load_records(home, "congress", [folder])
    assert [remark.file for remark in outcome.remarks if remark.what == "refused"] == [str(folder / "d.xml")]
    assert len(sources(home)) == 3


def test_where_nothing_is_whole_nothing_is_published(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(bill_status()[:200])
    home = DataFolder(tmp_path / "data")
    with pytest.raises(DataError, match="nothing was read: this is not well-formed XML"):
        load_records(home, "congress", [tmp_path / "a.xml"])
    assert home.current() is None


def test_where_too_much_is_broken_nothing_is_published(tmp_path: Path) -> None:
    for number in range(1, 31):
        text = bill_status(number=str(number))
        (tmp_path / f"{number}.xml").write_text(text if number > 10 else text[:200])
    with pytest.raises(DataError, match="10 of 30 records were refused"):
        load_records(DataFolder(tmp_path / "data"), "congress", [tmp_path])


def test_a_share_of_the_card_that_is_not_met_stops_the_load(tmp_path: Path) -> None:
    for number in range(1, 31):
        (tmp_path / f"{number}.xml").write_text(bill_status(number=str(number)).replace("A000001", "none"))
    with pytest.raises(DataError, match="Bioguide id of a sponsor: given in 0 of 30"):
        load_records(DataFolder(tmp_path / "data"), "congress", [tmp_path])


def test_nothing_of_the_scratch_is_left(tmp_path: Path, folder: Path) -> None:
    home = DataFolder(tmp_path / "data")
    load_records(home, "congress", [folder])
    assert not (home.path / "records.tmp").exists()


def test_what_a_killed_load_left_is_swept(tmp_path: Path, folder: Path) -> None:
    home = DataFolder(tmp_path / "data")
    (home.path / "records.tmp").mkdir(parents=True)
    (home.path / "records.tmp" / "000000.nq").write_text("torn")
    load_records(home, "congress", [folder])
    assert len(sources(home)) == 3


def test_to_check_reads_all_and_writes_nothing(tmp_path: Path, folder: Path) -> None:
    assert check_records("congress", [folder]).tally["bills"] == 2
    assert {path.name for path in tmp_path.iterdir()} == {"records"}


def test_a_path_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="gone"):
        check_records("congress", [tmp_path / "gone"])


def test_an_unknown_loader_is_told_which_there_are() -> None:
    with pytest.raises(ValueError, match=r"choose one of .*congress.*curated"):
        check_records("senate", [Path()])


def test_the_report_names_each_file_and_its_reason(tmp_path: Path, folder: Path) -> None:
    write_report(tmp_path / "report.jsonl", check_records("congress", [folder]).remarks)
    told = [json.loads(line) for line in (tmp_path / "report.jsonl").read_text().splitlines()]
    assert [(one["what"], Path(one["file"]).name) for one in told] == [
        ("foreign", "README.md"),
        ("superseded", "b.xml"),
    ]
    assert all(one["reason"] for one in told)


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """The exit code of the command line."""
    monkeypatch.setattr("sys.argv", ["reentry", *map(str, words)])
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_the_command_line_loads_and_reports(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.jsonl"
    words = ("load", "congress", folder, "--data", tmp_path / "data", "--report", report, "--retrieved", "2024-05-06")
    assert run(monkeypatch, *words) == 0
    told = capsys.readouterr()
    assert "version 000001 is new" in told.out
    assert "1 file skipped: " in told.err
    assert len(report.read_text().splitlines()) == 2
    (known,) = {
        source["retrieved"]
        for source in OpenVersion.open(DataFolder(tmp_path / "data").require()).records.sources.values()
    }
    assert known == "2024-05-06"


def test_the_command_line_checks_and_fails_where_a_file_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", "congress", folder) == 0
    (folder / "d.xml").write_text("<billStatus>")
    assert run(monkeypatch, "check", "congress", folder) == 1
    assert capsys.readouterr().err.count("d.xml: this is not well-formed XML") == 1


def test_help_shows_the_card_of_a_loader(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "load", "congress", "--help") == 0
    told = capsys.readouterr().out
    assert "Record of the Congress of the United States" in told
    assert "https://www.govinfo.gov/bulkdata/BILLSTATUS" in told
    assert "Usage: reentry load" in told


@pytest.fixture(scope="module")
def joined(home: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The shipped facts with the First Step Act, its ancestors, its roll calls and the members as records tell them."""
    if not CONGRESS.is_dir():
        pytest.skip("the real records are absent: they belong in shared/records beside the repository")
    copied = tmp_path_factory.mktemp("joined") / "data"
    shutil.copytree(home.path, copied)
    people = [CONGRESS / "legislators" / name for name in ("legislators-current.json", "executive.yaml")]
    load_records(DataFolder(copied), "congress", [*FIRST_STEP, *people])
    return DataFolder(copied)


@pytest.fixture(scope="module")
def known(joined: DataFolder) -> OpenVersion:
    return OpenVersion.open(joined.require())


@pytest.fixture(scope="module")
def joined_client(joined: DataFolder) -> Iterator[TestClient]:
    with asking(joined) as client:
        yield client


@needs_records
def test_select_gives_the_twelve_senators_who_voted_against_the_first_step_act(joined: DataFolder) -> None:
    query = f"""{PREFIX} SELECT ?name WHERE {{
        ?vote a rg:VoteAgainst ; rg:from ?who ; rg:role "senator" ; rg:to/rg:codifiedAs? id:first-step-act .
        ?who skos:prefLabel ?name }}"""
    found = [str(row["name"].value) for row in joined.require().open_store().query(query)]  # type: ignore[union-attr]
    assert len(found) == 12
    assert {name.split()[-1] for name in found} == OPPOSED


@needs_records
def test_the_path_to_a_senator_who_voted_yes_has_receipts_of_a_newsroom_and_the_roll_call(
    known: OpenVersion,
) -> None:
    tie_filter = Filter(relations=frozenset({"advocates_for", "codified_as", "voted_for"}))
    (path,) = shortest_paths(
        known, "kim-kardashian", known.search("Shelley Moore Capito")[0].slug, tie_filter=tie_filter, limit=1
    )
    receipts = {receipt["source"]["id"] for hop in path["hops"] for tie in hop["ties"] for receipt in tie["receipts"]}
    assert "us-rollcall-115-s-271-2018" in receipts
    assert any("mercurynews" in source for source in receipts)


@needs_records
def test_a_curated_decision_of_a_chamber_and_that_of_the_record_are_one_tie(known: OpenVersion) -> None:
    tie = known.tie("us-senate--approved--first-step-act-cloture-vote--2018-12-17--yea-votes-82")
    assert "us-rollcall-115-s-267-2018" in tie["sources"]
    assert "sentencinglaw-2018-12-17-cloture" in tie["sources"]


@needs_records
def test_the_bill_and_the_law_stay_two_actors_of_their_kinds(known: OpenVersion) -> None:
    assert known.actor("bill-s-756")["kind"] == "bill"
    assert known.actor("first-step-act")["kind"] == "law"
    assert known.actor("first-step-act")["name"] == "First Step Act"
    with pytest.raises(Moved):
        known.actor("us-law-115-391")


@needs_records
def test_judged_pairs_are_joined_and_namesakes_are_not(known: OpenVersion) -> None:
    assert known.reader.canonical_id("us-bioguide-R000584") == "jim-risch"
    assert known.reader.canonical_id("us-bioguide-S001195") == "us-bioguide-S001195"


@needs_records
@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("/id/us-bill-115-s-756", "/id/bill-s-756"),
        ("/api/actors/us-bioguide-G000386", "/api/actors/chuck-grassley"),
        ("/api/paths?from=us-lis-S153&to=cut50", "/api/paths?from=chuck-grassley&to=cut50"),
    ],
)
def test_a_merged_id_answers_308(joined_client: TestClient, asked: str, place: str) -> None:
    answer = joined_client.get(asked, follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == place


@needs_records
def test_what_records_say_keeps_the_shapes(tmp_path: Path) -> None:
    home = DataFolder(tmp_path)
    load_records(home, "congress", FIRST_STEP)
    assert validate(home.require()) == []
