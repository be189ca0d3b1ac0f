"""Odd and hostile requests: nothing is let through, nothing breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.ingest.curated_facts import load_curated
from graph.model.statements import DataError
from graph.versions.version_folders import DataFolder
from tests.api.conftest import BROWSER, Page
from tests.folders import Folder

SCRIPT = "<script>alert(1)</script>"
BREAKING = ['"><script>alert(1)</script>', "' onfocus='alert(1)", "</h2><img src=x onerror=alert(1)>", "{{ 7 * 7 }}"]
ODD = [
    "\x00",
    "\x7f\x1b[31m",
    "%",
    "' OR 1=1 --",
    '"',
    "*",
    "NEAR(kim, west)",
    "kim AND",
    "-kim",
    "name:kim",
    "\u202egnirts",
    "🕊️" * 40,
    "ﷺ" * 100,
    "a" * 200,
    "ß İ ǆ",
    "\ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "  ",
    "\r\nSet-Cookie: a=b",
]


@pytest.mark.parametrize("text", BREAKING)
@pytest.mark.parametrize("field", ["q", "from", "to"])
def test_what_is_typed_is_shown_as_text(client: TestClient, field: str, text: str) -> None:
    asked = {"from": "cut50", "to": "first-step-act"} | {field: text} if field != "q" else {"q": text}
    answer = client.get("/", params=asked, headers={"Accept": BROWSER})
    assert answer.status_code == (200 if field == "q" else 404)
    page = Page(answer.text)
    assert page.all("//script | //img | //@onfocus | //@onerror") == []
    assert text in page.text or text in page.all("//input/@value")


@pytest.mark.parametrize("text", BREAKING)
def test_an_unknown_name_is_shown_as_text(client: TestClient, text: str) -> None:
    answer = client.get(f"/id/{text.replace('/', '')}", headers={"Accept": BROWSER})
    assert answer.status_code == 404
    assert Page(answer.text).all("//script | //img | //@onfocus | //@onerror") == []


def test_a_name_with_markup_is_never_loaded(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "world")
    folder.set("actors", 2, "name", SCRIPT)
    with pytest.raises(DataError, match=r"actors\.csv:2:name"):
        load_curated(DataFolder(tmp_path / "home"), [folder.path])


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_a_question_like_any_other(client: TestClient, text: str) -> None:
    assert client.get("/", params={"q": text}).status_code == 200
    assert client.get("/", params={"from": text, "to": text}).status_code in (200, 300, 404)
    assert client.get("/api/search", params={"q": text}).status_code == 200
    assert client.get("/api/paths", params={"from": text[:120], "to": "cut50"}).status_code in (300, 404)


@given(st.text(min_size=1, max_size=200))
def test_any_text_can_be_searched_for(client: TestClient, text: str) -> None:
    answer = client.get("/api/search", params={"q": text.encode("utf-8", "replace")})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/id/..%2f..%2fetc%2fpasswd",
        "/id/..%5c..%5cetc",
        "/id/%2e%2e",
        "/source/..%2F..%2Fmanifest.json",
        "/tie/%00",
        "/id/kim%0d%0aX-Evil:%201",
        "/export/..%2f..%2fgraph.gexf",
        "/export/%2e%2e%2fgraph.gexf",
        "/export/x%0d%0aX-Evil:%201.gexf",
        "/export/x%22;.gexf",
        "/export/%F0%9F%95%8A.gexf",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/../app.py",
        "/static//etc/passwd",
        "/static/%2Fetc%2Fpasswd",
        "/static/",
        "/static/__init__.py",
        "/id/cut50/..%2f..",
    ],
)
def test_no_address_leads_out(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in (404, 405, 422), answer.text[:200]
    assert answer.headers["content-type"] == "application/problem+json"
    assert "x-evil" not in answer.headers


@pytest.mark.parametrize("address", ["/id/kim-kardashian/", "/api/stats/"])
def test_a_trailing_slash_leads_to_this_server_or_nowhere(client: TestClient, address: str) -> None:
    answer = client.get(address, headers={"Accept": "application/json, text/turtle"}, follow_redirects=False)
    assert answer.status_code in (200, 307, 404)
    assert answer.headers.get("location", "http://testserver/").startswith("http://testserver/")


def test_a_very_long_address_is_refused_or_answered(client: TestClient) -> None:
    assert client.get("/", params={"q": "x" * 60_000}).status_code == 422
    assert client.get(f"/id/{'x' * 60_000}").status_code == 422
    assert client.get("/api/stats", params={"unknown": "x" * 60_000}).status_code == 422
    assert len(client.get(f"/api/stats?{'x' * 60_000}=1").content) < 1_000
    assert client.get("/api/actors/cut50?" + "&".join(["relation=funds"] * 4_000)).status_code == 200


def test_a_very_long_accept_is_cut(client: TestClient) -> None:
    assert client.get("/id/cut50", headers={"Accept": "image/png, " * 5_000 + "text/html"}).status_code == 406


def test_many_tags_are_read(client: TestClient) -> None:
    assert client.get("/api/stats", headers={"If-None-Match": '"x", ' * 10_000}).status_code == 200


def test_a_repeated_parameter_is_no_question(client: TestClient) -> None:
    assert client.get("/api/search?q=kim&q=west").status_code == 422


def test_a_body_on_a_question_is_not_read(client: TestClient) -> None:
    answer = client.request("GET", "/api/stats", content=b"x" * 1_000_000)
    assert answer.status_code == 200
