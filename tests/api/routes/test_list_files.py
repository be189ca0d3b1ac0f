"""Every list of the API is also a table: CSV or a workbook, by `format` or by Accept."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.export import list_files
from api.export.list_files import CSV, XLSX, GatheredPages, table_asked
from tests.api.routes.test_every_route import ROUTES, ask

SINGLE = {
    *("/api/actors/{slug}", "/api/ties/{tie_id}", "/api/outcomes/{outcome_id}", "/api/sources/{source_id}"),
    "/api/stats",
}
"""The answers of the API that are about one thing."""
LISTS = [route for route in ROUTES if route.startswith("/api/") and route not in SINGLE]


def rows(answer: Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def listed(answer: Any) -> int:
    """How many rows the lists of an answer have: hops and sides have one each."""
    parts = [answer] if isinstance(answer, list) else answer.values()
    items = [one for part in parts if isinstance(part, list) for one in part if isinstance(one, dict)]
    return sum(len(item.get("hops") or item.get("sides") or [item]) for item in items)


@pytest.mark.parametrize("route", LISTS)
def test_every_list_is_a_table_with_a_row_for_each_item(world_client: TestClient, route: str) -> None:
    told, table = ask(world_client, route), ask(world_client, route, "format=csv")
    assert len(rows(table)) == listed(told.json())
    assert table.headers["content-disposition"].startswith('attachment; filename="reentry-000001-')
    assert table.headers["content-disposition"].endswith('.csv"')
    assert "Accept" in table.headers["vary"].split(", ")
    assert rows(ask(world_client, route, Accept="text/csv")) == rows(table)


@pytest.mark.parametrize("route", LISTS)
def test_every_list_is_a_workbook(world_client: TestClient, route: str) -> None:
    answer = ask(world_client, route, "format=xlsx")
    assert (answer.headers["content-type"], answer.content[:2]) == (XLSX, b"PK")
    assert ask(world_client, route, Accept=XLSX).headers["content-type"] == XLSX


def test_the_document_of_the_api_says_which_answers_are_tables() -> None:
    paths = create_app().openapi()["paths"]
    for path, asked in paths.items():
        names = {one["name"] for one in asked["get"].get("parameters", ())}
        content = {"application/json", CSV, XLSX}
        assert ("format" in names and path.startswith("/api/")) == (path in LISTS), path
        if path in LISTS:
            assert content <= set(asked["get"]["responses"]["200"]["content"]), path


@pytest.mark.parametrize("route", sorted(SINGLE))
def test_what_is_no_list_refuses_a_format(world_client: TestClient, route: str) -> None:
    assert "there is no parameter 'format' here" in ask(world_client, route, "format=csv").json()["detail"]


@pytest.mark.parametrize(
    ("form", "accept", "asked"),
    [
        *((None, "", None), (None, "*/*", None), (None, "text/html,*/*;q=0.8", None), (None, "text/turtle", None)),
        *((None, "text/csv", "csv"), (None, "text/*", "csv"), (None, "TEXT/CSV", "csv"), (None, XLSX, "xlsx")),
        *((None, "text/csv;q=0.5, application/json", None), (None, "text/csv, application/json;q=0.5", "csv")),
        *(("json", "text/csv", None), ("csv", XLSX, "csv"), ("xlsx", "*/*", "xlsx"), ("pdf", "text/csv", None)),
    ],
)
def test_the_parameter_decides_before_the_header(form: str | None, accept: str, asked: str | None) -> None:
    assert table_asked(form, accept) == asked


def test_json_and_table_of_one_address_are_not_taken_for_each_other(world_client: TestClient) -> None:
    for _ in range(2):
        for accept in ("application/json", "text/csv", XLSX):
            answer = world_client.get("/api/sources", headers={"Accept": accept})
            assert answer.headers["content-type"].startswith(accept)


def test_without_limit_a_table_has_all_pages(world_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_files, "MOST", 2)
    answer = world_client.get("/api/actors?format=csv&sort=name")
    everybody = world_client.get("/api/actors?sort=name").json()["actors"]
    assert len(everybody) > 5
    assert [row["actor_id"] for row in rows(answer)] == [one["actor"]["id"] for one in everybody]
    assert "link" not in answer.headers


def test_a_table_that_ends_early_leads_to_the_rest(world_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_files, "MOST", 2)
    monkeypatch.setattr(list_files, "MOST_ROWS", 4)
    first = world_client.get("/api/ties?format=csv&tier=1")
    rest = world_client.get(first.links["next"]["url"])
    ids = [row["id"] for part in (first, rest) for row in rows(part)]
    assert ids == [tie["id"] for tie in world_client.get("/api/ties?tier=1").json()["ties"]]
    assert len(rows(first)) == 4 < len(ids)


def test_limit_and_cursor_hold_for_tables(world_client: TestClient) -> None:
    first = world_client.get("/api/actors?limit=2", headers={"Accept": "text/csv"})
    assert len(rows(first)) == 2
    second = world_client.get(first.links["next"]["url"], headers={"Accept": "text/csv"})
    assert len(rows(second)) == 2
    assert rows(first) != rows(second)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *(("/api/actors?format=pdf", 422), ("/api/actors?format=csv&kind=x", 422), ("/api/ties?format=", 422)),
        *(("/api/actors/nobody/ties?format=csv", 404), ("/api/ties?format=csv&cursor=x", 422)),
        *(("/api/ties?format=csv&format=xlsx", 422), ("/api/ties?format=CSV", 422)),
        *(("/api/ties?format=csv&known_at=999999", 404), ("/api/actors?format=csv&limit=5000", 422)),
    ],
)
def test_what_json_refuses_a_table_refuses(world_client: TestClient, address: str, status: int) -> None:
    answer = world_client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_undated_ties_that_are_left_out_are_counted(world_client: TestClient) -> None:
    answer = world_client.get("/api/ties?format=csv&as_of=2018-06-01")
    assert answer.headers["reentry-undated"] == "1"
    assert len(rows(answer)) + 1 == len(rows(world_client.get("/api/ties?format=csv&as_of=2018-06-01&undated=include")))


def test_a_table_of_two_versions_is_not_handed_out(world_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def mixed(*_: object, **__: object) -> GatheredPages:
        return GatheredPages((b'{"actors": []}',), frozenset({'"another version"'}), None)

    monkeypatch.setattr(list_files, "_gathered", mixed)
    answer = world_client.get("/api/actors?format=csv&in=california-institution-for-women&kind=law")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_a_name_leads_to_the_table_of_its_actor(world_client: TestClient) -> None:
    by_name = world_client.get("/api/actors/Kim Kardashian/ties?format=csv", follow_redirects=True)
    assert rows(by_name) == rows(world_client.get("/api/actors/kim-kardashian/ties?format=csv"))
    assert by_name.history


def test_head_makes_no_table(world_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_files, "write_csv", None)
    answer = world_client.head("/api/outcomes?format=csv&limit=7")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/csv")
