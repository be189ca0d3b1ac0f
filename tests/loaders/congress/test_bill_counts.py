"""What is read from the real records is as much as a count over the raw files, made another way, finds in them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as ET

from loaders.core.record_loader import RecordReading
from loaders.readers.input_files import record_files
from tests.loaders.congress_samples import bonds, reading, ties, values
from tests.loaders.real_records import CONGRESS, needs_records

pytestmark = needs_records


def statuses() -> list[Path]:
    """The bill status files: all XML of these folders."""
    return sorted([*(CONGRESS / "bills").rglob("*.xml"), *(CONGRESS / "billstatus-samples").rglob("*.xml")])


@lru_cache(maxsize=1)
def read_statuses() -> list[RecordReading]:
    return reading(*statuses())


@lru_cache(maxsize=1)
def raw() -> list[ET.Element]:
    """The bills, parsed by another parser."""
    bills = [ET.parse(file).getroot().find("bill") for file in statuses()]  # noqa: S314  files of our own choosing
    return [bill for bill in bills if bill is not None]


def items(bill: ET.Element, *paths: str) -> list[ET.Element]:
    return [item for path in paths for item in bill.findall(path)]


def text(element: ET.Element, *tags: str) -> str:
    return next((found for tag in tags if (found := (element.findtext(tag) or "").strip())), "")


def slug(bill: ET.Element, *, of_law: bool = False) -> str:
    kind = text(bill, "billType", "type").lower().replace(".", "")
    number = text(bill, "billNumber", "number")
    code = f"{text(bill, 'congress')}-{kind}-{number}"
    return f"us-law-{text(bill, 'laws/item/number')}" if of_law else f"us-bill-{code}"


def text_slug(bill: ET.Element, day: str) -> str:
    """The id of the text that an act of this day concerned: S.756 carried another one until December 2018."""
    known = slug(bill)
    return f"{known}-as-introduced" if known == "us-bill-115-s-756" and day < "2018-12" else known


def stated(relation: str) -> Counter[tuple[str, ...]]:
    """(from, to, start, end) of all ties of a relation in the bill status files."""
    found = (tie for tie in ties(read_statuses()) if str(tie["kind"]) == relation)
    return Counter(
        (str(tie["from"])[3:], str(tie["to"])[3:], str(tie.get("start", "")), str(tie.get("end", ""))) for tie in found
    )


def test_every_bill_status_is_read_and_none_is_refused() -> None:
    assert [remark for record in read_statuses() for remark in record.remarks if remark.what != "note"] == []
    assert sum(record.tally["bills"] for record in read_statuses()) == len(raw()) == 394


def test_the_three_layouts_are_all_there() -> None:
    versions = {ET.parse(file).getroot().findtext(".//version") for file in statuses()}  # noqa: S314
    assert versions == {None, "1.0.0", "3.0.0"}


def test_nothing_of_a_bill_is_unknown() -> None:
    remarks = [remark for record in read_statuses() for remark in record.remarks]
    assert [remark for remark in remarks if "not known here" in remark.reason] == []


def test_sponsors_are_those_of_the_files() -> None:
    expected = Counter(
        (f"us-bioguide-{text(item, 'bioguideId')}", text_slug(bill, day), day, "")
        for bill in raw()
        for day in [text(bill, "introducedDate")]
        for item in items(bill, "sponsors/item")
    )
    assert stated("introduced") == expected
    assert expected.total() == 394


def test_cosponsors_are_those_of_the_files_with_their_days() -> None:
    expected = {
        (
            f"us-bioguide-{text(item, 'bioguideId')}",
            text_slug(bill, text(item, "sponsorshipDate")[:10]),
            text(item, "sponsorshipDate")[:10],
            text(item, "sponsorshipWithdrawnDate")[:10],
        )
        for bill in raw()
        for item in items(bill, "cosponsors/item")
    }
    assert set(stated("cosponsored")) == expected
    assert len(expected) == sum(record.tally["cosponsors"] for record in read_statuses()) > 5000


def test_every_cosponsor_is_told_once_or_noted_as_told_twice() -> None:
    listed = sum(len(items(bill, "cosponsors/item")) for bill in raw())
    notes = [remark for record in read_statuses() for remark in record.remarks if "is listed twice" in remark.reason]
    assert sum(record.tally["cosponsors"] for record in read_statuses()) + len(notes) == listed


def test_withdrawals_are_those_of_the_files() -> None:
    listed = [text(item, "sponsorshipWithdrawnDate") for bill in raw() for item in items(bill, "cosponsors/item")]
    assert sum(record.tally["withdrawals"] for record in read_statuses()) == len(list(filter(None, listed)))


def test_committees_and_subcommittees_are_those_of_the_files() -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for bill in raw():
        for item in items(bill, "committees/billCommittees/item", "committees/item"):
            for body in [item, *items(item, "subcommittees/item")]:
                expected[text_slug(bill, text(bill, "introducedDate")), f"us-committee-{text(body, 'systemCode')}"] += 1
    found = Counter({(start, end): 0 for start, end, *_ in stated("referred_to")})
    for start, end, *_ in stated("referred_to").elements():
        found[start, end] += 1
    assert found == expected


def test_a_referral_begins_on_the_day_on_which_the_bill_was_referred() -> None:
    known = {(start, end): (begin, until) for start, end, begin, until in stated("referred_to")}
    assert known["us-bill-115-hr-5682", "us-committee-hsju00"] == ("2018-05-07", "2018-05-22")
    assert known["us-bill-115-s-756-as-introduced", "us-committee-sscm00"] == ("2017-03-29", "2017-07-24")


def test_related_bills_are_those_of_the_files_and_told_once_by_both() -> None:
    maritime = {f"us-bill-115-{code}" for code in ("hr-2748", "hr-6175", "hr-6206", "s-3508")}

    def ends(bill: ET.Element, item: ET.Element) -> tuple[str, ...]:
        pair = {slug(bill), slug(item)}
        of_earlier = "us-bill-115-s-756" in pair and pair & maritime
        return tuple(sorted(f"{one}-as-introduced" if of_earlier and one not in maritime else one for one in pair))

    expected = {ends(bill, item) for bill in raw() for item in items(bill, "relatedBills/item")}
    found = {(start, end) for relation in ("relates_to", "companion_of") for start, end, *_ in stated(relation)}
    assert found == expected
    assert all(start < end for start, end in found)


def test_laws_are_those_of_the_files() -> None:
    expected = {(slug(bill), slug(bill, of_law=True)) for bill in raw() if items(bill, "laws/item")}
    assert {(start, end) for start, end, *_ in stated("codified_as")} == expected
    assert len(expected) == 22


def test_topics_are_those_of_the_files() -> None:
    for bill, record in zip(raw(), read_statuses(), strict=True):
        names = {
            name.text
            for path in (".//policyArea/name", ".//legislativeSubjects/item/name", ".//otherSubjects/item/name")
            for name in bill.findall(path)
        }
        names |= {name.text for name in bill.findall(".//primarySubject/name")}
        assert set(values(record, slug(bill), "topic")) == names


@lru_cache(maxsize=1)
def first_step() -> RecordReading:
    (record,) = reading(CONGRESS / "bills" / "115-s756-fdsys_billstatus.xml")
    return record


def test_each_text_of_s_756_is_told_with_the_names_that_it_had() -> None:
    now, before = "us-bill-115-s-756", "us-bill-115-s-756-as-introduced"
    assert values(first_step(), now, "name") == ["S.756, First Step Act of 2018 (115th Congress)"]
    assert values(first_step(), now, "alt_name") == ["First Step Act of 2018", "S.756 (115th Congress)"]
    assert values(first_step(), before, "name") == ["S.756, Save Our Seas Act of 2017 (115th Congress, as introduced)"]
    assert {"SOS Act of 2017", "Save Our Seas Act of 2018"} <= set(values(first_step(), before, "alt_name"))
    (official,) = values(first_step(), before, "official_title")
    assert official.startswith("A bill to reauthorize and amend the Marine Debris Act")
    assert values(first_step(), before, "congress") == values(first_step(), now, "official_title") == []


def test_the_earlier_text_of_s_756_was_replaced_by_the_first_step_act() -> None:
    tie = ("us-bill-115-s-756-as-introduced", "us-bill-115-s-756", "2018-12-18", "")
    assert stated("text_replaced_by") == Counter([tie])


def test_nobody_cosponsored_the_first_step_act_under_its_final_number() -> None:
    assert not [bill for _, bill in bonds(first_step(), "cosponsored") if bill == "us-bill-115-s-756"]
    assert len(bonds(first_step(), "cosponsored")) == 21


def test_the_first_step_act_became_law_on_the_day_it_was_signed() -> None:
    law = ("us-bill-115-s-756", "us-law-115-391", "2018-12-21", "")
    assert stated("codified_as")[law] == 1
    assert stated("signed_into_law")["us-president", "us-law-115-391", "2018-12-21", ""] == 1


def test_each_text_of_s_756_passed_both_chambers() -> None:
    found = sorted((day, body, bill) for body, bill, day, _ in stated("passed") if bill.startswith("us-bill-115-s-756"))
    assert found == [
        ("2017-08-03", "us-senate", "us-bill-115-s-756-as-introduced"),
        ("2018-07-25", "us-house", "us-bill-115-s-756-as-introduced"),
        ("2018-12-18", "us-senate", "us-bill-115-s-756"),
        ("2018-12-20", "us-house", "us-bill-115-s-756"),
    ]


def test_the_one_vehicle_among_the_records_is_decided_and_no_candidate_is_left() -> None:
    assert sum(record.tally["vehicle bills"] for record in read_statuses()) == 1
    assert [it.reason for record in read_statuses() for it in record.remarks if "vehicle bill" in it.reason] == []


def test_ancestors_of_the_first_step_act_are_related_to_it() -> None:
    related = {end for pair in bonds(first_step(), "relates_to") for end in pair}
    assert {"us-bill-115-s-3649", "us-bill-115-s-3747", "us-bill-115-hr-2899"} <= related


def test_every_other_file_is_passed_over_with_a_reason() -> None:
    known = {*statuses(), *(CONGRESS / "votes").rglob("data.*"), *(CONGRESS / "legislators").glob("*")}
    others = [file for file in record_files([CONGRESS]) if file not in known]
    assert {remark.what for record in reading(*others) for remark in record.remarks} == {"foreign"}
    amendments = [file for file in others if "amendments" in file.parts]
    assert all("amendment" in remark.reason for record in reading(*amendments) for remark in record.remarks)
