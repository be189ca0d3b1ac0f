"""The client behind a reverse proxy: what trusted proxies say about it, and nothing that others say."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_Header = tuple[bytes, bytes]
_FORWARDED, _FOR, _PROTO = b"forwarded", b"x-forwarded-for", b"x-forwarded-proto"


class ForwardedMiddleware:
    """Takes the client and the scheme from `Forwarded` (RFC 7239) or `X-Forwarded-For` of a trusted proxy.

    Exactly one of the two is read, since a proxy sends on unread what its client wrote into the other.
    """

    def __init__(self, app: ASGIApp, trusted: list[str], header: str) -> None:
        """`trusted`: addresses and networks of proxies. `header`: the one that they write, in lower case."""
        self._app = app
        self._behind_proxy = ProxyHeadersMiddleware(app, trusted)  # type: ignore[arg-type]  # uvicorn has its own types
        self._reads_forwarded = header.encode() == _FORWARDED

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if self._reads_forwarded and scope["type"] == "http":
            others = [pair for pair in scope["headers"] if pair[0] not in (_FORWARDED, _FOR, _PROTO)]
            scope = {**scope, "headers": [*others, *_as_x_forwarded(scope["headers"])]}
        await self._behind_proxy(scope, receive, send)  # type: ignore[arg-type]


def _as_x_forwarded(headers: list[_Header]) -> Iterator[_Header]:
    """What `Forwarded` says, as the headers that uvicorn reads."""
    text = ", ".join(value.decode("latin-1") for name, value in headers if name == _FORWARDED)
    hops = [_hop(element) for element in text.split(",")]
    if text:
        yield _FOR, ", ".join(hop.get("for", "unknown") for hop in hops).encode("latin-1")
    if scheme := hops[-1].get("proto"):
        yield _PROTO, scheme.encode("latin-1")


def _hop(element: str) -> dict[str, str]:
    """The parameters that one proxy added. No value of ours has a comma or a semicolon, so a quote that the client left
    open cannot hide what comes after it."""
    pairs = (pair.partition("=") for pair in element.split(";"))
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}
