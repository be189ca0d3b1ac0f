"""A cache of API answers. They never change as long as the version is the same."""

from __future__ import annotations

import time
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.current_version import VersionWatcher
from api.http.middleware import IS_HEAD_REQUEST
from graph.storage.cost_cache import CostCache

MB = 1 << 20
LARGEST = MB // 4
"""Larger answers are not cached (bytes)."""
_ENTRY_BYTES = 1000
"""What an entry takes beside its body, about."""
_OK = 200
_PREFIX = "/api/"

_LONGEST_ACCEPT = 200
Key = tuple[str, str, bytes, str, bool]
"""Entity tag of the version, path, query string, Accept (lists are tables too), and whether the client accepts gzip."""


class CachedResponse(NamedTuple):
    """A complete answer, and what its route left in the state of the request."""

    start: Message
    body: bytes
    state: dict[str, object]


class ResponseCacheMiddleware:
    """Answers GET requests from memory where the same request was answered before. What was quickly made goes first."""

    def __init__(self, app: ASGIApp, versions: VersionWatcher, total_bytes: int) -> None:
        self._app, self._versions = app, versions
        self._responses: CostCache[CachedResponse] = CostCache(total_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        key = self._key(scope)
        if key is None:
            await self._app(scope, receive, send)
        elif response := self._responses.get(key):
            scope.setdefault("state", {}).update(response.state)
            # Middleware further out adds headers to this list, so each answer gets a copy.
            await send({**response.start, "headers": [*response.start["headers"]]})
            await send({"type": "http.response.body", "body": response.body})
        elif scope.get(IS_HEAD_REQUEST):
            await self._app(scope, receive, send)  # its answer may have no body, which GET must not get
        else:
            await self._answer(key, scope, receive, send)

    def _key(self, scope: Scope) -> Key | None:
        """What the answer depends on; None for a request whose answer is not cached."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_PREFIX):
            return None
        if not self._versions.is_ready:
            return None
        headers = Headers(scope=scope)
        accept, takes_gzip = ", ".join(headers.getlist("accept")), "gzip" in headers.get("accept-encoding", "")
        if len(accept) > _LONGEST_ACCEPT or "range" in headers:
            return None
        return self._versions.current.etag, scope["path"], scope["query_string"], accept, takes_gzip

    async def _answer(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        begun = time.monotonic()
        body, is_whole = bytearray(), False

        async def send_and_collect(message: Message) -> None:
            nonlocal start, is_whole
            if message["type"] == "http.response.start":
                start = {**message, "headers": [*message["headers"]]}
            elif start.get("status") == _OK and len(body) <= LARGEST:
                body.extend(message.get("body", b""))
                is_whole = not message.get("more_body", False)
            await send(message)

        await self._app(scope, receive, send_and_collect)
        if is_whole and len(body) <= LARGEST:
            self._store(key, CachedResponse(start, bytes(body), _text_state(scope)), time.monotonic() - begun)

    def _store(self, key: Key, response: CachedResponse, seconds: float) -> None:
        # A newer version may have been opened while this was being answered.
        if key[0] == self._versions.current.etag:
            self._responses.put(key, response, len(response.body) + _ENTRY_BYTES, seconds)


def _text_state(scope: Scope) -> dict[str, object]:
    """What the route left for the middleware around it: its entity tag and its name."""
    return {name: value for name, value in scope.get("state", {}).items() if isinstance(value, str)}
