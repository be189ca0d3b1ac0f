"""Who asks too often waits; who needs a token says so; who has one is asked for what it is for."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

from api.access.api_tokens import TokenFile, TokenFileError
from api.access.protection import PER_MINUTE, requests_per_minute
from api.access.scopes import AccessScope
from api.access.token_watch import TokenWatch
from api.http.settings import InvalidSetting, Settings, load_settings
from tests.api.access.conftest import CLIENT, Open
from tests.api.conftest import BROWSER

QUERY = "/sparql?query=ASK%7B%7D"


def bearer(secret: str) -> dict[str, str]:
    """The header with a token."""
    return {"Authorization": f"Bearer {secret}"}


class Tokens(NamedTuple):
    """A file of tokens, and the secrets of those in it."""

    path: Path
    reader: str
    """For pages and the API, at any rate."""
    slow: str
    """For everything, three times a minute."""


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    """Two tokens."""
    file = TokenFile(tmp_path_factory.mktemp("tokens") / "tokens.json")
    reader = file.add("reader", [AccessScope.READ], rate=0)
    return Tokens(file.path, reader, file.add("slow", list(AccessScope), rate=3))


@pytest.fixture
def reader(tokens: Tokens) -> str:
    """A token for pages and the API."""
    return tokens.reader


@pytest.fixture(scope="module")
def closed(open_app: Open, tokens: Tokens) -> TestClient:
    """A server that answers nothing without a token."""
    return open_app(anonymous="none", tokens=tokens.path)


@pytest.fixture(scope="module")
def limited(open_app: Open, tokens: Tokens) -> TestClient:
    """A server that takes five requests a minute from each client, and queries only with a token."""
    return open_app(anonymous="read,export", rate=5, tokens=tokens.path, trusted_proxies=CLIENT[0])


def by(client: str) -> dict[str, str]:
    """The header with which a proxy names a client."""
    return {"X-Forwarded-For": client}


def test_the_sixth_of_five_is_told_to_wait(limited: TestClient) -> None:
    answers = [limited.get("/api/stats", headers=by("198.51.100.1")) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == [
        "r=4",
        "r=3",
        "r=2",
        "r=1",
        "r=0",
        "r=0",
    ]
    refused = answers[-1]
    assert refused.headers["retry-after"] == "12"
    assert refused.headers["ratelimit"] == '"requests";r=0;t=12'
    assert refused.headers["ratelimit-policy"] == '"requests";q=5;w=60'
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/too-many-requests"
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "RateLimit" in refused.headers["access-control-expose-headers"]
    assert limited.get("/api/stats", headers=by("198.51.100.2")).status_code == 200
    assert limited.head("/api/stats", headers=by("198.51.100.1")).status_code == 429
    page = limited.get("/", headers={**by("198.51.100.1"), "Accept": BROWSER})
    assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert page.headers["retry-after"]


def test_a_probe_is_always_answered(limited: TestClient) -> None:
    assert {limited.get("/healthz", headers=by("198.51.100.3")).status_code for _ in range(8)} == {200}


def test_every_kind_of_answer_counts(limited: TestClient) -> None:
    etag = limited.get("/api/stats", headers=by("198.51.100.4")).headers["etag"]
    kept = limited.get("/api/stats", headers={**by("198.51.100.4"), "If-None-Match": etag})
    assert (kept.status_code, kept.headers["ratelimit"].split(";")[1]) == (304, "r=3")
    missing = limited.get("/nowhere", headers=by("198.51.100.4"))
    assert (missing.status_code, missing.headers["ratelimit"].split(";")[1]) == (404, "r=2")
    needy = limited.get(QUERY, headers=by("198.51.100.4"))
    assert (needy.status_code, needy.headers["ratelimit"].split(";")[1]) == (401, "r=1")


def test_a_token_has_a_rate_of_its_own_wherever_it_is_sent_from(limited: TestClient, tokens: Tokens) -> None:
    sent = [limited.get(QUERY, headers={**bearer(tokens.slow), **by(f"198.51.100.{n}")}) for n in range(10, 14)]
    assert [answer.status_code for answer in sent] == [200, 200, 200, 429]
    unlimited = [limited.get("/api/stats", headers={**bearer(tokens.reader), **by("198.51.100.20")}) for _ in range(9)]
    assert {answer.status_code for answer in unlimited} == {200}
    assert "ratelimit" not in unlimited[0].headers


def test_guessing_tokens_is_limited_too(limited: TestClient) -> None:
    answers = [limited.get(QUERY, headers={**bearer(f"rg_{n}"), **by("198.51.100.5")}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


@pytest.mark.parametrize(
    "path", ["/", "/id/cut50", "/api/stats", QUERY, "/store?default", "/export/graph.gexf", "/stream", "/metrics"]
)
def test_without_a_token_nothing_of_the_graph_is_told(closed: TestClient, path: str) -> None:
    answer = closed.get(path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith('Bearer realm="reentry", scope="')
    assert answer.json()["type"] == "/problems/token-needed"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/openapi.json", "/problems", "/static/style.css"])
def test_what_tells_nothing_of_it_needs_none(closed: TestClient, path: str) -> None:
    assert closed.get(path).status_code == 200


def test_pages_of_other_sites_may_ask_whether_they_may_send_a_token(closed: TestClient) -> None:
    asked = closed.options("/api/stats", headers={"Access-Control-Request-Headers": "authorization"})
    assert (asked.status_code, asked.headers["access-control-allow-headers"]) == (204, "authorization")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/stats", 200),
        ("/id/cut50", 200),
        (QUERY, 403),
        ("/sparql/?query=ASK%7B%7D", 403),
        ("/%73parql?query=ASK%7B%7D", 403),
        ("/store?default", 403),
        ("/export/ties.csv", 403),
        ("/stream", 403),
    ],
)
def test_a_token_is_for_what_it_was_made_for(closed: TestClient, reader: str, path: str, status: int) -> None:
    answer = closed.get(path, headers=bearer(reader))
    assert answer.status_code == status
    if status == 403:
        assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
        assert answer.json()["scope"] in {"sparql", "export"}


def test_a_posted_query_needs_the_scope_too(closed: TestClient, reader: str) -> None:
    assert closed.post("/sparql", data={"query": "ASK{}"}, headers=bearer(reader)).status_code == 403


@pytest.mark.parametrize("sent", [b"Bearer nonsense", b"bearer  nonsense", b"Bearer " + b"x" * 5000, b"Bearer \xe9"])
def test_a_token_that_is_none_is_refused_even_where_none_is_needed(limited: TestClient, sent: bytes) -> None:
    answer = limited.get("/api/stats", headers=[(b"authorization", sent)])
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_password_for_the_proxy_is_no_token(limited: TestClient) -> None:
    headers = {"Authorization": "Basic dXNlcjpwYXNz", **by("198.51.100.6")}
    assert limited.get("/api/stats", headers=headers).status_code == 200


def test_a_revoked_token_is_refused_within_a_second(tmp_path: Path) -> None:
    now = [0.0]
    file = TokenFile(tmp_path / "tokens.json")
    secret = file.add("brief", [AccessScope.READ])
    watch = TokenWatch(file, lambda: now[0])
    assert watch.find(secret) is not None
    file.revoke("brief")
    now[0] += 1
    assert watch.find(secret) is None
    later = file.add("later", [AccessScope.READ])
    now[0] += 1
    found = watch.find(later)
    assert found is not None
    assert found.name == "later"
    file.path.write_text("[{")
    now[0] += 1
    assert watch.find(later) is None  # rather none than one that may have been revoked


def test_the_file_is_for_its_owner_and_holds_no_secret(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "new" / "tokens.json")
    secret = file.add("a", [AccessScope.READ])
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert secret not in file.path.read_text()
    assert secret.removeprefix("rg_") not in file.path.read_text()
    assert [path.name for path in file.path.parent.iterdir()] == ["tokens.json"]


@pytest.mark.parametrize(
    "text", ["{}", "[", '[{"name": "a"}]', '[{"name": "a", "sha256": "", "scopes": ["all"], "created": ""}]', "\xff"]
)
def test_a_damaged_file_is_named_with_its_cure(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tokens.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(TokenFileError, match=r"tokens\.json cannot be read .*: mend it"):
        TokenWatch(TokenFile(path))


@pytest.mark.parametrize(
    ("settings", "rate"),
    [
        ({}, 0),
        ({"host": "::1"}, 0),
        ({"host": "localhost"}, 0),
        ({"host": "0.0.0.0"}, PER_MINUTE),  # noqa: S104 - the case in question
        ({"host": "192.0.2.1"}, PER_MINUTE),
        ({"trusted_proxies": "127.0.0.1"}, PER_MINUTE),
        ({"host": "192.0.2.1", "rate": 0}, 0),
        ({"rate": 7}, 7),
    ],
)
def test_limits_are_on_where_others_can_connect(settings: dict[str, str], rate: int) -> None:
    assert requests_per_minute(Settings.model_validate(settings)) == rate


@pytest.mark.parametrize("text", ["", "reed", "read,none", "all"])
def test_a_scope_that_does_not_exist_is_no_setting(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REENTRY_ANONYMOUS", text)
    with pytest.raises(InvalidSetting, match="REENTRY_ANONYMOUS"):
        load_settings()
