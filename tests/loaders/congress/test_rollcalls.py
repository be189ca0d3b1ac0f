from __future__ import annotations

from pathlib import Path

import pytest

from loaders.core.record_loader import RecordReading
from tests.loaders.congress_samples import bonds, read_text, reasons, roll_call, ties, values, voter

BILL, EVENT = "us-bill-115-s-7", "us-rollcall-115-s-9-2018"
BAKER, ABLE = voter("S001"), voter("A000001", "Able")


def read(folder: Path, votes: dict[str, list[object]], **more: object) -> RecordReading:
    return read_text(folder, "data.json", roll_call(votes, **more))


def xml(inside: str, **counts: int) -> str:
    """A roll call of the House in XML."""
    told = " ".join(f'{name}="{count}"' for name, count in counts.items())
    return f"""<roll where="house" session="115" year="2018" roll="9" datetime="2018-02-01T12:00:00-05:00" {told}>
<category>passage</category><question>On Passage</question><result>Passed</result>{inside}</roll>"""


def test_a_vote_on_passage_is_a_vote_on_the_bill(tmp_path: Path) -> None:
    record = read(tmp_path, {"Yea": [BAKER], "Nay": [ABLE]})
    assert bonds(record, "voted_for") == [("us-lis-S001", BILL)]
    assert bonds(record, "voted_against") == [("us-bioguide-A000001", BILL)]


@pytest.mark.parametrize("category", ["amendment", "cloture", "nomination", "procedural", "recommit"])
def test_any_other_vote_is_a_vote_in_an_event(tmp_path: Path, category: str) -> None:
    record = read(tmp_path, {"Nay": [BAKER]}, category=category)
    assert bonds(record, "voted_against") == [("us-lis-S001", EVENT)]
    assert bonds(record, "subject_of") == [(BILL, EVENT)]
    assert values(record, EVENT, "rollcall") == ["115-s-9-2018"]


def test_a_vote_on_an_amendment_is_none_on_the_bill_whatever_its_category(tmp_path: Path) -> None:
    record = read(tmp_path, {"Nay": [BAKER]}, amendment={"type": "s", "number": 1})
    assert bonds(record, "voted_against")[0] == ("us-lis-S001", EVENT)


def test_a_vote_says_who_voted_as_what_when_and_where_it_stands(tmp_path: Path) -> None:
    (tie,) = (tie for tie in ties([read(tmp_path, {"Yea": [BAKER]})]) if "quantity" not in tie)
    known = {name: str(tie[name]) for name in ("start", "role", "locator")}
    assert known == {
        "start": "2018-02-01",
        "role": "senator",
        "locator": "Senate roll call 9, Yea: Baker (D-NY)",
    }


def test_who_was_present_or_away_took_no_side(tmp_path: Path) -> None:
    record = read(tmp_path, {"Yea": [voter("S002", "Cole")], "Present": [BAKER], "Not Voting": [ABLE]})
    assert bonds(record, "voted_present_on") == [("us-lis-S001", BILL)]
    assert bonds(record, "did_not_vote_on") == [("us-bioguide-A000001", BILL)]


def test_the_vice_president_votes_as_an_office(tmp_path: Path) -> None:
    record = read(tmp_path, {"Yea": ["VP", BAKER]})
    assert ("us-vice-president", BILL) in bonds(record, "voted_for")
    assert record.tally["votes"] == 2


def test_a_vote_for_a_candidate_is_no_vote_for_a_measure(tmp_path: Path) -> None:
    record = read(tmp_path, {"Pelosi": [BAKER], "McCarthy": [ABLE]}, category="leadership", bill=None)
    assert bonds(record, "voted_for") == bonds(record, "voted_against") == []
    found = {str(tie["from"]): str(tie["role"]) for tie in ties([record])}
    assert found == {
        "id/us-lis-S001": "senator, voted for Pelosi",
        "id/us-bioguide-A000001": "senator, voted for McCarthy",
    }


def decision(record: RecordReading) -> tuple[str, str, object, str] | None:
    """(relation, what it is on, yes votes, note) of the tie of the chamber."""
    of_senate = [tie for tie in ties([record]) if str(tie["from"]) == "id/us-senate"]
    if not of_senate:
        return None
    (tie,) = of_senate
    return str(tie["kind"]), str(tie["to"])[3:], tie["quantity"], str(tie["note"])


