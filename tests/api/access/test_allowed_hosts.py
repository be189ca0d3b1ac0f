"""A request for a name that is not ours is refused, so that no page leads elsewhere."""

from __future__ import annotations

import pytest

from api.http.settings import InvalidSetting, load_settings
from tests.api.access.conftest import Open
from tests.api.conftest import BROWSER

ALLOWED = "graph.example.org, *.example.net, [2001:db8::1]"


@pytest.mark.parametrize(
    "host", ["graph.example.org", "GRAPH.example.org:8000", "a.b.example.net", "[2001:db8::1]:80", "graph.example.org."]
)
def test_the_names_that_are_allowed_answer(open_app: Open, host: str) -> None:
    assert open_app(allowed_hosts=ALLOWED).get("/api/stats", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "example.net",
        "evilexample.net",
        "graph.example.org.evil.example",
        "evil@graph.example.org",
        "graph.example.org/evil",
        "graph.example.org:evil",
        "",
    ],
)
def test_others_are_told_so(open_app: Open, host: str) -> None:
    answer = open_app(allowed_hosts=ALLOWED).get("/api/stats", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/unknown-host"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_browser_gets_a_page(open_app: Open) -> None:
    answer = open_app(allowed_hosts=ALLOWED).get("/", headers={"Host": "evil.example", "Accept": BROWSER})
    assert answer.status_code == 421
    assert "Unknown host" in answer.text
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_asks_by_any_name(open_app: Open, path: str) -> None:
    assert open_app(allowed_hosts=ALLOWED).get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize("text", ["exa*mple.org", "https://example.org"])
def test_what_is_no_name_is_no_setting(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REENTRY_ALLOWED_HOSTS", text)
    with pytest.raises(InvalidSetting, match="REENTRY_ALLOWED_HOSTS"):
        load_settings()
