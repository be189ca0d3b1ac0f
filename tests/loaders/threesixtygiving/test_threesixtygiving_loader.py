"""Grants in the 360Giving standard."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from loaders.threesixtygiving.grant_dates import read_date
from tests.loaders.read_result import Read, read, samples

FOLDER = "threesixtygiving"
SAMPLES = {"ocf2.json": 98, "nominet.json": 270, "wolfson.json": 379, "baring.json": 53}


def grant(number: int = 1, **more: Any) -> dict[str, Any]:
    """One grant, with what a test is about."""
    known: dict[str, Any] = {
        "id": f"360G-example-{number}",
        "title": "Housing first",
        "currency": "GBP",
        "amountAwarded": 1000,
        "awardDate": "2019-05-01",
        "fundingOrganization": [{"id": "GB-CHC-111111", "name": "A Trust"}],
        "recipientOrganization": [{"id": "GB-CHC-222222", "name": "A Home"}],
    }
    return {**known, **more}


def made(tmp_path: Path, *grants: object) -> Read:
    path = tmp_path / "data.json"
    path.write_text(json.dumps({"grants": grants}), encoding="utf-8")
    return read("360giving", path)


def table(tmp_path: Path, text: str | bytes) -> Read:
    path = tmp_path / "data.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read("360giving", path)


def amounts(found: Read) -> Decimal:
    return sum((Decimal(str(tie.facts["amount"])) for tie in found.ties("grants_to")), Decimal(0))


@pytest.mark.parametrize(("name", "count"), SAMPLES.items())
def test_every_grant_of_a_sample_package_is_read_with_its_amount(name: str, count: int) -> None:
    (path,) = samples(f"{FOLDER}/{name}")
    grants = json.loads(path.read_text(encoding="utf-8"))["grants"]
    found = read("360giving", path)
    assert found.problems() == []
    assert found.notes == []
    assert found.tally["grants"] == len(grants) == count
    assert sum(int(str(tie.facts.get("quantity", 1))) for tie in found.ties("grants_to")) == count
    assert amounts(found) == sum(Decimal(str(one["amountAwarded"])) for one in grants)


def test_every_grant_of_the_sample_table_is_read_with_its_amount() -> None:
    (path,) = samples(f"{FOLDER}/IndigoTrust_360giving.csv")
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        rows = list(csv.DictReader(file))
    found = read("360giving", path)
    assert found.problems() == []
    assert found.tally["grants"] == len(rows) == 269
    assert amounts(found) == sum(Decimal(row["Amount Awarded"]) for row in rows)


def test_no_street_of_a_sample_is_told() -> None:
    (path,) = samples(f"{FOLDER}/ocf2.json")
    told = read("360giving", path).all_text()
    streets = [
        one["recipientOrganization"][0].get("streetAddress", "")
        for one in json.loads(path.read_text(encoding="utf-8"))["grants"]
    ]
    assert [street for street in streets if any(map(str.isdigit, street)) and street in told] == []


def test_a_registered_number_makes_the_id_and_another_code_holds_for_one_publisher(tmp_path: Path) -> None:
    other = [{"id": "360G-example-org:7", "name": "B Home", "charityNumber": "333333", "companyNumber": "77"}]
    found = made(tmp_path, grant(), grant(2, recipientOrganization=other))
    targets = [tie.target for tie in found.ties("grants_to")]
    assert targets[0] == "org-gb-chc-222222"
    assert targets[1].startswith("360g-example-org-")
    assert found.values(targets[1], "org_id") == ["GB-CHC-333333", "GB-COH-00000077"]


def test_an_american_recipient_is_known_by_its_ein(tmp_path: Path) -> None:
    found = made(tmp_path, grant(recipientOrganization=[{"id": "US-EIN-990000001", "name": "A Home"}]))
    assert [tie.target for tie in found.ties("grants_to")] == ["us-ein-990000001"]
    assert found.values("us-ein-990000001", "ein") == ["99-0000001"]


def test_a_grant_with_a_period_has_it_and_one_without_has_its_day(tmp_path: Path) -> None:
    period = [{"startDate": "2019-06-01", "endDate": "2020-05-31"}]
    found = made(tmp_path, grant(), grant(2, plannedDates=period))
    spans = [(str(tie.facts["start"]), str(tie.facts.get("end"))) for tie in found.ties("grants_to")]
    assert spans == [("2019-05-01", "None"), ("2019-06-01", "2020-05-31")]


def test_grants_that_nothing_tells_apart_are_one_tie_that_says_how_many(tmp_path: Path) -> None:
    (tie,) = made(tmp_path, grant(), grant(2)).ties("grants_to")
    assert (tie.facts["amount"], tie.facts["quantity"]) == (2000, 2)
    assert tie.facts["locator"] == "360G-example-1, 360G-example-2"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"id": "360G-example-1"}, "a second time"),
        ({"amountAwarded": -5}, "below zero"),
        ({"amountAwarded": 1e18}, "larger than any grant"),
        ({"amountAwarded": "lots"}, "no number"),
        ({"recipientOrganization": []}, "no recipient"),
        ({"fundingOrganization": [{"name": "N/A"}]}, "no funder"),
        ({"recipientOrganization": [], "recipientIndividual": [{"id": "x"}]}, "a person whom the file does not name"),
        ({"recipientOrganization": [{"name": "A"}, {"name": "B"}]}, "several funders or recipients"),
        ({"recipientOrganization": [{"id": "GB-CHC-111111", "name": "A Trust"}]}, "gives to itself"),
    ],
)
def test_a_grant_that_cannot_be_told_is_passed_over_with_its_reason(
    tmp_path: Path, more: dict[str, Any], why: str
) -> None:
    found = made(tmp_path, grant(), grant(**{"number": 2} | more))
    assert found.tally["grants"] == 1
    assert why in found.notes[0]
    assert found.problems() == []


def test_an_amount_without_currency_is_not_told(tmp_path: Path) -> None:
    found = made(tmp_path, grant(currency=""))
    assert "amount" not in found.ties("grants_to")[0].facts
    assert "has no currency" in found.notes[0]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("16/03/2015", "2015-03-16"),
        ("26/03/2001 00:00", "2001-03-26"),
        ("08/2013", "2013-08"),
        ("31 March 2014", "2014-03-31"),
        ("2015-05-25T00:00:00Z", "2015-05-25"),
        ("2014", "2014"),
        ("31/02/2015", None),
        ("soon", None),
    ],
)
def test_dates_are_read_as_funders_write_them(text: str, date: str | None) -> None:
    read_as = read_date(text)
    assert (str(read_as) if read_as else None) == date


def test_the_names_of_columns_may_be_those_of_the_schema(tmp_path: Path) -> None:
    head = "id,amountAwarded,currency,awardDate,fundingOrganization/0/id,fundingOrganization/0/name,"
    head += "recipientOrganization/0/id,recipientOrganization/0/name\n"
    found = table(tmp_path, f"{head}360G-x-1,50,GBP,2020-01-02,GB-CHC-111111,A Trust,GB-CHC-222222,A Home\n")
    assert [tie.facts["amount"] for tie in found.ties("grants_to")] == [50]


def test_a_table_that_windows_wrote_is_read(tmp_path: Path) -> None:
    head = (
        "Identifier,Title,Funding Org:Identifier,Funding Org:Name,Recipient Org:Name,Currency,Amount Awarded,Award Date"
    )
    found = table(tmp_path, f"{head}\n360G-x-1,Café,GB-CHC-111111,A Trust,A Home,GBP,50,01/02/2020\n".encode("cp1252"))
    assert [tie.facts["note"] for tie in found.ties("grants_to")] == ["Café"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.json", b'{"grants": [{"id"', "this is not JSON"),
        ("a.json", b'{"grants": []}', "contains no grants"),
        ("a.json", b'{"grants": [1]}', "something that is not a grant"),
        ("a.json", b'{"grants": [{"id": "\xff"}]}', "not UTF-8"),
        ("a.csv", b"Identifier,Amount Awarded,Funding Org:Identifier\n360G-x-1,5\n", "a part of the file is missing"),
        ("a.csv", b'Identifier,Amount Awarded,Funding Org:Identifier\n360G-x-1,"5', "is not CSV"),
    ],
)
def test_a_broken_file_is_refused_whole(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    found = read("360giving", tmp_path)
    assert found.statements == []
    assert reason in found.refusals[0]


def test_names_with_markup_are_told_without_it(tmp_path: Path) -> None:
    found = made(tmp_path, grant(title="A <b>bold</b> &amp; new plan"))
    assert [tie.facts["note"] for tie in found.ties("grants_to")] == ["A bold & new plan"]
    assert found.problems() == []
