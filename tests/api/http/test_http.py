"""What holds for every answer: HEAD, OPTIONS, tags, compression, and headers that keep browsers safe."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.http.etag import software_digest
from tests.api.conftest import BROWSER

ADDRESSES = [
    "/",
    "/api/stats",
    "/api/actors/cut50",
    "/id/cut50",
    "/tie/kim-kardashian--apprentice-at--cut50--2018-10",
    "/source/news-2018",
    "/ontology",
    "/export/graph.gexf",
    "/export/ties.csv",
    "/healthz",
    "/readyz",
    "/docs",
    "/openapi.json",
    "/static/style.css",
]
TAGGED = ADDRESSES[:9]
NOT_OF_THE_BODY = {"date"}


def _headers(client: TestClient, method: str, address: str) -> dict[str, str]:
    headers = client.request(method, address).headers
    return {name: value for name, value in headers.items() if name not in NOT_OF_THE_BODY}


@pytest.mark.parametrize("address", [*ADDRESSES, "/id/nobody", "/nowhere", "/?as_of=x"])
def test_head_answers_as_get_without_the_body(world_client: TestClient, address: str) -> None:
    head, get = world_client.head(address), world_client.get(address)
    assert head.content == b""
    assert head.status_code == get.status_code
    told, whole = _headers(world_client, "HEAD", address), _headers(world_client, "GET", address)
    if "content-length" not in told:  # only the work of GET shows how long its answer is, and whether it is compressed
        whole = {name: value for name, value in whole.items() if name not in {"content-length", "content-encoding"}}
        whole["etag"] = whole["etag"].replace('-gzip"', '"')
    assert told == whole


@pytest.mark.parametrize("address", [*ADDRESSES, "/id/nobody"])
def test_options_says_what_is_taken(world_client: TestClient, address: str) -> None:
    answer = world_client.options(address)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ["/sparql", "/sparql/"])
def test_questions_may_be_posted(world_client: TestClient, address: str) -> None:
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    answer = world_client.options(address, headers=asked)
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS, POST"


def test_a_page_of_any_site_may_ask_with_any_header(world_client: TestClient) -> None:
    asked = {
        "Origin": "https://page.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "x-requested-with, accept",
    }
    answer = world_client.options("/api/stats", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == "x-requested-with, accept"


@pytest.mark.parametrize("address", [*ADDRESSES, "/id/nobody", "/nowhere", "/?as_of=x"])
@pytest.mark.parametrize("asked", [{}, {"Origin": "https://page.example"}, {"Origin": "null", "Cookie": "a=b"}])
def test_any_site_may_read_but_never_with_credentials(
    world_client: TestClient, address: str, asked: dict[str, str]
) -> None:
    headers = world_client.get(address, headers=asked).headers
    assert headers.get_list("access-control-allow-origin") == ["*"]
    assert "access-control-allow-credentials" not in headers
    assert "ETag" in headers["access-control-expose-headers"]
    assert "set-cookie" not in headers


@pytest.mark.parametrize("address", [*ADDRESSES, "/id/nobody", "/nowhere"])
def test_every_answer_keeps_browsers_safe(world_client: TestClient, address: str) -> None:
    headers = world_client.get(address, headers={"Accept": BROWSER}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]


@pytest.mark.parametrize("address", TAGGED)
def test_who_holds_an_answer_is_told_that_it_still_holds(world_client: TestClient, address: str) -> None:
    first = world_client.get(address)
    again = world_client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "no-cache"
    assert again.headers["vary"] == first.headers["vary"]
    assert "content-type" not in again.headers


@pytest.mark.parametrize(
    "told",
    [
        "*",
        "{}",
        '"another", {}',
        "{strong}",
    ],
)
def test_tags_may_be_listed_and_compare_weakly(world_client: TestClient, told: str) -> None:
    etag = world_client.get("/api/stats").headers["etag"]
    value = told.replace("{strong}", etag.removeprefix("W/")).replace("{}", etag)
    assert world_client.get("/api/stats", headers={"If-None-Match": value}).status_code == 304


@pytest.mark.parametrize("told", ['"another"', "", "000001", "W/"])
def test_other_tags_get_the_answer(world_client: TestClient, told: str) -> None:
    assert world_client.get("/api/stats", headers={"If-None-Match": told}).status_code == 200


def test_the_tag_names_the_version(world_client: TestClient) -> None:
    digest = world_client.get("/api/stats").json()["digest"]
    assert world_client.get("/api/stats").headers["etag"].startswith(f'W/"000001-{digest[:16]}')


def test_two_forms_of_a_thing_have_two_tags(world_client: TestClient) -> None:
    tags = {world_client.get("/id/cut50", headers={"Accept": form}).headers["etag"] for form in (BROWSER, "*/*")}
    assert len(tags) == 2


@pytest.mark.parametrize("address", ["/id/nobody", "/nowhere", "/api/search", "/api/actors/nobody"])
def test_errors_have_no_tag_and_never_stay_the_same(world_client: TestClient, address: str) -> None:
    answer = world_client.get(address, headers={"If-None-Match": "*"})
    assert answer.status_code in (404, 422)
    assert "etag" not in answer.headers


def test_head_may_ask_whether_an_answer_still_holds(world_client: TestClient) -> None:
    etag = world_client.get("/id/cut50").headers["etag"]
    assert world_client.head("/id/cut50", headers={"If-None-Match": etag}).status_code == 304


def test_long_answers_come_compressed_to_who_asks(world_client: TestClient) -> None:
    with world_client.stream("GET", "/api/actors/cut50", headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]
    plain = world_client.get("/api/actors/cut50", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["vary"]
    assert gzip.decompress(packed) == plain.content
    assert answer.headers["etag"] == f'{plain.headers["etag"][:-1]}-gzip"'
    again = {"Accept-Encoding": "gzip", "If-None-Match": answer.headers["etag"]}
    assert world_client.get("/api/actors/cut50", headers=again).status_code == 304
    assert world_client.get("/api/actors/cut50", headers={**again, "Accept-Encoding": "identity"}).status_code == 304


def test_the_tag_changes_with_the_software(world_client: TestClient, tmp_path: Path) -> None:
    assert software_digest() in world_client.get("/api/stats").headers["etag"]
    (tmp_path / "api").mkdir()
    digests = set()
    for code in ("x = 1", "x = 2"):
        (tmp_path / "api" / "app.py").write_text(code)
        software_digest.cache_clear()
        digests |= {software_digest(tmp_path), software_digest(tmp_path)}
    software_digest.cache_clear()
    assert len(digests | {software_digest()}) == 3


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [("gzip;q=0", False), ("gzip; q=0.0, identity", False), ("br, gzip;q=0.5", True), ("GZIP;q=0, deflate", False)],
)
def test_nothing_is_packed_for_who_refuses_it(world_client: TestClient, accepted: str, is_packed: bool) -> None:
    answer = world_client.get("/api/actors/cut50", headers={"Accept-Encoding": accepted})
    assert ("content-encoding" in answer.headers) is is_packed


def test_short_answers_come_as_they_are(world_client: TestClient) -> None:
    assert "content-encoding" not in world_client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers
