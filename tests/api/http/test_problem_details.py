"""Errors: one shape, a status of their own, and what the reader can do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from api.http import problem_details
from api.pages.render import problem_page
from graph.sparql.query_errors import Crashed
from graph.versions.version_folders import DataFolder
from tests.api.conftest import BROWSER, Page, asking


def problem(answer: Response, status: int) -> dict[str, Any]:
    """The problem details of an answer; fails where it is none."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize(
    "address",
    [
        "/api/actors/kim-kardashan",
        "/api/actors/kim-kardashan/neighbors",
        "/api/paths?from=kim-kardashan&to=cut50",
        "/api/paths?from=cut50&to=kim-kardashan",
        "/export/graph.gexf?around=kim-kardashan",
        "/id/kim-kardashan",
    ],
)
def test_an_unknown_actor_comes_with_those_that_are_near(client: TestClient, address: str) -> None:
    told = problem(client.get(address), 404)
    assert (told["what"], told["key"]) == ("actor", "kim-kardashan")
    assert "did you mean kim-kardashian" in told["detail"]


@pytest.mark.parametrize("space", ["tie", "outcome", "source"])
def test_other_unknown_things_say_where_to_find_some(client: TestClient, space: str) -> None:
    for address in (f"/api/{space}s/nothing", f"/{space}/nothing"):
        told = problem(client.get(address), 404)
        assert (told["what"], told["key"]) == (space, "nothing")
        assert "follow" in told["detail"]


def test_an_unknown_address_says_where_the_known_ones_stand(client: TestClient) -> None:
    assert "/docs" in problem(client.get("/nowhere"), 404)["detail"]


def test_an_unknown_kind_of_file_lists_the_known_ones(client: TestClient) -> None:
    assert "gexf" in problem(client.get("/export/graph.pdf"), 404)["offered"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", ["/", "/api/stats", "/id/cut50", "/export/graph.gexf", "/healthz"])
def test_nothing_can_be_written(client: TestClient, method: str, address: str) -> None:
    answer = client.request(method, address)
    assert "read-only" in problem(answer, 405)["detail"]
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/api/search", "q"),
        ("/api/search?q=", "q"),
        (f"/api/search?q={'x' * 201}", "q"),
        ("/api/search?q=x&limit=0", "limit"),
        ("/api/search?q=x&limit=1.5", "limit"),
        ("/api/search?q=x&limit=ten", "limit"),
        ("/api/actors/cut50?as_of=yesterday", "as_of"),
        ("/api/actors/cut50?as_of=2019-6-1", "as_of"),
        ("/api/actors/cut50?certainty=perhaps", "certainty"),
        ("/api/actors/cut50?status=true", "status.0"),
        ("/api/actors/cut50?tier=4", "tier"),
        ("/api/actors/cut50/neighbors?depth=9", "depth"),
        ("/api/paths?from=cut50", "to"),
        ("/api/paths", "from"),
        ("/export/graph.gexf?depth=9", "depth"),
        ("/?as_of=soon", "as_of"),
        (f"/?q={'x' * 201}", "q"),
    ],
)
def test_a_wrong_parameter_is_named(client: TestClient, address: str, name: str) -> None:
    told = problem(client.get(address), 422)
    assert name in {fault["name"] for fault in told["errors"]}
    assert name in told["detail"]


@pytest.mark.parametrize("date", ["2019-13", "2019-02-30", "0000"])
def test_a_date_that_is_none_is_refused(client: TestClient, date: str) -> None:
    assert date[:7] in problem(client.get(f"/api/actors/cut50?as_of={date}"), 422)["detail"]


def test_a_date_beside_a_window_is_refused(client: TestClient) -> None:
    told = problem(client.get("/api/actors/cut50?as_of=2019&since=2018"), 422)
    assert "ask for one date, or for a window" in told["detail"]


def test_an_unknown_relation_is_named(client: TestClient) -> None:
    told = problem(client.get("/api/actors/cut50?relation=funds&relation=likes"), 422)
    assert "likes" in told["detail"]
    assert "/ontology" in told["detail"]


@pytest.mark.parametrize("address", ["/api/stats", "/id/cut50", "/", "/readyz"])
def test_before_there_is_a_version_the_server_says_to_come_again(tmp_path: Path, address: str) -> None:
    with asking(DataFolder(tmp_path)) as client:
        answer = client.get(address)
        problem(answer, 503)
        assert int(answer.headers["retry-after"]) > 0
        assert client.get("/healthz").status_code == 200


def test_a_mistake_of_ours_is_told_without_its_insides() -> None:
    app = FastAPI()
    problem_details.install(app, problem_page)

    @app.get("/")
    async def fail() -> None:
        raise RuntimeError("the insides")

    answer = TestClient(app, raise_server_exceptions=False).get("/")
    problem(answer, 500)
    assert "insides" not in answer.text


def test_a_browser_gets_an_error_as_a_page(client: TestClient) -> None:
    answer = client.get("/id/kim-kardashan", headers={"Accept": BROWSER})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Accept" in answer.headers["vary"]
    page = Page(answer.text)
    assert "did you mean kim-kardashian" in page.text
    assert page.all("//main//a/@href")[0] == "/id/kim-kardashian"
    assert "/?q=kim%20kardashan" in page.all("//main//a/@href")


def test_the_page_of_a_wrong_date_keeps_its_status(client: TestClient) -> None:
    assert client.get("/?as_of=2019-13", headers={"Accept": BROWSER}).status_code == 422


@pytest.mark.parametrize("accept", ["application/json", "text/turtle", "*/*", "application/problem+json, text/html"])
def test_a_program_gets_problem_details(client: TestClient, accept: str) -> None:
    problem(client.get("/api/actors/nobody", headers={"Accept": accept}), 404)


def test_who_lost_the_worker_is_told_when_to_ask_again() -> None:
    details = problem_details.described(Crashed("killed from outside"))
    assert (details.status, details.headers["Retry-After"]) == (503, "1")
