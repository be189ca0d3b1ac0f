"""Errors as problem details (RFC 9457), or as pages for browsers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, TypeAlias

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.http.address_ids import with_id
from api.http.problem_types import PROBLEM_TYPES, type_address
from api.http.request_errors import (
    BadRequest,
    BodyTooLarge,
    Forbidden,
    InvalidParameter,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    UnsupportedMediaType,
)
from graph.index.unknown_ids import Moved, Unknown, UnknownActor
from graph.model.errors import ReentryError

MEDIA_TYPE = "application/problem+json"
SCHEMA = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457), and in `detail` what to do about it. Some types have further members.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "Address of a page that explains this type of problem; /problems lists all of them",
            "examples": [type_address("unknown-actor"), type_address("invalid-parameter")],
        },
        "title": {"type": "string", "description": "Name of the type", "examples": ["Unknown actor"]},
        "status": {"type": "integer", "description": "HTTP status code", "examples": [404]},
        "detail": {
            "type": "string",
            "description": "What is wrong with this request, and what to do",
            "examples": [PROBLEM_TYPES["unknown-actor"]["example"]],
        },
    },
}
_CONTENT: dict[str, Any] = {MEDIA_TYPE: {"schema": SCHEMA}, "text/html": {}}
"""A browser gets the error as a page."""
RESPONSES: dict[int | str, dict[str, Any]] = {
    "3XX": {
        "description": "Another id is to be used: the one in Location, or one that you choose",
        "content": _CONTENT,
    },
    "4XX": {"description": "The request is wrong", "content": _CONTENT},
    "5XX": {"description": "The server cannot answer, or not now", "content": _CONTENT},
}
"""Errors that every route may answer, for OpenAPI."""
GONE: dict[int | str, dict[str, Any]] = {
    410: {"description": "The id was withdrawn; why and when", "content": _CONTENT}
}
"""The error for ids that were withdrawn, for OpenAPI: of routes that take the id of an actor, a tie or an outcome."""


class ProblemDetails(NamedTuple):
    """An error as the client sees it."""

    slug: str | None
    """Slug of its type; None for an error that has only a status code."""
    status: int
    detail: str
    headers: Mapping[str, str]
    members: Mapping[str, Any]

    @property
    def type(self) -> str:
        """Address of the page that explains it."""
        return type_address(self.slug) if self.slug else "about:blank"

    @property
    def title(self) -> str:
        """The name of its type."""
        return PROBLEM_TYPES[self.slug]["title"] if self.slug else HTTPStatus(self.status).phrase


AsPage: TypeAlias = Callable[[Request, ProblemDetails], Response | None]
"""Makes a page of an error; None for clients that do not accept pages."""


def problem_response(error: ReentryError) -> Response:
    """Problem details of an error of ours."""
    return _as_json(described(error))


def error_response(request: Request, error: ReentryError, as_page: AsPage) -> Response:
    """Problem details of an error of ours, or a page for browsers: for middleware, where no handler answers."""
    details = described(error)
    return as_page(request, details) or _as_json(details)


def _as_json(details: ProblemDetails) -> Response:
    body = {"type": details.type, "title": details.title, "status": details.status, "detail": details.detail}
    return JSONResponse({**body, **details.members}, details.status, details.headers, MEDIA_TYPE)


def install(app: FastAPI, as_page: AsPage) -> None:
    """Answer every error of this application with problem details, or with a page for browsers."""
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
    return described(error)


def described(error: ReentryError) -> ProblemDetails:
    """An error of ours as it describes itself."""
    headers = dict(getattr(error, "headers", None) or {})
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return ProblemDetails(error.problem, error.status, str(error), headers, error.members())


def _redirect(request: Request, error: Moved) -> ProblemDetails:
    """The same request with the current id in place of the old one, or of the name."""
    return _with_addresses(request, error)._replace(headers={"Location": with_id(request, error.key, error.to)})


def _with_addresses(request: Request, error: Unknown) -> ProblemDetails:
    """The error; each of the actors that may be meant comes with the address of the same request about it."""
    details = described(error)
    if "candidates" not in details.members:
        return details
    choices = [{**one, "url": with_id(request, error.key, one["id"])} for one in details.members["candidates"]]
    return details._replace(members={**details.members, "candidates": choices})


def _invalid(_: Request, error: RequestValidationError) -> ProblemDetails:
    by_name: dict[tuple[str, str], dict[str, str]] = {}  # a parameter that several parts of a route read fails in each
    for fault in error.errors():
        where, name = str(fault["loc"][0]), ".".join(map(str, fault["loc"][1:]))
        by_name.setdefault((where, name), {"in": where, "name": name, "what": _what(fault)})
    faults = list(by_name.values())
    detail = "; ".join(f"{fault['name']} ({fault['in']}): {fault['what']}" for fault in faults)
    return described(InvalidParameter(detail, errors=faults))


def _what(fault: Mapping[str, Any]) -> str:
    """What is wrong with a parameter, and what to write."""
    context, sent = fault.get("ctx", {}), str(fault.get("input"))
    match fault["type"]:
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"{sent[:40]!r} is none of its values: write {context['expected']}"
        case "missing":
            return "is missing: send it"
        case _:
            return str(fault["msg"])


def _of_framework(_: Request, error: HTTPException) -> ProblemDetails:
    """An error of FastAPI or Starlette, as our error with the same status."""
    headers = dict(error.headers or {})
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            detail = "there is nothing at this address: /docs lists the addresses that exist"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            detail = "this server is read-only: use GET or HEAD (and POST for /sparql)"
            allowed = {method.strip() for method in headers.get("Allow", "GET").split(",")}
            headers["Allow"] = ", ".join(sorted(allowed | {"HEAD", "OPTIONS"}))
        case _:
            detail = str(error.detail or HTTPStatus(error.status_code).phrase)
    slug = _SLUG_OF_STATUS.get(error.status_code)
    return ProblemDetails(slug, error.status_code, detail, headers, {})


def _unexpected(_: Request, _error: Exception) -> ProblemDetails:
    detail = "this server made a mistake, which its log describes: try another request, and tell the operator"
    return ProblemDetails(ReentryError.problem, HTTPStatus.INTERNAL_SERVER_ERROR, detail, {}, {})


_SLUG_OF_STATUS = {
    cls.status: cls.problem
    for cls in (BadRequest, Forbidden, NotFound, MethodNotAllowed, NotAcceptable, BodyTooLarge, UnsupportedMediaType)
}
_HANDLERS: dict[type[Exception], Callable[[Request, Any], ProblemDetails]] = {
    ReentryError: _of_ours,
    Moved: _redirect,
    UnknownActor: _with_addresses,
    RequestValidationError: _invalid,
    HTTPException: _of_framework,
    Exception: _unexpected,
}
