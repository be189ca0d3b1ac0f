from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loaders.core.record_loader import RecordReading
from tests.loaders.congress_samples import bonds, read_text, reasons, ties, values

ANN = "us-bioguide-A000001"
ABLE: dict[str, Any] = {
    "id": {
        "bioguide": "A000001",
        "lis": "S001",
        "govtrack": 400001,
        "icpsr": 4,
        "wikidata": "Q7",
        "fec": ["S8OH00001", "H2OH01001"],
        "cspan": 9,
    },
    "name": {"first": "Ann", "middle": "B.", "last": "Able", "official_full": "Ann B. Able", "nickname": "Annie"},
    "bio": {"birthday": "1950-01-02", "gender": "F"},
    "terms": [
        {"type": "rep", "start": "1993-01-05", "end": "1995-01-03", "state": "OH", "district": 4, "party": "Democrat"},
        {"type": "sen", "start": "1995-01-04", "end": "2001-01-03", "state": "OH", "class": 1, "party": "Republican"},
    ],
}


def read(folder: Path, *people: dict[str, Any], name: str = "some.json") -> RecordReading:
    return read_text(folder, name, json.dumps(list(people)))


def seats(record: RecordReading) -> list[tuple[str, str, str, str]]:
    found = (tie for tie in ties([record]) if str(tie["kind"]) in ("member_of", "holds_seat_for", "leads"))
    told = (tuple(str(tie.get(part, "")) for part in ("to", "role", "start", "end")) for tie in found)
    return [(to[3:], role, start, end) for to, role, start, end in told]


def test_a_term_ties_a_member_to_chamber_state_and_party_by_date(tmp_path: Path) -> None:
    first, second = ("1993-01-05", "1995-01-03"), ("1995-01-04", "2001-01-03")
    assert seats(read(tmp_path, ABLE)) == [
        ("us-house", "representative, district 4", *first),
        ("us-state-OH", "representative, district 4", *first),
        ("us-party-democratic", "", *first),
        ("us-senate", "senator", *second),
        ("us-state-OH", "senator", *second),
        ("us-party-republican", "", *second),
    ]


def test_ids_that_other_records_are_joined_by_are_kept_and_others_are_not(tmp_path: Path) -> None:
    record = read(tmp_path, ABLE)
    kept = {name: values(record, ANN, name) for name in ("bioguide", "lis", "govtrack", "icpsr", "qid", "fec")}
    assert kept == {
        "bioguide": ["A000001"],
        "lis": ["S001"],
        "govtrack": ["400001"],
        "icpsr": ["4"],
        "qid": ["Q7"],
        "fec": ["S8OH00001", "H2OH01001"],
    }
    assert "9" not in {str(statement.value) for statement in record.statements}


def test_nothing_private_is_read(tmp_path: Path) -> None:
    term = {**ABLE["terms"][0], "address": "12 Home Road", "phone": "202-225-0000"}
    record = read(tmp_path, {**ABLE, "terms": [term]})
    told = " ".join(str(statement.value) for statement in record.statements)
    assert not any(private in told for private in ("1950-01-02", "Home Road", "225-0000"))


def test_a_member_is_known_by_all_their_names(tmp_path: Path) -> None:
    record = read(tmp_path, {**ABLE, "other_names": [{"last": "Former"}]})
    assert values(record, ANN, "name") == ["Ann B. Able"]
    assert values(record, ANN, "alt_name") == ["Ann Former", "Annie Able"]


def test_who_changed_party_within_a_term_belonged_to_both(tmp_path: Path) -> None:
    spans = [
        {"start": "1993-01-05", "end": "1994-06-01", "party": "Democrat"},
        {"start": "1994-06-02", "end": "1995-01-03", "party": "Independent"},
    ]
    term = {**ABLE["terms"][0], "party": "Independent", "party_affiliations": spans}
    record = read(tmp_path, {**ABLE, "terms": [term]})
    assert ("us-party-democratic", "", "1993-01-05", "1994-06-01") in seats(record)
    assert [seat for seat in seats(record) if "party" in seat[0]] == seats(record)[2:3]


@pytest.mark.parametrize("party", ["Independent", "no party", "Unknown", ""])
def test_who_has_no_party_belongs_to_none(tmp_path: Path, party: str) -> None:
    record = read(tmp_path, {**ABLE, "terms": [{**ABLE["terms"][1], "party": party}]})
    assert [to for to, *_ in seats(record)] == ["us-senate", "us-state-OH"]


