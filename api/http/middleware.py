"""Middleware around all routes: HEAD, OPTIONS, compression, and headers for security and CORS."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.content_negotiation import accepts_coding
from api.http.earlier_names import deprecation_headers

EXPOSED = (
    "Accept-Ranges",
    "Allow",
    "Content-Disposition",
    "Content-Range",
    "Deprecation",
    "ETag",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Reentry-Undated",
    "Retry-After",
    "WWW-Authenticate",
)
IS_HEAD_REQUEST = "reentry.head"
"""Key in the scope of a request that was sent as HEAD: a route with an endless answer need not start it."""
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""A page may load only what this server serves, and has no inline scripts."""

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(EXPOSED),
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
RESPONSE_HEADERS = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
_OK, _NOT_MODIFIED = 200, 304


class HeadMiddleware:
    """Answers HEAD like GET, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET", IS_HEAD_REQUEST: True}, receive, send_head)


class OptionsMiddleware:
    """Answers OPTIONS: which methods are allowed, for pages of any site, since cookies are never read."""

    def __init__(self, app: ASGIApp, posted: Iterable[str] = ()) -> None:
        """`posted` are the paths that also allow POST."""
        self._app = app
        self._posted = frozenset(posted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "OPTIONS":
            await self._app(scope, receive, send)
            return
        await Response(status_code=204, headers=self._headers(scope))(scope, receive, send)

    def _headers(self, scope: Scope) -> dict[str, str]:
        methods = f"GET, HEAD, OPTIONS{', POST' if scope['path'].rstrip('/') in self._posted else ''}"
        wanted = Headers(scope=scope).get("access-control-request-headers")
        return {
            "Allow": methods,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Max-Age": "86400",
            **({"Access-Control-Allow-Headers": wanted} if wanted else {}),
            "Vary": "Access-Control-Request-Headers",
        }


class GzipOptOutMiddleware:
    """Sends no gzip to a client that refuses it (`gzip;q=0`): GZipMiddleware only looks for the word `gzip`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        accepted = Headers(scope=scope).get("accept-encoding", "") if scope["type"] == "http" else ""
        if "gzip" in accepted and not accepts_coding("gzip", accepted):
            headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)


class ResponseHeadersMiddleware:
    """Adds the headers of every answer, also of those to failed requests."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = list(message.get("headers", ()))
                names = {name for name, _ in headers}
                headers += [pair for pair in RESPONSE_HEADERS if pair[0] not in names]
                headers += deprecation_headers(scope)
                if message["status"] in (_OK, _NOT_MODIFIED) and b"cache-control" not in names:
                    headers.append((b"cache-control", b"no-cache"))
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
