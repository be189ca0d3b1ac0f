"""The pages that explain problems, which each problem details answer points to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.http.problem_types import PROBLEM_TYPES
from graph.versions.version_folders import DataFolder
from tests.api.conftest import BROWSER, Page, asking


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a server without facts: the explanations need none."""
    with asking(DataFolder(tmp_path_factory.mktemp("empty"))) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("/api/actors/nobody", "unknown-actor"),
        ("/api/ties/none", "unknown-tie"),
        ("/api/ties?cursor=abc", "invalid-cursor"),
        ("/api/ties?limit=0", "invalid-parameter"),
        ("/api/ties?relation=likes", "invalid-parameter"),
        ("/export/graph.pdf", "unknown-format"),
        ("/nowhere", "not-found"),
        ("/static/nothing.css", "not-found"),
        ("/sparql?query=SELEC", "query-syntax"),
        ("/store?graph=https://example.org/none", "unknown-graph"),
    ],
)
def test_a_problem_leads_to_its_explanation(world_client: TestClient, address: str, slug: str) -> None:
    problem = world_client.get(address).json()
    assert problem["type"] == f"/problems/{slug}"
    explained = world_client.get(problem["type"], headers={"Accept": "application/json"}).json()
    assert (explained["title"], explained["status"]) == (problem["title"], problem["status"])


def test_a_wrong_method_has_its_explanation(world_client: TestClient) -> None:
    assert world_client.post("/api/stats").json()["type"] == "/problems/method-not-allowed"


@pytest.mark.parametrize("slug", PROBLEM_TYPES)
def test_every_problem_has_a_page(empty: TestClient, slug: str) -> None:
    answer = empty.get(f"/problems/{slug}", headers={"Accept": BROWSER})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Accept" in answer.headers["vary"].split(", ")
    text = Page(answer.text).text
    for part in ("title", "meaning", "cause", "cure"):
        assert " ".join(PROBLEM_TYPES[slug][part].replace("`", "").split()) in text


def test_the_list_links_to_every_problem(empty: TestClient) -> None:
    links = Page(empty.get("/problems", headers={"Accept": BROWSER}).text).all("//main//a/@href")
    assert {f"/problems/{slug}" for slug in PROBLEM_TYPES} <= set(links)
    listed = empty.get("/problems", headers={"Accept": "application/json"}).json()["problems"]
    assert [problem["slug"] for problem in listed] == list(PROBLEM_TYPES)


def test_an_unknown_problem_is_not_found(empty: TestClient) -> None:
    assert empty.get("/problems/no-such").status_code == 404


def test_the_page_of_an_error_links_to_its_explanation(world_client: TestClient) -> None:
    page = Page(world_client.get("/id/nobody", headers={"Accept": BROWSER}).text)
    assert page.all("//main//h1")[0].text == "Unknown actor"
    assert "/problems/unknown-actor" in page.all("//main//a/@href")
