"""Errors as RFC 9457 problem details: one table, one shape, and what the reader can do."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from graph.index.knowledge import Moved, Unknown
from graph.versions.version_folders import NoVersion
from graph.views.pagination import BadCursor

MEDIA_TYPE = "application/problem+json"
SCHEMA = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457), and in `detail` what to do about it.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "The request is wrong", "content": {MEDIA_TYPE: {"schema": SCHEMA}}},
    "5XX": {"description": "Not now", "content": {MEDIA_TYPE: {"schema": SCHEMA}}},
}
"""What every route may answer besides what it declares."""


class Problem(Exception):
    """A request that cannot be answered: status, what is wrong, and fields of its own."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.more = status, detail, headers, more


class Told(NamedTuple):
    """An error as the reader is told of it."""

    status: int
    detail: str
    headers: dict[str, str] | None = None
    more: dict[str, Any] = {}  # noqa: RUF012 - nobody writes to it


AsPage: TypeAlias = Callable[[Request, Told], Response | None]
"""The error as a page; None for who does not ask for pages."""


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """A problem details answer."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def install(app: FastAPI, as_page: AsPage) -> None:
    """Answer every error of this application in the one shape, or as a page to a browser."""
    for kind, tell in _TABLE.items():
        app.add_exception_handler(kind, _answering(tell, as_page))
    app.add_exception_handler(Moved, _redirecting)


async def _redirecting(request: Request, error: Exception) -> Response:
    """The same question about the id that stands for the one that was asked about."""
    assert isinstance(error, Moved)
    old, new = (quote(key, safe="") for key in (error.key, error.to))
    asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    target = re.sub(rf"(?<=[/=]){re.escape(old)}(?=[/&?]|$)", new, asked)
    return problem(HTTPStatus.PERMANENT_REDIRECT, str(error), {"Location": target}, key=error.key, to=error.to)


def _answering(tell: Callable[[Any], Told], as_page: AsPage) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        told = tell(error)
        return as_page(request, told) or problem(told.status, told.detail, told.headers, **told.more)

    return answer


def _stated(error: Problem) -> Told:
    return Told(error.status, error.detail, error.headers, error.more)


def _unknown(error: Unknown) -> Told:
    return Told(HTTPStatus.NOT_FOUND, str(error), more={"what": error.what, "key": error.key})


def _bad_cursor(error: BadCursor) -> Told:
    return Told(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), more={"name": "cursor"})


def _no_version(error: NoVersion) -> Told:
    return Told(HTTPStatus.SERVICE_UNAVAILABLE, str(error), {"Retry-After": "5"})


def _invalid(error: RequestValidationError) -> Told:
    faults = [
        {"in": str(found["loc"][0]), "name": ".".join(map(str, found["loc"][1:])), "what": found["msg"]}
        for found in error.errors()
    ]
    detail = "; ".join(f"{fault['name']} ({fault['in']}): {fault['what']}" for fault in faults)
    return Told(HTTPStatus.UNPROCESSABLE_ENTITY, detail, more={"errors": faults})


def _http(error: HTTPException) -> Told:
    headers = dict(error.headers or {})
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            detail = "nothing stands at this address: /docs lists those that exist"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            detail = "this server is read only: use GET or HEAD (and POST for /sparql)"
            taken = {method.strip() for method in headers.get("Allow", "GET").split(",")}
            headers["Allow"] = ", ".join(sorted(taken | {"HEAD", "OPTIONS"}))
        case _:
            detail = str(error.detail or HTTPStatus(error.status_code).phrase)
    return Told(error.status_code, detail, headers)


def _failed(_: Exception) -> Told:
    return Told(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "this server made a mistake, which its log describes: try another question, and tell who runs it",
    )


_TABLE: dict[type[Exception], Callable[[Any], Told]] = {
    Problem: _stated,
    Unknown: _unknown,
    BadCursor: _bad_cursor,
    NoVersion: _no_version,
    RequestValidationError: _invalid,
    HTTPException: _http,
    Exception: _failed,
}
