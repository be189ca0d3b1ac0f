"""Answers of the API kept for the next who asks the same of the same version: a version never changes."""

from __future__ import annotations

from typing import NamedTuple

from cachetools import LRUCache
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.current_version import Serving

MB = 1 << 20
LARGEST = MB // 4
"""An answer of more bytes is not kept."""
_ENTRY_BYTES = 1000
_OK = 200
_PREFIX = "/api/"

Key = tuple[str, str, bytes, bool]


class _Kept(NamedTuple):
    start: Message
    body: bytes
    state: dict[str, object]


class Kept:
    """Sends again what was sent before: status 200 alone, up to a number of bytes in all, used last."""

    def __init__(self, app: ASGIApp, serving: Serving, total_bytes: int) -> None:
        self._app, self._serving = app, serving
        self._answers: LRUCache[Key, _Kept] = LRUCache(total_bytes, lambda kept: len(kept.body) + _ENTRY_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        key = self._key(scope)
        if key is None:
            await self._app(scope, receive, send)
        elif kept := self._answers.get(key):
            scope.setdefault("state", {}).update(kept.state)
            await send({**kept.start, "headers": [*kept.start["headers"]]})
            await send({"type": "http.response.body", "body": kept.body})
        else:
            await self._answer(key, scope, receive, send)

    def _key(self, scope: Scope) -> Key | None:
        """What an answer depends on; None for a request whose answer is not kept."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_PREFIX):
            return None
        if not self._serving.is_ready:
            return None
        takes_gzip = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        return self._serving.answering.etag, scope["path"], scope["query_string"], takes_gzip

    async def _answer(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        body, is_whole = bytearray(), False

        async def send_kept(message: Message) -> None:
            nonlocal start, is_whole
            if message["type"] == "http.response.start":
                start = {**message, "headers": [*message["headers"]]}
            elif start.get("status") == _OK and len(body) <= LARGEST:
                body.extend(message.get("body", b""))
                is_whole = not message.get("more_body", False)
            await send(message)

        await self._app(scope, receive, send_kept)
        if is_whole and len(body) <= LARGEST:
            self._keep(key, _Kept(start, bytes(body), _plain(scope)))

    def _keep(self, key: Key, kept: _Kept) -> None:
        size = len(kept.body) + _ENTRY_BYTES
        if size <= self._answers.maxsize and key[0] == self._serving.answering.etag:
            self._answers[key] = kept


def _plain(scope: Scope) -> dict[str, object]:
    """What the route told of itself to those around it."""
    return {name: value for name, value in scope.get("state", {}).items() if isinstance(value, str)}
