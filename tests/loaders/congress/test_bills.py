from __future__ import annotations

from pathlib import Path

import pytest

from loaders.core.record_loader import RecordReading
from tests.loaders.congress_samples import bill_status, bonds, cosponsor, read_text, reasons, ties, values

BILL = "us-bill-115-s-7"
BAKER = "us-bioguide-B000001"


def read(folder: Path, inside: str = "", **more: str) -> RecordReading:
    return read_text(folder, "bill.xml", bill_status(inside, **more))


def one(record: RecordReading, relation: str) -> dict[str, str]:
    """The only tie of a relation, as texts."""
    (tie,) = (tie for tie in ties([record]) if str(tie["kind"]) == relation)
    return {name: str(value) for name, value in tie.items()}


def test_a_bill_is_named_by_its_number_its_title_and_its_congress(tmp_path: Path) -> None:
    record = read(tmp_path)
    assert values(record, BILL, "name") == ["S.7, Small Act (115th Congress)"]
    assert values(record, BILL, "congress") == ["115-s-7"]
    assert record.source_id == "us-billstatus-115-s-7"


def test_the_source_is_where_the_government_publishes_the_record(tmp_path: Path) -> None:
    record = read(tmp_path)
    known = {
        statement.predicate: statement.value for statement in record.statements if statement.subject.space == "source"
    }
    assert str(known["source_url"]) == "https://www.govinfo.gov/bulkdata/BILLSTATUS/115/s/BILLSTATUS-115s7.xml"
    assert known["tier"] == 1
    assert str(known["published"]) == "2021-07-10"
    assert len(str(known["sha256"])) == 64


def test_a_long_title_is_cut_in_the_name_and_whole_as_official_title(tmp_path: Path) -> None:
    title = "To do " + "this and that, " * 40 + "and for other purposes."
    kind = "<titleType>Official Title as Introduced</titleType>"
    text = bill_status(f"<titles><item>{kind}<title>{title}</title></item></titles>").replace("Small Act", title)
    record = read_text(tmp_path, "bill.xml", text)
    (name,) = values(record, BILL, "name")
    assert len(name) <= 300
    assert name.endswith("… (115th Congress)")
    assert values(record, BILL, "official_title") == [title]


def test_signs_that_nobody_sees_are_left_out_of_a_title(tmp_path: Path) -> None:
    record = read_text(tmp_path, "bill.xml", bill_status().replace("Small Act", "Small\u00ad\u200b Act\n of  2017"))
    assert values(record, BILL, "name") == ["S.7, Small Act of 2017 (115th Congress)"]


def test_short_titles_of_parts_of_a_bill_are_no_names_of_it(tmp_path: Path) -> None:
    titles = "".join(
        f"<item><titleType>{kind}</titleType><title>{title}</title></item>"
        for kind, title in (
            ("Short Titles as Introduced", "Little Act"),
            ("Short Titles as Passed House for portions of this bill", "Part Act"),
        )
    )
    record = read(tmp_path, f"<titles>{titles}</titles>")
    assert values(record, BILL, "alt_name") == ["Little Act", "S.7 (115th Congress)"]


def test_a_sponsor_introduced_the_bill_on_its_day(tmp_path: Path) -> None:
    tie = one(read(tmp_path), "introduced")
    assert (tie["from"], tie["to"], tie["start"]) == ("id/us-bioguide-A000001", f"id/{BILL}", "2017-01-03")
    assert (tie["role"], tie["locator"]) == ("sponsor", "Sen. Able, Ann [R-OH]")


@pytest.mark.parametrize("mark", ["<byRequestType>1</byRequestType>", "<isByRequest>Y</isByRequest>"])
def test_who_sponsors_by_request_is_told_so(tmp_path: Path, mark: str) -> None:
    text = bill_status().replace("</fullName></item></sponsors>", f"</fullName>{mark}</item></sponsors>")
    assert one(read_text(tmp_path, "bill.xml", text), "introduced")["role"] == "sponsor, by request"


def test_a_cosponsor_who_withdrew_is_told_with_both_days(tmp_path: Path) -> None:
    record = read(tmp_path, f"<cosponsors>{cosponsor('B000001', '2017-02-01', '2017-03-01')}</cosponsors>")
    tie = one(record, "cosponsored")
    assert (tie["start"], tie["end"], tie["role"]) == ("2017-02-01", "2017-03-01", "original cosponsor")
    assert record.tally["withdrawals"] == 1


