"""Filings under the Lobbying Disclosure Act."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from loaders.lda.bill_mentions import congress_of
from tests.loaders.read_result import Read, read, samples

SAMPLE = "lda/input/lda_filings_sample_100.json"
UUID = "00000000-0000-4000-8000-00000000000"


def filing(number: int = 1, **more: Any) -> dict[str, Any]:
    """A report of a firm for a client, with what a test is about."""
    known: dict[str, Any] = {
        "filing_uuid": f"{UUID}{number}",
        "filing_type": "Q2",
        "filing_type_display": "2nd Quarter - Report",
        "filing_year": 2018,
        "filing_period": "second_quarter",
        "income": "40000.00",
        "expenses": None,
        "dt_posted": "2018-07-19T10:00:00-04:00",
        "registrant": {"id": 1, "name": "FIRM LLC", "address_1": "77 HIDDEN ST", "contact_telephone": "555-0100"},
        "client": {"id": 2, "name": "COALITION"},
        "lobbying_activities": [activity("H.R. 5682")],
        "foreign_entities": [],
        "affiliated_organizations": [],
        "conviction_disclosures": [],
    }
    return {**known, **more}


def activity(description: str) -> dict[str, Any]:
    return {
        "general_issue_code_display": "Law Enforcement",
        "description": description,
        "lobbyists": [{"lobbyist": {"id": 3, "first_name": "ALEX", "middle_name": None, "last_name": "EXAMPLE"}}],
        "government_entities": [{"id": 1, "name": "SENATE"}, {"id": 15, "name": "Justice, Dept of"}],
    }


def made(tmp_path: Path, *filings: object) -> Read:
    path = tmp_path / "filings.json"
    path.write_text(json.dumps(filings if len(filings) != 1 else filings[0]), encoding="utf-8")
    return read("lda", path)


def raw() -> tuple[Path, list[dict[str, Any]]]:
    (path,) = samples(SAMPLE)
    return path, json.loads(path.read_text(encoding="utf-8"))


def test_every_filing_of_the_sample_is_read() -> None:
    path, filings = raw()
    found = read("lda", path)
    assert len(set(found.sources)) == len(filings) == 100
    assert found.refusals == []
    assert found.problems() == []


def test_the_amounts_of_the_sample_are_its_own() -> None:
    path, filings = raw()
    found = read("lda", path)
    told = [tie.facts["amount"] for tie in found.ties("funds")] + [one["amount"] for one in found.outcomes()]
    held = [Decimal(one[key]) for one in filings for key in ("income", "expenses") if one[key]]
    assert len(held) == 17
    assert sorted(map(Decimal, map(str, told))) == sorted(held)


def test_the_parties_lobbyists_and_activities_of_the_sample_are_as_many_as_it_holds() -> None:
    path, filings = raw()
    found = read("lda", path)
    people = {
        (one["filing_uuid"], person["lobbyist"]["id"])
        for one in filings
        for act in one["lobbying_activities"]
        for person in act["lobbyists"]
    }
    assert found.tally["lobbyists"] == len(people)
    assert found.tally["activities"] == sum(len(one["lobbying_activities"]) for one in filings)
    firms = [tie for tie in found.ties("lobbies_for") if tie.subject.startswith("us-lda-registrant-")]
    others = [one for one in filings if one["registrant"]["name"].lower() != one["client"]["name"].lower()]
    assert len(firms) == len(others)


def test_no_address_telephone_or_contact_of_the_sample_is_told() -> None:
    path, filings = raw()
    told = read("lda", path).all_text()
    for one in filings:
        for key in ("address_1", "contact_telephone"):
            assert not (one["registrant"][key] and str(one["registrant"][key]) in told)


def test_a_client_pays_a_firm_in_a_quarter(tmp_path: Path) -> None:
    found = made(tmp_path, filing())
    (tie,) = found.ties("funds")
    assert (tie.subject, tie.target) == ("us-lda-client-2", "us-lda-registrant-1")
    assert (str(tie.facts["start"]), str(tie.facts["end"])) == ("2018-04-01", "2018-06-30")
    assert (tie.facts["amount"], tie.facts["currency"]) == (40000, "USD")


def test_one_that_lobbies_for_itself_is_one_actor_with_expenses(tmp_path: Path) -> None:
    itself = {"id": 1, "name": "Coalition"}
    found = made(tmp_path, filing(registrant=itself, income=None, expenses="90000.00"))
    assert found.ties("funds") == []
    assert [(one["unit"], one["amount"]) for one in found.outcomes()] == [("lobbying expenses", 90000)]
    assert {tie.subject for tie in found.ties("lobbied")} == {"us-lda-registrant-1"}
    assert [tie.subject for tie in found.ties("lobbies_for")] == ["us-lda-lobbyist-3"]


def test_bodies_are_lobbied_through_the_firm(tmp_path: Path) -> None:
    ties = made(tmp_path, filing()).ties("lobbied")
    assert {tie.target for tie in ties} == {"us-senate", "us-lda-body-15"}
    assert {tie.facts["role"] for tie in ties} == {"through FIRM LLC"}


@pytest.mark.parametrize(
    ("text", "bills"),
    [
        ("H.R. 5682 and S. 3649", {"us-bill-115-hr-5682", "us-bill-115-s-3649"}),
        ("HR5682/S.756, the First Step Act", {"us-bill-115-hr-5682", "us-bill-115-s-756"}),
        ("H. R. 1; S.J.Res. 7; H.Con.Res.71", {"us-bill-115-hr-1", "us-bill-115-sjres-7", "us-bill-115-hconres-71"}),
        ("H.Res. 12, S. Res. 3", {"us-bill-115-hres-12", "us-bill-115-sres-3"}),
        ("H.R. 10 (114th Congress)", {"us-bill-114-hr-10"}),
        ("implementation of P.L. 115-391 and Public Law 110-199", {"us-law-115-391", "us-law-110-199"}),
        ("the U.S. 2018 budget, Route U.S. 50, $5 and 401(k)s 20", set()),
        ("FY2019 NDAA, S. 1st draft, M-1 visas, hrs. 20", set()),
        ("S. 2,500 people; S. 1.5 million", set()),
    ],
)
def test_bills_and_laws_are_found_in_the_words_of_a_filing(tmp_path: Path, text: str, bills: set[str]) -> None:
    found = made(tmp_path, filing(lobbying_activities=[activity(text)]))
    assert {tie.target for tie in found.ties("lobbied_on")} == bills
    assert found.problems() == []


@pytest.mark.parametrize(("year", "congress"), [(1999, 106), (2017, 115), (2018, 115), (2019, 116), (2026, 119)])
def test_the_congress_follows_from_the_year(year: int, congress: int) -> None:
    assert congress_of(year) == congress


def test_an_amendment_counts_more_than_the_report_that_it_amends(tmp_path: Path) -> None:
    amended = filing(2, filing_type="2A", dt_posted="2018-07-01T00:00:00-04:00", income="1.00")
    found = made(tmp_path, filing(), amended)
    first, second = (record for record in found.records if record.edition)
    assert first.source_id == second.source_id
    assert first.edition is not None
    assert second.edition is not None
    assert second.edition > first.edition


def test_a_registration_begins_on_its_day_and_has_no_end(tmp_path: Path) -> None:
    client = {"id": 2, "name": "COALITION", "effective_date": "2018-05-09"}
    found = made(tmp_path, filing(filing_type="RR", income=None, client=client))
    (tie,) = (tie for tie in found.ties("lobbies_for") if tie.subject == "us-lda-registrant-1")
    assert str(tie.facts["start"]) == "2018-05-09"
    assert "end" not in tie.facts
    assert found.sources == ["us-lda-registration-1-2-2018-q2"]


@pytest.mark.parametrize("income", ["-5.00", "a lot", "9e99", "99999999999999999.00"])
def test_an_absurd_amount_is_told_and_not_read(tmp_path: Path, income: str) -> None:
    found = made(tmp_path, filing(income=income))
    assert found.ties("funds") == []
    assert [note for note in found.notes if income in note]


@pytest.mark.parametrize(
    "more",
    [{"filing_uuid": "x"}, {"filing_year": None}, {"filing_period": "spring"}, {"client": None}, {"registrant": {}}],
)
def test_a_broken_filing_is_refused_and_the_others_are_read(tmp_path: Path, more: dict[str, Any]) -> None:
    found = made(tmp_path, filing(), filing(2, **more))
    assert found.sources == ["us-lda-report-1-2-2018-q2"]
    assert len(found.refusals) == 1


@pytest.mark.parametrize("data", [b'[{"filing_uuid": "', b'[{"filing_uuid": "\xff"}]', b"", b"[" * 100_000])
def test_a_broken_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "filings.json").write_bytes(data)
    found = read("lda", tmp_path)
    assert found.statements == []
    assert len(found.refusals) == 1


def test_a_page_of_the_api_and_a_single_filing_are_read(tmp_path: Path) -> None:
    page = {"count": 1, "next": None, "results": [filing()]}
    assert made(tmp_path, page).sources == made(tmp_path, filing()).sources


def test_json_of_another_kind_is_foreign(tmp_path: Path) -> None:
    assert len(made(tmp_path, {"grants": []}).foreign) == 1


def test_names_with_markup_are_told_without_it(tmp_path: Path) -> None:
    found = made(tmp_path, filing(client={"id": 2, "name": "A &amp; B <i>COALITION</i>"}))
    assert found.values("us-lda-client-2", "name") == ["A & B COALITION"]
    assert found.problems() == []


def test_affiliates_and_owners_are_told_within_the_client(tmp_path: Path) -> None:
    owner = {"name": "OWNER AG", "ownership_percentage": "100.00", "address": "Street 1", "country": "CH"}
    found = made(tmp_path, filing(foreign_entities=[owner], affiliated_organizations=[{"name": "MEMBER"}]))
    assert {tie.facts["role"] for tie in found.ties("affiliated_with")} == {"foreign entity", "affiliated organization"}
    assert all(tie.target.startswith("us-lda-client-2-affiliate-") for tie in found.ties("affiliated_with"))