@pytest.mark.parametrize(
    ("state", "district", "role"),
    [
        ("OH", 0, "representative at large"),
        ("OH", -1, "representative"),
        ("DC", 0, "delegate"),
        ("PR", 0, "resident commissioner"),
    ],
)
def test_the_role_names_the_office(tmp_path: Path, state: str, district: int, role: str) -> None:
    term = {**ABLE["terms"][0], "state": state, "district": district}
    assert seats(read(tmp_path, {**ABLE, "terms": [term]}))[0][1] == role


def test_a_president_leads_an_office(tmp_path: Path) -> None:
    person = {
        "id": {"govtrack": 412733, "wikidata": "Q22686"},
        "name": {"first": "Donald", "middle": "J.", "last": "Trump"},
        "terms": [{"type": "prez", "start": "2017-01-20", "end": "2021-01-20", "party": "Republican"}],
    }
    record = read(tmp_path, person)
    assert bonds(record, "leads") == [("us-govtrack-412733", "us-president")]
    assert values(record, "us-govtrack-412733", "qid") == ["Q22686"]


def test_the_yaml_says_the_same_as_the_json(tmp_path: Path) -> None:
    yaml = """- id: {bioguide: A000001}
  name: {first: Ann, last: Able}
  terms:
  - {type: sen, start: '1995-01-04', end: 2001-01-03, state: OH, party: Republican, fax: ~}
"""
    person = {
        "id": {"bioguide": "A000001"},
        "name": {"first": "Ann", "last": "Able"},
        "terms": [ABLE["terms"][1]],
    }
    assert seats(read_text(tmp_path, "some.yaml", yaml)) == seats(read(tmp_path, person))


def test_the_csv_knows_the_last_term_without_dates(tmp_path: Path) -> None:
    header = "last_name,first_name,middle_name,suffix,nickname,full_name,type,state,district,party,bioguide_id,fec_ids"
    record = read_text(tmp_path, "some.csv", f'{header}\nAble,Ann,,Jr.,,,rep,OH,4,Whig,A000001,"S8OH00001,H2OH01001"\n')
    assert seats(record) == [
        ("us-house", "representative, district 4", "", ""),
        ("us-state-OH", "representative, district 4", "", ""),
        ("us-party-whig", "", "", ""),
    ]
    assert values(record, ANN, "name") == ["Ann Able Jr."]
    assert values(record, ANN, "fec") == ["S8OH00001", "H2OH01001"]


def test_a_term_that_ends_before_it_begins_has_no_end(tmp_path: Path) -> None:
    record = read(tmp_path, {**ABLE, "terms": [{**ABLE["terms"][1], "end": "1990-01-01"}]})
    assert seats(record)[0] == ("us-senate", "senator", "1995-01-04", "")
    assert "ends on 1990-01-01" in reasons(record, "note")[0]


def test_a_list_that_should_hold_all_members_is_refused_where_it_does_not(tmp_path: Path) -> None:
    record = read(tmp_path, ABLE, name="legislators-current.json")
    assert "lists 1 people; from 480 to 560 are expected" in reasons(record)[0]


def test_committees_have_parts_and_members(tmp_path: Path) -> None:
    listed = """- type: senate
  name: Senate Committee on the Judiciary
  thomas_id: SSJU
  subcommittees:
  - name: Crime
    thomas_id: '04'
"""
    record = read_text(tmp_path, "committees-current.yaml", listed)
    assert values(record, "us-committee-ssju00", "name") == ["Senate Judiciary Committee"]
    assert bonds(record, "part_of") == [
        ("us-committee-ssju00", "us-senate"),
        ("us-committee-ssju04", "us-committee-ssju00"),
    ]
    ann = "{name: Ann Able, title: Chairman, bioguide: A000001}"
    seats = f"SSJU:\n- {ann}\nSSJU04:\n- {ann}\n"
    members = read_text(tmp_path, "committee-membership-current.yaml", seats)
    assert bonds(members, "member_of") == [(ANN, "us-committee-ssju00"), (ANN, "us-committee-ssju04")]


def test_former_names_of_committees_are_names_by_hearsay(tmp_path: Path) -> None:
    listed = "- {type: house, name: House Committee on Old Things, thomas_id: HSOT}\n"
    record = read_text(tmp_path, "committees-historical.yaml", listed)
    assert values(record, "us-committee-hsot00", "name") == []
    assert values(record, "us-committee-hsot00", "alt_name") == ["House Old Things Committee"]
