"""Bills whose text was replaced by another measure: found by rule, decided in a table, named as on the day of a tie."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.rdf.ontology import vocabulary
from loaders.congress.congress_loader import Congress
from loaders.congress.vehicle_bills import COLUMNS, VehicleBills, read_vehicle_bills, shipped_vehicle_bills
from loaders.core.congress_ids import BillId
from loaders.core.loader import StatementWriter
from loaders.core.record_loader import RecordReading, Terms, read_records
from tests.loaders.congress_samples import bill_status, bonds, cosponsor, reasons, roll_call, ties, values, voter

BILL, EARLIER = "us-bill-115-s-7", "us-bill-115-s-7-as-introduced"
ROW = "115-s-7,vehicle,2018-03-05,2018-03-01,Prison Act of 2018,115-hr-9,its text was struck,https://example.org"


def titles(*pairs: tuple[str, str]) -> str:
    listed = (f"<item><titleType>{kind}</titleType><title>{title}</title></item>" for kind, title in pairs)
    return f"<titles>{''.join(listed)}</titles>"


def action(day: str, code: str, text: str = "") -> str:
    return f"<item><actionDate>{day}</actionDate><actionCode>{code}</actionCode><text>{text}</text></item>"


RENAMED = titles(
    ("Short Titles as Introduced", "Clean Seas Act of 2017"),
    ("Short Titles as Passed Senate", "Whales Act of 2018"),
    ("Short Titles as Passed House", "Prison Act of 2018"),
)
COURSE = action("2018-01-05", "17000") + action("2018-03-05", "8000")
RECORD = (
    f"{RENAMED}<actions>{COURSE}</actions>"
    f"<cosponsors>{cosponsor('B000001', '2017-02-01')}{cosponsor('C000001', '2018-03-02')}</cosponsors>"
)


def decided(folder: Path, *rows: str) -> VehicleBills:
    """The decisions of a table with these rows, which must have no problems."""
    table, writer = folder / "vehicle_bills.csv", StatementWriter()
    table.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n")
    found = read_vehicle_bills(table, writer)
    assert writer.problems == []
    return found


def problems(folder: Path, *rows: str) -> list[str]:
    """What is wrong with such a table, without the folder."""
    table, writer = folder / "vehicle_bills.csv", StatementWriter()
    table.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n")
    read_vehicle_bills(table, writer)
    return [str(problem).removeprefix(f"{folder}/") for problem in writer.problems]


def read(folder: Path, text: str, *rows: str) -> RecordReading:
    """What a record says under these decisions."""
    file = folder / ("data.json" if text.startswith("{") else "bill.xml")
    file.write_text(text)
    loader = Congress(decided(folder, *(rows or [ROW])))
    (record,) = read_records(loader, file, Terms(vocabulary().by_role))
    return record


def test_ties_from_before_the_replacement_stand_at_the_earlier_text(tmp_path: Path) -> None:
    record = read(tmp_path, bill_status(RECORD))
    assert bonds(record, "introduced") == [("us-bioguide-A000001", EARLIER)]
    assert bonds(record, "cosponsored") == [("us-bioguide-B000001", EARLIER), ("us-bioguide-C000001", BILL)]
    assert bonds(record, "passed") == [("us-senate", EARLIER), ("us-house", BILL)]


def test_the_earlier_text_is_an_actor_under_the_title_that_it_had(tmp_path: Path) -> None:
    record = read(tmp_path, bill_status(RECORD))
    assert values(record, EARLIER, "name") == ["S.7, Clean Seas Act of 2017 (115th Congress, as introduced)"]
    assert values(record, EARLIER, "alt_name") == ["Whales Act of 2018", "S.7 (115th Congress, as introduced)"]
    assert values(record, EARLIER, "description") == ["Text of S.7 until that of the Prison Act of 2018 took its place"]
    assert values(record, BILL, "alt_name") == ["Prison Act of 2018", "S.7 (115th Congress)"]


def test_the_earlier_text_has_no_identifier_by_which_it_would_be_taken_for_the_bill(tmp_path: Path) -> None:
    record = read(tmp_path, bill_status(RECORD))
    assert values(record, EARLIER, "congress") == []
    assert values(record, EARLIER, "bill") == ["S.7"]


def test_the_replacement_is_a_tie_with_its_day_and_the_reason(tmp_path: Path) -> None:
    record = read(tmp_path, bill_status(RECORD))
    (tie,) = (tie for tie in ties([record]) if str(tie["kind"]) == "text_replaced_by")
    known = {name: str(tie[name]) for name in ("from", "to", "start", "note")}
    assert known == {
        "from": f"id/{EARLIER}",
        "to": f"id/{BILL}",
        "start": "2018-03-05",
        "note": "its text was struck",
    }


@pytest.mark.parametrize(("day", "text"), [("2018-02-28", EARLIER), ("2018-03-01", BILL), ("2018-03-05", BILL)])
def test_a_vote_is_on_the_text_that_was_before_the_chamber(day: str, text: str, tmp_path: Path) -> None:
    record = read(tmp_path, roll_call({"Yea": [voter("S001")]}, date=f"{day}T12:00:00-05:00"))
    assert bonds(record, "voted_for") == [("us-lis-S001", text)]


def test_a_title_in_a_roll_call_is_no_name_of_the_bill_as_it_may_be_that_of_the_earlier_text(tmp_path: Path) -> None:
    known = {"congress": 115, "type": "s", "number": 7, "title": "Clean Seas Act of 2017"}
    record = read(tmp_path, roll_call({"Yea": [voter("S001")]}, date="2018-03-05T12:00:00-05:00", bill=known))
    assert values(record, BILL, "alt_name") == ["S.7 (115th Congress)"]


def test_a_bill_related_to_the_earlier_text_is_tied_to_that_in_either_record(tmp_path: Path) -> None:
    item = "<relatedBills><item><congress>115</congress><type>{}</type><number>{}</number></item></relatedBills>"
    from_bill = read(tmp_path, bill_status(RECORD + item.format("HR", 9)))
    from_other = read(tmp_path, bill_status(item.format("S", 7), kind="HR", number="9"))
    assert bonds(from_bill, "relates_to") == bonds(from_other, "relates_to") == [("us-bill-115-hr-9", EARLIER)]
    assert bonds(read(tmp_path, bill_status(RECORD + item.format("HR", 8))), "relates_to") == [
        ("us-bill-115-hr-8", BILL)
    ]


def test_a_tie_says_under_which_title_the_bill_went_then(tmp_path: Path) -> None:
    record = read(tmp_path, bill_status(RECORD.replace("2018-03-02", "2018-01-31")))
    notes = {str(tie["from"]): str(tie.get("note", "")) for tie in ties([record]) if str(tie["kind"]) == "cosponsored"}
    assert notes == {"id/us-bioguide-B000001": "", "id/us-bioguide-C000001": "then titled Whales Act of 2018"}


def test_a_bill_that_is_no_vehicle_says_so_too(tmp_path: Path) -> None:
    text = bill_status(RECORD).replace("Small Act", "Prison Act of 2018")
    record = read(tmp_path, text, "115-s-7,not a vehicle,,,,,the bill was renamed,https://example.org")
    notes = {str(tie["from"]): str(tie.get("note", "")) for tie in ties([record]) if str(tie["kind"]) == "cosponsored"}
    assert notes == {
        "id/us-bioguide-B000001": "then titled Clean Seas Act of 2017",
        "id/us-bioguide-C000001": "then titled Whales Act of 2018",
    }
    assert reasons(record, "note") == []
    assert bonds(record, "text_replaced_by") == []


OTHER = "115-s-8,not a vehicle,,,,,another bill,https://example.org"


def candidate(folder: Path, inside: str) -> list[str]:
    return [reason for reason in reasons(read(folder, bill_status(inside), OTHER), "note") if "vehicle" in reason]


def test_a_bill_whose_titles_have_no_word_in_common_is_named_and_flagged_until_somebody_decides(tmp_path: Path) -> None:
    record = read(tmp_path, bill_status(RECORD), OTHER)
    (note,) = reasons(record, "note")
    why = "it was introduced as 'Clean Seas Act of 2017' and passed by the Senate as 'Whales Act of 2018'"
    assert note.startswith(f"S.7 may be a vehicle bill: {why}. Decide it in vehicle_bills.csv")
    assert "may have been replaced" in values(record, BILL, "description")[0]
    assert {bill for _, bill in bonds(record, "cosponsored")} == {BILL}


@pytest.mark.parametrize(
    ("later", "is_candidate"),
    [
        ("Cleaner Waters Act of 2018", False),
        ("Prison Act of 2018", True),
        ("National Act for Fiscal Year 2018", False),
    ],
)
def test_titles_are_compared_by_the_words_that_say_what_a_bill_is_about(
    later: str, is_candidate: bool, tmp_path: Path
) -> None:
    pair = titles(("Short Titles as Introduced", "Clean Seas Act of 2017"), ("Short Titles as Enacted", later))
    assert bool(candidate(tmp_path, pair)) == is_candidate


@pytest.mark.parametrize(
    ("text", "is_candidate"),
    [("struck all after the enacting clause", True), ("an amendment in the nature of a substitute", True), ("", False)],
)
def test_a_bill_without_a_short_title_is_a_candidate_if_its_text_was_struck(
    text: str, is_candidate: bool, tmp_path: Path
) -> None:
    pair = titles(
        ("Official Title as Introduced", "A bill on marine debris"), ("Short Titles as Passed House", "Prison Act")
    )
    assert bool(candidate(tmp_path, f"{pair}<actions>{action('2018-03-05', '8000', text)}</actions>")) == is_candidate


def test_titles_of_parts_of_a_bill_suggest_nothing(tmp_path: Path) -> None:
    kind = "Short Titles as Enacted for portions of this bill"
    assert candidate(tmp_path, titles(("Short Titles as Introduced", "Seas Act"), (kind, "Prison Act"))) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (ROW.replace("115-s-7,", "s.7,"), "2:congress: 's.7' is not the code of a bill: write one such as 115-s-756"),
        (ROW.replace(",vehicle,", ",yes,"), "2:decision: 'yes' is not a decision: write 'vehicle' or 'not a vehicle'"),
        (ROW.replace("2018-03-05", "2018"), "2:replaced: '2018' is not a day: write YYYY-MM-DD"),
        (ROW.replace("2018-03-05", ""), "2:replaced: the cell is empty: it must have a value"),
        (
            ROW.replace("2018-03-01", "2018-03-06"),
            "2:moved: 2018-03-06 is after 2018-03-05, when the text was replaced: give an earlier day",
        ),
        (ROW.replace("Prison Act of 2018", ""), "2:became: the cell is empty: it must have a value"),
        (
            ROW.replace("115-hr-9", "115-hr-9|x"),
            "2:earlier_relations: 'x' is not the code of a bill: write one such as 115-s-756",
        ),
        (f"{ROW}\n{ROW}", "3:congress: 115-s-7 is decided twice: keep one of the rows"),
    ],
)
def test_a_mistake_in_the_table_is_named_with_its_place(row: str, expected: str, tmp_path: Path) -> None:
    assert problems(tmp_path, row) == [f"vehicle_bills.csv:{expected}"]


def test_without_the_day_of_the_motion_that_of_the_replacement_counts(tmp_path: Path) -> None:
    vehicle = decided(tmp_path, ROW.replace("2018-03-01", "")).vehicle(BillId(115, "s", 7))
    assert vehicle is not None
    assert vehicle.moved == vehicle.replaced


@pytest.mark.parametrize(
    ("bill", "moved", "replaced"),
    [
        (BillId(115, "s", 756), "2018-12-13", "2018-12-18"),
        (BillId(116, "hr", 748), "2020-03-20", "2020-03-25"),
        (BillId(116, "hr", 133), "2020-12-21", "2020-12-21"),
    ],
)
def test_the_shipped_decisions_know_the_vehicles_of_well_known_laws(bill: BillId, moved: str, replaced: str) -> None:
    vehicle = shipped_vehicle_bills().vehicle(bill)
    assert vehicle is not None
    assert (str(vehicle.moved), str(vehicle.replaced)) == (moved, replaced)
