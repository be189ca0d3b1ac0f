"""The pool of query workers, as the server uses it: one client a caller, stopped when the caller goes away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from api.errors import Problem
from api.settings import Settings
from graph.cache import ResultCache
from graph.sparql.errors import (
    BadSyntax,
    Busy,
    Crashed,
    Failed,
    NotOffered,
    OutOfMemory,
    QueryError,
    Refused,
    TimedOut,
    TooLarge,
    TooLong,
)
from graph.sparql.query import Query
from graph.workers.limits import MB, Limits
from graph.workers.pool import Pool
from graph.workers.result import Result

STATUS: dict[type[QueryError], int] = {
    BadSyntax: 400,
    Failed: 400,
    Refused: 403,
    NotOffered: 406,
    TooLong: 413,
    Busy: 503,
    Crashed: 503,
    TimedOut: 504,
    OutOfMemory: 507,
    TooLarge: 507,
}
_CLIENT_GONE = 499
_QUICK_S = 0.05
"""A query that takes longer is watched: does its caller still wait?"""


def pool_of(settings: Settings) -> Pool:
    """A pool with the limits that the settings give."""
    limits = Limits(
        timeout_s=settings.query_timeout,
        memory_bytes=settings.query_memory_mb * MB,
        result_bytes=settings.query_result_mb * MB,
        workers=settings.query_workers,
        queue=settings.query_queue,
    )
    return Pool(limits, ResultCache(settings.cache_mb * MB))


async def ask(request: Request, query: Query, timeout_s: float | None = None) -> Result:
    """Run a query for the caller of this request; raises Problem. The work stops when the caller goes away."""
    pool: Pool = request.app.state.pool
    client = request.client.host if request.client else ""
    running = asyncio.ensure_future(pool.run(query, client, timeout_s))
    try:
        await asyncio.wait((running,), timeout=_QUICK_S)
        if not running.done():
            await _watched(running, request)
        return running.result()
    except QueryError as error:
        raise as_problem(error) from error
    finally:
        running.cancel()


async def _watched(running: asyncio.Future[Result], request: Request) -> None:
    """Wait for the answer, or until the caller is gone."""
    leaving = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((running, leaving), return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
    if not running.done():
        raise Problem(_CLIENT_GONE, "the caller went away, so the query was stopped")


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def answered(result: Result, request: Request) -> Response:
    """An answer, whole, with its length and its own entity tag."""
    digest = request.app.state.serving.answering.knowledge.digest
    headers = {
        "Content-Length": str(result.length),
        "Content-Type": result.format.content_type,
        "ETag": f'"{result.version}-{digest[:16]}-{result.format.name}"',
    }
    if result.is_in_memory:
        with result:
            return Response(result.read(), headers=headers)
    return StreamingResponse(_sent(result), headers=headers)


async def _sent(result: Result) -> AsyncIterator[bytes]:
    with result:
        for chunk in result.chunks():
            yield chunk


def as_problem(error: QueryError) -> Problem:
    """A query without an answer, as it is told over HTTP; what the error knows stands in fields of its own."""
    wire = error.as_wire()
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Busy) else None
    return Problem(STATUS[type(error)], str(error), headers=headers, **wire)