def test_a_day_that_is_none_is_not_counted_as_given(tmp_path: Path) -> None:
    listed = cosponsor("B000001", "soon") + cosponsor("B000002", "2017-04-01") + cosponsor("B000003", "")
    tally = read(tmp_path, f"<cosponsors>{listed}</cosponsors>").tally
    assert (tally["day of a cosponsorship"], tally["day of a cosponsorship: given"]) == (3, 1)


def test_who_withdrew_and_came_back_cosponsored_twice(tmp_path: Path) -> None:
    listed = cosponsor("B000001", "2017-02-01", "2017-03-01") + cosponsor("B000001", "2017-04-01")
    record = read(tmp_path, f"<cosponsors>{listed}</cosponsors>")
    assert bonds(record, "cosponsored") == [(BAKER, BILL)] * 2


def test_who_stands_twice_with_the_same_day_is_read_once_and_noted(tmp_path: Path) -> None:
    record = read(tmp_path, f"<cosponsors>{cosponsor('B000001', '2017-02-01') * 2}</cosponsors>")
    assert bonds(record, "cosponsored") == [(BAKER, BILL)]
    assert "is listed twice" in reasons(record, "note")[0]


def test_a_withdrawal_before_the_beginning_is_noted_and_left_out(tmp_path: Path) -> None:
    record = read(tmp_path, f"<cosponsors>{cosponsor('B000001', '2017-02-01', '2017-01-01')}</cosponsors>")
    assert "end" not in one(record, "cosponsored")
    assert "withdrew on 2017-01-01" in reasons(record, "note")[0]


def test_a_name_is_turned_to_how_it_is_spoken(tmp_path: Path) -> None:
    record = read(tmp_path, f"<cosponsors>{cosponsor('B000001', '2017-02-01')}</cosponsors>")
    assert values(record, BAKER, "name") == ["Bob Baker Jr."]


@pytest.mark.parametrize("code", ["", "B1", "b000001", "../B00001"])
def test_a_cosponsor_without_a_code_is_noted_and_the_rest_is_read(tmp_path: Path, code: str) -> None:
    record = read(tmp_path, f"<cosponsors>{cosponsor(code, '2017-02-01')}</cosponsors>")
    assert bonds(record, "cosponsored") == []
    assert bonds(record, "introduced") != []
    assert "has no Bioguide id" in reasons(record, "note")[0]


COMMITTEE = """<item><systemCode>ssju00</systemCode><name>Judiciary Committee</name><chamber>Senate</chamber>
<activities><item><name>Reported by</name><date>2017-05-02T15:00:00Z</date></item>
<item><name>Referred to</name><date>2017-01-04T05:00:00Z</date></item></activities>
<subcommittees><item><systemCode>ssju04</systemCode><name>Crime Subcommittee</name><activities><item>
<name>Hearings by</name><date>2017-02-01T04:30:00Z</date></item></activities></item></subcommittees></item>"""


@pytest.mark.parametrize("layout", ["<billCommittees>{}</billCommittees>", "{}"])
def test_a_committee_has_a_bill_from_its_referral_until_it_reports(tmp_path: Path, layout: str) -> None:
    record = read(tmp_path, f"<committees>{layout.format(COMMITTEE)}</committees>")
    found = [tie for tie in ties([record]) if str(tie["kind"]) == "referred_to"]
    assert [(str(tie["to"]), str(tie["start"]), str(tie.get("end"))) for tie in found] == [
        ("id/us-committee-ssju00", "2017-01-04", "2017-05-02"),
        ("id/us-committee-ssju04", "2017-02-01", "None"),
    ]
    assert found[0]["role"] == "referred to, reported"


def test_a_subcommittee_is_part_of_its_committee_and_that_of_its_chamber(tmp_path: Path) -> None:
    record = read(tmp_path, f"<committees><billCommittees>{COMMITTEE}</billCommittees></committees>")
    assert bonds(record, "part_of") == [
        ("us-committee-ssju00", "us-senate"),
        ("us-committee-ssju04", "us-committee-ssju00"),
    ]
    assert values(record, "us-committee-ssju00", "name") == ["Senate Judiciary Committee"]


def related(kind: str, details: str) -> str:
    parts = f"<congress>115</congress><number>9</number><type>{kind}</type><latestTitle>Like Act</latestTitle>"
    return f"<relatedBills><item>{parts}<relationshipDetails>{details}</relationshipDetails></item></relatedBills>"


