"""What is read of votes and members is as much as a count over the raw files, made another way, finds in them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from graph.model.statements import NOWHERE
from loaders.core.record_loader import RecordReading
from tests.loaders.congress_samples import bonds, reading, ties
from tests.loaders.real_records import CONGRESS, needs_records

pytestmark = needs_records
Votes = Callable[[Path], Iterator[tuple[str, str]]]
RELATIONS = {"Yea": "voted_for", "Aye": "voted_for", "Nay": "voted_against", "No": "voted_against"}
RELATIONS |= {"Present": "voted_present_on", "Not Voting": "did_not_vote_on"}
CAST = frozenset(RELATIONS.values())


def json_votes(file: Path) -> Iterator[tuple[str, str]]:
    """(code of a member, relation) as a JSON roll call lists them."""
    for answer, voters in json.loads(file.read_bytes())["votes"].items():
        for voter in voters:
            yield ("VP" if voter == "VP" else voter["id"]), RELATIONS[answer]


def xml_votes(file: Path) -> Iterator[tuple[str, str]]:
    """(code of a member, relation) as an XML roll call lists them."""
    for voter in ET.parse(file).getroot().iter("voter"):  # noqa: S314
        yield ("VP" if voter.get("VP") == "1" else voter.attrib["id"]), RELATIONS[voter.attrib["value"]]


def member_votes(record: RecordReading) -> Counter[tuple[str, str]]:
    """(code of a member, relation) as they were read; what the chambers counted is left out."""
    cast = ((str(tie["from"])[3:], str(tie["kind"])) for tie in ties([record]) if "quantity" not in tie)
    codes = ((start.rpartition("-")[2], kind) for start, kind in cast if kind in CAST)
    return Counter(("VP" if code == "president" else code, kind) for code, kind in codes)


@pytest.mark.parametrize(("name", "votes"), [("data.json", json_votes), ("data.xml", xml_votes)])
def test_votes_are_those_of_the_files(name: str, votes: Votes) -> None:
    files = sorted((CONGRESS / "votes").rglob(name))
    assert len(files) == 32
    for file, record in zip(files, reading(*files), strict=True):
        assert record.remarks == []
        assert member_votes(record) == Counter(votes(file)), file


def tie_ids(record: RecordReading) -> set[str]:
    return {statement.subject.key for statement in record.statements if statement.subject.space == "tie"}


def test_both_formats_of_a_roll_call_say_the_same_of_each_member() -> None:
    for folder in sorted((CONGRESS / "votes").iterdir()):
        one, other = reading(folder / "data.json", folder / "data.xml")
        assert one.source_id == other.source_id
        assert tie_ids(one) == tie_ids(other), folder


def test_a_chamber_decides_with_as_many_votes_as_there_are() -> None:
    files = sorted((CONGRESS / "votes").rglob("data.json"))
    for file, record in zip(files, reading(*files), strict=True):
        counted = Counter(relation for _, relation in json_votes(file))
        (tie,) = (tie for tie in ties([record]) if "quantity" in tie)
        assert str(tie["kind"]) == (
            "rejected" if lost(file) else "passed" if "/us-bill-" in str(tie["to"]) else "approved"
        )
        assert (tie["quantity"], str(tie["note"])) == (
            counted["voted_for"],
            f"{counted['voted_against'] or 'none'} against",
        )


def lost(file: Path) -> bool:
    """Whether the question failed, as the result is worded."""
    return bool({"Failed", "Rejected"} & set(json.loads(file.read_bytes())["result"].split()))


def test_votes_on_the_first_step_act_are_votes_on_the_bill_and_those_on_amendments_are_not() -> None:
    (passage,) = reading(CONGRESS / "votes" / "s271" / "data.json")
    assert {end for _, end in bonds(passage, "voted_against")} == {"us-bill-115-s-756"}
    (amendment,) = reading(CONGRESS / "votes" / "s268" / "data.json")
    assert {end for _, end in bonds(amendment, "voted_against")} == {"us-rollcall-115-s-268-2018"}
    assert bonds(amendment, "subject_of") == [("us-bill-115-s-756", "us-rollcall-115-s-268-2018")]


def people(name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads((CONGRESS / "legislators" / name).read_bytes())
    return listed


@pytest.mark.parametrize(
    ("name", "ending"), [("legislators-current", "json"), ("legislators-current", "yaml"), ("executive", "yaml")]
)
def test_members_and_terms_are_those_of_the_files(name: str, ending: str) -> None:
    listed = people(f"{name}.json")
    (record,) = reading(CONGRESS / "legislators" / f"{name}.{ending}")
    assert record.remarks == []
    assert record.tally["people"] == len(listed)
    terms = Counter(
        (str(person["id"].get("bioguide") or person["id"]["govtrack"]), term["start"], term["end"])
        for person in listed
        for term in person["terms"]
    )
    seats = (tie for tie in ties([record]) if str(tie["kind"]) in ("member_of", "leads") and "role" in tie)
    assert Counter((str(tie["from"]).rpartition("-")[2], str(tie["start"]), str(tie["end"])) for tie in seats) == terms


def test_json_and_yaml_say_the_same_of_members() -> None:
    files = (CONGRESS / "legislators" / f"legislators-current.{ending}" for ending in ("json", "yaml"))
    one, other = [{statement._replace(place=NOWHERE) for statement in record.statements} for record in reading(*files)]
    assert {statement.predicate for statement in one ^ other} == {"sha256"}


def test_former_members_are_those_of_the_file() -> None:
    file = CONGRESS / "legislators" / "legislators-historical.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    (record,) = reading(file)
    seats = Counter(bonds(record, "holds_seat_for"))
    assert seats == Counter((f"us-bioguide-{row['bioguide_id']}", f"us-state-{row['state']}") for row in rows)
    assert seats.total() == record.tally["people"] == 12_230


def test_parties_are_told_as_far_as_the_file_names_one() -> None:
    file = CONGRESS / "legislators" / "legislators-historical.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    (record,) = reading(file)
    none = {"", "Independent", "Unknown", "Nonpartisan"}
    assert record.tally["terms in a party"] == sum(row["party"] not in none for row in rows)
