"""The log of requests: a line of JSON each, on stdout. What was asked is in it only if the operator wants that."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.admission import TOKEN
from api.access.api_tokens import ApiToken

_CLIENT_LEFT, _FAILED = 499, 500
_POSTED_BYTES = 16_384
"""How much of a posted query is logged."""


def write_line(line: bytes) -> None:
    """Write a line at once."""
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


class AccessLogMiddleware:
    """Logs each request when it has been answered.

    `ms` is the time until the last byte was given to the connection. A status of 499 says that nothing was answered,
    since the client had left. With `asked`, the query string and what was posted are logged too: they may be private.
    """

    def __init__(self, app: ASGIApp, asked: bool) -> None:
        self._app, self._asked = app, asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(receive, send)
        scope.setdefault("state", {})
        try:
            await self._app(scope, exchange.receive if self._asked else receive, exchange.send)
        except Exception:
            exchange.status = exchange.status or _FAILED
            raise
        finally:
            question = _question(scope, exchange.posted) if self._asked else {}
            write_line(msgspec.json.encode({**exchange.summary(scope), **question}) + b"\n")


class _Exchange:
    """What passes between the client and the application."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._began, self._started = datetime.now(UTC), time.monotonic()
        self.status, self._length = 0, 0
        self.posted = bytearray()

    async def receive(self) -> Message:
        """The next message of the client."""
        message = await self._receive()
        self.posted.extend(message.get("body", b"")[: _POSTED_BYTES - len(self.posted)])
        return message

    async def send(self, message: Message) -> None:
        """A message to the client."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)
        self._length += len(message.get("body", b""))

    def summary(self, scope: Scope) -> dict[str, Any]:
        """The line of this request, so far as it is no secret."""
        token = scope["state"].get(TOKEN)
        return {
            "time": self._began.isoformat(timespec="milliseconds"),
            "client": scope["client"][0] if scope.get("client") else None,
            "token": token.name if isinstance(token, ApiToken) else None,
            "method": scope["method"],
            "path": scope["path"],
            "status": self.status or _CLIENT_LEFT,
            "bytes": self._length,
            "ms": round((time.monotonic() - self._started) * 1000, 1),
        }


def _question(scope: Scope, posted: bytearray) -> dict[str, str]:
    return {"query": scope["query_string"].decode("latin-1"), "posted": posted.decode(errors="replace")}
