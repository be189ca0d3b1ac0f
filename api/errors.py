"""Errors as RFC 9457 problem details: one table, one shape, and what the reader can do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from graph.knowledge import Unknown
from graph.versions import NoVersion

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A request that cannot be answered: status, what is wrong, and fields of its own."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.more = status, detail, headers, more


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """A problem details answer."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of this application in the one shape."""
    app.add_exception_handler(Problem, _stated)
    app.add_exception_handler(Unknown, _unknown)
    app.add_exception_handler(NoVersion, _no_version)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _stated(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem(error.status, error.detail, error.headers, **error.more)


async def _unknown(_: Request, error: Exception) -> Response:
    assert isinstance(error, Unknown)
    return problem(HTTPStatus.NOT_FOUND, str(error), what=error.what, key=error.key)


async def _no_version(_: Request, error: Exception) -> Response:
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), {"Retry-After": "5"})


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        {"in": str(found["loc"][0]), "name": ".".join(map(str, found["loc"][1:])), "what": found["msg"]}
        for found in error.errors()
    ]
    detail = "; ".join(f"{fault['name']} ({fault['in']}): {fault['what']}" for fault in faults)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=faults)


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    details = {
        HTTPStatus.NOT_FOUND: "nothing stands at this address: /docs lists those that exist",
        HTTPStatus.METHOD_NOT_ALLOWED: "this server is read only: use GET or HEAD (and POST for /sparql)",
    }
    fallback = str(error.detail or HTTPStatus(error.status_code).phrase)
    headers = dict(error.headers) if error.headers else None
    return problem(error.status_code, details.get(HTTPStatus(error.status_code), fallback), headers)
