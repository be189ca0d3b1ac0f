"""Entity tags (RFC 9110, section 8.8.3): the tag of a version and of its answers, and 304 Not Modified."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2s
from importlib.metadata import version
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OK, _PART, _NOT_MODIFIED = 200, 206, 304
_BODY_HEADERS = ("content-disposition", "content-encoding", "content-length", "content-range", "content-type")


_ROOT = Path(__file__).parents[2]
_CODE = ("api/**/*.py", "api/templates/*.html", "graph/**/*.py", "graph/**/*.toml")
"""The files that decide what an answer looks like."""


@lru_cache(maxsize=1)
def software_digest(root: Path = _ROOT) -> str:
    """The beginning of a digest of this software: another one may answer the same question differently."""
    digest = blake2s(version("reentry-graph").encode(), digest_size=4)
    for path in sorted(path for pattern in _CODE for path in root.glob(pattern)):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def version_etag(name: str, digest: str) -> str:
    """The entity tag of everything answered from a version: its number, its digest, and that of this software."""
    return f'"{name}-{digest[:16]}-{software_digest()}"'


def file_etag(version: str, media_type: str) -> str:
    """The entity tag of a file in one format: strong, as the same version gives the same bytes."""
    return _tag(version, media_type).removeprefix("W/")


class ETagMiddleware:
    """Adds the entity tag of the version to its answers, and answers 304 to clients that have the answer already.

    Every tag names the coding, also that of files which are no answers of a version.
    """

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
            if message["type"] == "http.response.start" and message["status"] in {_OK, _PART}:
                headers = MutableHeaders(scope=message)
                _add_tag(headers, scope["state"].get("etag"))
                unchanged = scope["method"] == "GET" and "etag" in headers and _matches(scope, headers["ETag"])
                if unchanged:
                    message["status"] = _NOT_MODIFIED
                    for name in _BODY_HEADERS:
                        del headers[name]
            elif unchanged:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, send_tagged)


def _add_tag(headers: MutableHeaders, version: str | None) -> None:
    """Add the tag of the version, if one answers, where the answer has none; and its coding to the tag."""
    if version is not None:
        headers.setdefault("ETag", _tag(version, headers.get("content-type", "")))
        headers.add_vary_header("Accept")
    if "etag" in headers:
        headers["ETag"] = _coded(headers["ETag"], headers.get("content-encoding", ""))


def _tag(version: str, content_type: str) -> str:
    """The tag of an answer in one format. Weak, since nobody compares the bytes of two answers.

    It names the format: otherwise a browser with the Turtle of an address in its cache would get 304 for the page.
    """
    form = content_type.partition(";")[0].rpartition("/")[2]
    return f'W/"{version.strip(chr(34))}{"-" if form else ""}{form}"'


def _coded(etag: str, coding: str) -> str:
    """The tag of an answer in one coding: no cache may join a part of the compressed answer to the plain one."""
    return f'{etag[:-1]}-{coding}"' if coding else etag


def _matches(scope: Scope, etag: str) -> bool:
    """Whether the client has the answer, in whatever coding: it can read what it has (weak comparison)."""
    wanted = Headers(scope=scope).get("if-none-match", "")
    tags = {_plain(tag.strip()) for tag in wanted.split(",")}
    return "*" in tags or _plain(etag) in tags


def _plain(etag: str) -> str:
    return etag.removeprefix("W/").replace('-gzip"', '"')