@pytest.mark.parametrize(
    ("result", "category", "expected"),
    [
        ("Bill Passed", "passage", ("passed", BILL, 2, "1 against")),
        ("Passed", "passage-suspension", ("passed", BILL, 2, "1 against")),
        ("Motion Agreed to", "passage", ("passed", BILL, 2, "1 against")),
        ("Failed", "passage-suspension", ("rejected", BILL, 2, "1 against")),
        ("Veto Sustained", "veto-override", ("rejected", BILL, 2, "1 against")),
        ("Veto Overridden", "veto-override", ("passed", BILL, 2, "1 against")),
        ("Cloture Motion Agreed to", "cloture", ("approved", EVENT, 2, "1 against")),
        ("Cloture Motion Rejected", "cloture", ("rejected", EVENT, 2, "1 against")),
        ("Amendment Not Agreed to", "amendment", ("rejected", EVENT, 2, "1 against")),
        ("Decision of Chair Sustained", "procedural", ("approved", EVENT, 2, "1 against")),
        ("Decision of Chair Not Sustained", "procedural", ("rejected", EVENT, 2, "1 against")),
        ("Not Guilty", "conviction", ("rejected", EVENT, 2, "1 against")),
    ],
)
def test_a_chamber_decides_and_does_not_vote(
    result: str, category: str, expected: tuple[str, str, int, str], tmp_path: Path
) -> None:
    votes: dict[str, list[object]] = {"Yea": [BAKER, ABLE], "Nay": [voter("S003", "Cole")]}
    record = read(tmp_path, votes, result=result, category=category)
    assert decision(record) == expected
    assert len(bonds(record, "voted_for")) == 2
    assert len(bonds(record, "voted_against")) == 1


def test_a_vote_without_a_nay_says_so(tmp_path: Path) -> None:
    assert decision(read(tmp_path, {"Yea": [BAKER], "Nay": []})) == ("passed", BILL, 1, "none against")


@pytest.mark.parametrize("result", ["", "Point of Order"])
def test_a_result_that_says_neither_is_noted(result: str, tmp_path: Path) -> None:
    record = read(tmp_path, {"Yea": [BAKER]}, result=result)
    assert decision(record) is None
    assert reasons(record, "note") == [
        f"the result {result!r} does not say whether the chamber agreed: that was not read"
    ]


def test_the_source_stands_where_the_chamber_publishes_it(tmp_path: Path) -> None:
    record = read(tmp_path, {"Yea": [BAKER]})
    (url,) = (statement.value for statement in record.statements if statement.predicate == "source_url")
    assert str(url) == "https://www.senate.gov/legislative/LIS/roll_call_votes/vote1152/vote_115_2_00009.xml"


def test_an_old_title_of_a_bill_is_another_name_of_it(tmp_path: Path) -> None:
    bill = {"congress": 115, "type": "s", "number": 7, "title": "Old Seas Act"}
    assert "Old Seas Act" in values(read(tmp_path, {"Yea": [BAKER]}, bill=bill), BILL, "alt_name")


def test_a_title_that_nobody_would_say_is_no_name(tmp_path: Path) -> None:
    bill = {"congress": 115, "type": "s", "number": 7, "title": "A bill to do this and that."}
    assert values(read(tmp_path, {"Yea": [BAKER]}, bill=bill), BILL, "alt_name") == ["S.7 (115th Congress)"]


@pytest.mark.parametrize(("code", "type_"), [("h", "hr"), ("hr", "hres"), ("sr", "sres"), ("hj", "hjres"), ("s", "s")])
def test_the_xml_has_codes_of_its_own_for_types_of_bills(tmp_path: Path, code: str, type_: str) -> None:
    votes = f'<bill type="{code}" number="7" session="115"/><voter id="A000001" vote="+" value="Aye"/>'
    record = read_text(tmp_path, "data.xml", xml(votes))
    assert ("us-bioguide-A000001", f"us-bill-115-{type_}-7") in bonds(record, "voted_for")


def test_an_xml_roll_call_that_lists_fewer_votes_than_it_counts_is_refused(tmp_path: Path) -> None:
    record = read_text(tmp_path, "data.xml", xml('<voter id="A000001" value="Aye"/>', aye=2, nay=0))
    assert reasons(record) == ["the roll call says aye=2 and lists 1: a part of it is missing"]
    assert record.statements == []


def test_the_json_of_a_roll_call_counts_before_its_xml(tmp_path: Path) -> None:
    (tmp_path / "senate.xml").write_text(xml('<voter id="S001" value="Yea"/>').replace("house", "senate"))
    in_xml = read_text(tmp_path, "x.xml", xml('<voter id="S001" value="Yea"/>').replace("house", "senate"))
    in_json = read(tmp_path, {"Yea": [BAKER]}, updated_at="")
    assert in_xml.source_id == in_json.source_id == EVENT
    assert in_xml.edition is not None
    assert in_json.edition is not None
    assert in_json.edition > in_xml.edition


@pytest.mark.parametrize("code", ["", "X1", "0"])
def test_a_voter_without_a_code_is_noted_and_the_others_are_read(tmp_path: Path, code: str) -> None:
    record = read(tmp_path, {"Yea": [BAKER, voter(code, "Ghost")]})
    assert record.tally["votes"] == 1
    assert "Ghost" in reasons(record, "note")[0]