def detail(kind: str) -> str:
    return f"<item><type>{kind}</type><identifiedBy>CRS</identifiedBy></item>"


@pytest.mark.parametrize("kind", ["HR", "H.R.", "hr"])
def test_an_identical_bill_is_a_companion(tmp_path: Path, kind: str) -> None:
    record = read(tmp_path, related(kind, detail("Related bill") + detail("Identical bill")))
    assert bonds(record, "companion_of") == [("us-bill-115-hr-9", BILL)]
    assert one(record, "companion_of")["role"] == "identical bill, says CRS; related bill, says CRS"


def test_a_related_bill_relates_and_its_title_is_a_name_by_hearsay(tmp_path: Path) -> None:
    record = read(tmp_path, related("HR", detail("Related bill")))
    assert bonds(record, "relates_to") == [("us-bill-115-hr-9", BILL)]
    assert values(record, "us-bill-115-hr-9", "name") == []
    assert values(record, "us-bill-115-hr-9", "alt_name") == ["H.R.9, Like Act (115th Congress)"]


def test_a_related_bill_of_an_odd_type_is_noted(tmp_path: Path) -> None:
    record = read(tmp_path, related("TREATY", detail("Related bill")))
    assert "not a type of bill" in reasons(record, "note")[0]


def action(day: str, text: str, code: str = "") -> str:
    return f"<item><actionDate>{day}</actionDate><actionCode>{code}</actionCode><text>{text}</text></item>"


def law(kind: str, number: str) -> str:
    return f"<laws><item><type>{kind}</type><number>{number}</number></item></laws>"


def test_a_bill_that_was_signed_stands_as_a_law(tmp_path: Path) -> None:
    acts = action("2017-03-01", "Signed by President.", "36000")
    acts += action("2017-03-02", "Became Public Law No: 115-9.", "36000")
    record = read(tmp_path, f"<actions>{acts}</actions>{law('Public Law', '115-9')}")
    assert one(record, "codified_as")["start"] == "2017-03-02"
    assert one(record, "signed_into_law")["start"] == "2017-03-01"
    assert values(record, "us-law-115-9", "publaw") == ["115-9"]


def test_a_private_law_is_no_public_law(tmp_path: Path) -> None:
    record = read(tmp_path, law("Private Law", "115-1"))
    assert bonds(record, "codified_as") == [(BILL, "us-private-law-115-1")]
    assert values(record, "us-private-law-115-1", "publaw") == []


def test_a_veto_is_told_with_its_day(tmp_path: Path) -> None:
    record = read(tmp_path, f"<actions>{action('2017-03-01', 'Vetoed by President.', '31000')}</actions>")
    assert one(record, "vetoed")["start"] == "2017-03-01"


def test_passages_are_told_by_chamber(tmp_path: Path) -> None:
    acts = action("2017-02-01", "Passed/agreed to in Senate", "17000")
    acts += action("2017-02-09", "Motion to recommit", "H36200") + action("2017-02-10", "Passed House", "8000")
    record = read(tmp_path, f"<actions>{acts}</actions>")
    assert bonds(record, "passed") == [("us-senate", BILL), ("us-house", BILL)]


def test_what_stands_below_an_amendment_is_not_taken_for_the_bill(tmp_path: Path) -> None:
    below = f"<amendment><sponsors><item><bioguideId>C000001</bioguideId></item></sponsors>{law('Public Law', '1-1')}"
    record = read(tmp_path, f"<amendments>{below}</amendment></amendments>")
    assert bonds(record, "introduced") == [("us-bioguide-A000001", BILL)]
    assert bonds(record, "codified_as") == []


def test_a_part_that_is_not_known_is_noted(tmp_path: Path) -> None:
    assert "<novelty>" in reasons(read(tmp_path, "<novelty>1</novelty>"), "note")[0]


def test_a_number_that_was_only_kept_free_is_a_bill_without_sponsor(tmp_path: Path) -> None:
    parts = "<number>1</number><type>HR</type><congress>118</congress><title>Reserved for the Speaker.</title>"
    record = read_text(tmp_path, "bill.xml", f"<billStatus><version>3.0.0</version><bill>{parts}</bill></billStatus>")
    assert values(record, "us-bill-118-hr-1", "name") == ["H.R.1, Reserved for the Speaker. (118th Congress)"]
    assert record.tally["sponsor of a bill: given"] == 0
