"""Errors as RFC 9457 problem details: one table, one shape, and what the reader can do."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from graph.index.open_version import Moved
from graph.model.errors import ReentryError

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


class Problem(ReentryError):
    """A request that cannot be answered: status, what is wrong, and further members."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.headers, self._more = status, headers, more
        self.problem = _slug(status)

    def members(self) -> dict[str, Any]:
        """Further members of the problem details."""
        return self._more


class ProblemDetails(NamedTuple):
    """An error as the client sees it."""

    slug: str
    status: int
    detail: str
    headers: Mapping[str, str]
    members: Mapping[str, Any]


AsPage: TypeAlias = Callable[[Request, ProblemDetails], Response | None]
"""The error as a page; None for who does not ask for pages."""


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None, slug: str | None = None, **more: Any
) -> Response:
    """A problem details answer."""
    return _as_json(ProblemDetails(slug or _slug(status), status, detail, headers or {}, more))


def _as_json(details: ProblemDetails) -> Response:
    status = details.status
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": details.detail}
    return JSONResponse({**body, **details.members}, status, details.headers, MEDIA_TYPE)


def _slug(status: int) -> str:
    """The problem that a status code alone stands for: `not-found`."""
    return HTTPStatus(status).phrase.lower().replace(" ", "-")


def install(app: FastAPI, as_page: AsPage) -> None:
    """Answer every error of this application in the one shape, or as a page to a browser."""
    for kind, details_of in _HANDLERS.items():
        app.add_exception_handler(kind, _answering(details_of, as_page))


def _answering(
    details_of: Callable[[Request, Any], ProblemDetails], as_page: AsPage
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        details = details_of(request, error)
        return as_page(request, details) or _as_json(details)

    return answer


def _of_ours(_: Request, error: ReentryError) -> ProblemDetails:
    """An error of ours as it describes itself."""
    headers = dict(getattr(error, "headers", None) or {})
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return ProblemDetails(error.problem, error.status, str(error), headers, error.members())


def _redirect(request: Request, error: Moved) -> ProblemDetails:
    """The same request with the current id in place of the old one."""
    old, new = (quote(key, safe="") for key in (error.key, error.to))
    address = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    target = re.sub(rf"(?<=[/=]){re.escape(old)}(?=[/&?]|$)", new, address)
    return _of_ours(request, error)._replace(headers={"Location": target})


def _invalid(_: Request, error: RequestValidationError) -> ProblemDetails:
    faults = [
        {"in": str(fault["loc"][0]), "name": ".".join(map(str, fault["loc"][1:])), "what": fault["msg"]}
        for fault in error.errors()
    ]
    detail = "; ".join(f"{fault['name']} ({fault['in']}): {fault['what']}" for fault in faults)
    return ProblemDetails("invalid-parameter", HTTPStatus.UNPROCESSABLE_ENTITY, detail, {}, {"errors": faults})


def _of_framework(_: Request, error: HTTPException) -> ProblemDetails:
    headers = dict(error.headers or {})
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            detail = "nothing stands at this address: /docs lists those that exist"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            detail = "this server is read only: use GET or HEAD (and POST for /sparql)"
            allowed = {method.strip() for method in headers.get("Allow", "GET").split(",")}
            headers["Allow"] = ", ".join(sorted(allowed | {"HEAD", "OPTIONS"}))
        case _:
            detail = str(error.detail or HTTPStatus(error.status_code).phrase)
    return ProblemDetails(_slug(error.status_code), error.status_code, detail, headers, {})


def _unexpected(_: Request, _error: Exception) -> ProblemDetails:
    detail = "this server made a mistake, which its log describes: try another question, and tell who runs it"
    return ProblemDetails(ReentryError.problem, HTTPStatus.INTERNAL_SERVER_ERROR, detail, {}, {})


_HANDLERS: dict[type[Exception], Callable[[Request, Any], ProblemDetails]] = {
    ReentryError: _of_ours,
    Moved: _redirect,
    RequestValidationError: _invalid,
    HTTPException: _of_framework,
    Exception: _unexpected,
}
