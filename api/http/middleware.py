"""What holds for every answer: HEAD, OPTIONS, entity tags, and headers that keep browsers safe and let pages in."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.content_negotiation import takes

EXPOSED = ("Allow", "Content-Disposition", "ETag", "Link", "Location", "Retry-After")
IS_HEAD_REQUEST = "reentry.head"
"""What a scope holds where only the head of an answer is wanted: one without end need not begin."""
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
"""What a page of ours may load: what this server serves. No script stands in a page itself."""

_ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(EXPOSED),
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
RESPONSE_HEADERS = [(name.lower().encode(), value.encode()) for name, value in _ALWAYS.items()]
_OK, _NOT_MODIFIED = 200, 304
_OF_THE_BODY = ("content-disposition", "content-encoding", "content-length", "content-type")


class HeadMiddleware:
    """Answer HEAD as GET, without the body."""

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
    """Answer OPTIONS: which methods are taken, and that pages of any site may ask. Nobody's cookies are ever read."""

    def __init__(self, app: ASGIApp, posted: Iterable[str] = ()) -> None:
        """`posted` are the paths that also take POST."""
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
    """Let no answer be packed for a client that says so (`gzip;q=0`); what packs answers looks for the word alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        asked = Headers(scope=scope).get("accept-encoding", "") if scope["type"] == "http" else ""
        if "gzip" in asked and not takes("gzip", asked):
            kept = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        await self._app(scope, receive, send)


class ResponseHeadersMiddleware:
    """Send the headers that every answer carries, also where the application failed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_more(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = list(message.get("headers", ()))
                held = {name for name, _ in headers}
                headers += [pair for pair in RESPONSE_HEADERS if pair[0] not in held]
                if message["status"] in (_OK, _NOT_MODIFIED) and b"cache-control" not in held:
                    headers.append((b"cache-control", b"no-cache"))
            await send(message)

        await self._app(scope, receive, send_more if scope["type"] == "http" else send)


class ETagMiddleware:
    """Send the version's entity tag with every answer drawn from it; 304 to who holds that answer already."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        unchanged = False

        async def send_tagged(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start" and message["status"] == _OK and "etag" in scope["state"]:
                headers = MutableHeaders(scope=message)
                headers.setdefault("ETag", _tag(scope["state"]["etag"], headers.get("content-type", "")))
                headers.add_vary_header("Accept")
                unchanged = scope["method"] == "GET" and _matches(scope, headers["ETag"])
                if unchanged:
                    message["status"] = _NOT_MODIFIED
                    for name in _OF_THE_BODY:
                        del headers[name]
            elif unchanged:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, send_tagged)


def _tag(version: str, content_type: str) -> str:
    """The tag of one form of an answer. Weak, since compressed or not it is the same answer.

    The form is part of it: else a browser that holds an address as Turtle would take 304 for "show that as the page".
    """
    form = content_type.partition(";")[0].rpartition("/")[2]
    return f'W/"{version.strip(chr(34))}{"-" if form else ""}{form}"'


def _matches(scope: Scope, etag: str) -> bool:
    wanted = Headers(scope=scope).get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags
