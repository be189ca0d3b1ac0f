"""Directories of services in the Human Services Data Specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.loaders.read_result import Read, read

ONE = "11111111-1111-4111-8111-111111111111"
TWO = "22222222-2222-4222-8222-222222222222"


def made(tmp_path: Path, data: object, name: str = "services.json") -> Read:
    path = tmp_path / "my-county" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return read("hsds", path)


def organization(**more: Any) -> dict[str, Any]:
    where = {"address_1": "77 HIDDEN ST", "city": "Dayton", "state_province": "OH", "country": "US"}
    known = {"id": ONE, "name": "A Home", "tax_id": "990000001", "email": "pat@example.org", "phones": ["555-0100"]}
    return {**known, "url": "https://example.org", "locations": [{"addresses": [where]}], **more}


def service(**more: Any) -> dict[str, Any]:
    return {"id": TWO, "name": "Beds", "status": "active", "organization": organization(), **more}


def test_a_service_is_run_by_its_organization_in_a_town(tmp_path: Path) -> None:
    found = made(tmp_path, [service()])
    assert found.problems() == []
    assert [(tie.subject, tie.target) for tie in found.ties("runs_program")] == [
        (f"hsds-org-{ONE}", f"hsds-service-{TWO}")
    ]
    assert {tie.target for tie in found.ties("located_in")} == {"us-town-oh-dayton", "us-state-OH"}
    assert found.values(f"hsds-org-{ONE}", "ein") == ["99-0000001"]
    assert found.values(f"hsds-org-{ONE}", "url") == ["https://example.org"]


def test_no_address_mail_or_telephone_is_told(tmp_path: Path) -> None:
    told = made(tmp_path, [service()]).all_text()
    assert not [hidden for hidden in ("HIDDEN", "pat@", "555-0100") if hidden in told]


@pytest.mark.parametrize(
    "data",
    [
        service(),
        [service()],
        {"contents": [service()]},
        organization(services=[{"id": TWO, "name": "Beds"}]),
        {"organizations": [organization(services=[{"id": TWO, "name": "Beds"}])]},
    ],
)
def test_the_same_is_read_from_every_shape(tmp_path: Path, data: object) -> None:
    found = made(tmp_path, data)
    assert len(found.ties("runs_program")) == 1
    assert found.tally["organizations"] == 1


def test_tables_of_one_package_speak_of_the_same_organizations(tmp_path: Path) -> None:
    first = made(tmp_path, "id,name,url\n1,A Home,https://example.org\n", "organizations.csv")
    second = made(tmp_path, "id,organization_id,name,status\n7,1,Beds,active\n", "services.csv")
    assert first.problems() == second.problems() == []
    assert {tie.subject for tie in second.ties("runs_program")} == first.actors("organization")


def test_codes_that_are_no_uuid_hold_within_their_directory(tmp_path: Path) -> None:
    one = made(tmp_path, "id,name\n1,A Home\n", "organizations.csv")
    (tmp_path / "your-county").mkdir()
    (tmp_path / "your-county" / "organizations.csv").write_text("id,name\n1,B Home\n", encoding="utf-8")
    assert not one.actors() & read("hsds", tmp_path / "your-county").actors()


def test_what_is_gone_or_nameless_is_told_and_not_read(tmp_path: Path) -> None:
    gone, nameless = service(status="defunct"), service(name="N/A")
    found = made(tmp_path, [gone, nameless, service(url="javascript:x")])
    assert found.tally["services"] == 1
    assert len(found.notes) == 3


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", '[{"id": 1, "name"'),
        ("services.csv", "id,name\n1,A,too many\n"),
        ("services.csv", "id,name\n1\n"),
        ("services.csv", 'id,name\n1,"A'),
        ("services.csv", "id,name\n"),
    ],
)
def test_a_broken_file_is_refused_whole(tmp_path: Path, name: str, data: str) -> None:
    found = made(tmp_path, data, name)
    assert found.statements == []
    assert len(found.refusals) == 1


@pytest.mark.parametrize(
    ("name", "data"), [("phones.csv", "id,number\n"), ("a.json", '[{"id": 1, "name": "A"}]'), ("a.md", "#")]
)
def test_a_file_of_another_kind_is_foreign(tmp_path: Path, name: str, data: str) -> None:
    assert len(made(tmp_path, data, name).foreign) == 1


def test_names_with_markup_are_told_without_it(tmp_path: Path) -> None:
    found = made(tmp_path, [service(name="Beds &amp; <b>food</b>")])
    assert found.values(f"hsds-service-{TWO}", "name") == ["Beds & food"]
