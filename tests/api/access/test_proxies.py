"""Who the client is, as a trusted proxy says it, and only such a one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from api.access.proxies import ForwardedMiddleware
from api.http.settings import InvalidSetting, load_settings
from tests.api.access.conftest import Open

PROXY, STRANGER = "192.0.2.1", "198.51.100.7"


def seen(header: str, *sent: tuple[str, str], client: str = PROXY, trusted: str = "192.0.2.0/24") -> tuple[str, str]:
    """Client and scheme that the application sees."""
    scopes: list[Scope] = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        scopes.append(scope)

    async def receive() -> Message:
        raise AssertionError

    async def send(_: Message) -> None:
        raise AssertionError

    headers = [(name.encode(), value.encode()) for name, value in sent]
    scope: dict[str, Any] = {"type": "http", "client": (client, 1), "scheme": "http", "headers": headers}
    asyncio.run(ForwardedMiddleware(application, [trusted], header)(scope, receive, send))
    return scopes[0]["client"][0], scopes[0]["scheme"]


@pytest.mark.parametrize(
    ("value", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9", "203.0.113.9"),  # the client wrote the first itself
        ("203.0.113.9, 192.0.2.77", "203.0.113.9"),  # by way of two proxies of ours
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("203.0.113.9:4711", "203.0.113.9"),
    ],
)
def test_the_last_address_that_is_no_proxy_is_the_client(value: str, client: str) -> None:
    assert seen("x-forwarded-for", ("x-forwarded-for", value))[0] == client


@pytest.mark.parametrize(
    ("value", "client", "scheme"),
    [
        ("for=203.0.113.9;proto=https;by=192.0.2.1", "203.0.113.9", "https"),
        ("FOR = 203.0.113.9 ; Proto=https", "203.0.113.9", "https"),
        ('for="[2001:db8::1]:4711"', "2001:db8::1", "http"),
        ("for=1.1.1.1, for=203.0.113.9", "203.0.113.9", "http"),
        ('for="1.1.1.1, for=203.0.113.9', "203.0.113.9", "http"),  # a quote left open by the client hides nothing
        ("nonsense, for=203.0.113.9;proto=https", "203.0.113.9", "https"),
        ("for=203.0.113.9, for=192.0.2.77;proto=https", "203.0.113.9", "https"),
        ("for=_hidden", "_hidden", "http"),
        ("", PROXY, "http"),
        (";;,;", "unknown", "http"),
    ],
)
def test_forwarded_says_the_same_in_the_words_of_the_standard(value: str, client: str, scheme: str) -> None:
    assert seen("forwarded", ("forwarded", value)) == (client, scheme)


def test_several_lines_of_forwarded_are_one() -> None:
    assert seen("forwarded", ("forwarded", "for=1.1.1.1"), ("forwarded", "for=203.0.113.9"))[0] == "203.0.113.9"


@pytest.mark.parametrize(
    ("header", "value"), [("x-forwarded-for", "1.1.1.1"), ("forwarded", "for=1.1.1.1;proto=https")]
)
def test_nobody_else_is_believed(header: str, value: str) -> None:
    assert seen(header, (header, value), ("x-forwarded-proto", "https"), client=STRANGER) == (STRANGER, "http")


def test_the_header_that_the_proxy_does_not_write_is_not_read() -> None:
    by_client = ("x-forwarded-for", "1.1.1.1"), ("x-forwarded-proto", "https")
    assert seen("forwarded", *by_client, ("forwarded", "for=203.0.113.9")) == ("203.0.113.9", "http")
    assert seen("x-forwarded-for", ("forwarded", "for=1.1.1.1"), ("x-forwarded-for", "203.0.113.9"))[0] == "203.0.113.9"


@pytest.mark.parametrize("text", ["*", "proxy.example.org", "10.0.0.0/40"])
def test_a_proxy_is_an_address_or_a_network(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REENTRY_TRUSTED_PROXIES", text)
    with pytest.raises(InvalidSetting, match="REENTRY_TRUSTED_PROXIES"):
        load_settings()


def test_addresses_in_answers_have_the_scheme_of_the_client(open_app: Open) -> None:
    headers = {"X-Forwarded-Proto": "https", "Accept": "text/html"}
    there = open_app(client=("192.0.2.1", 1), trusted_proxies="192.0.2.1").get("/id/cut50", headers=headers)
    nobody = open_app(client=("192.0.2.1", 1)).get("/id/cut50", headers=headers)
    assert "https%3A%2F%2Ftestserver" in there.text
    assert "http%3A%2F%2Ftestserver" in nobody.text
