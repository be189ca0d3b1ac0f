"""Runs queries for HTTP clients: stops them when the client disconnects, and makes responses of their results."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from hashlib import blake2s

from fastapi import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.http.request_errors import ClientGone
from api.http.settings import Settings
from graph.sparql.query import Query
from graph.sparql.result_cache import ResultCache
from graph.workers.forkserver_start import ForkserverProcess
from graph.workers.pool import Pool
from graph.workers.query_limits import MB
from graph.workers.result_spool import Result

_SEND_S = 600.0
"""How long a client may take to fetch a result."""
_QUICK_S = 0.05
"""If a query takes longer, we start to watch whether its client is still connected."""


def pool_of(settings: Settings, forkserver: ForkserverProcess | None = None) -> Pool:
    """A pool with the limits of the settings. `forkserver` has the same limits and already loads."""
    if settings.sparql:
        from api.sparql.remote_endpoint import RemotePool  # noqa: PLC0415 - few servers need what it brings along

        return RemotePool(settings.sparql, settings.limits, settings.sparql_graph)
    return Pool(settings.limits, ResultCache(settings.cache_mb * MB), forkserver)


async def run_query(request: Request, query: Query, timeout_s: float | None = None) -> Result:
    """Run a query for the client of this request; raises QueryError. The query stops when the client disconnects."""
    pool: Pool = request.app.state.pool
    client = request.client.host if request.client else ""
    with _DisconnectWatch(request):
        return await pool.run(query, client, timeout_s)


class _DisconnectWatch:
    """Cancels the current task when the client disconnects. Quick queries finish before the watch starts."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._is_gone = False
        self._watching: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._work = asyncio.current_task()
        self._begin = asyncio.get_running_loop().call_later(_QUICK_S, self._watch)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._begin.cancel()
        if self._watching is not None:
            self._watching.cancel()
        if self._is_gone and self._work is not None and not self._work.uncancel():
            raise ClientGone("the client disconnected, so the query was stopped") from error

    def _watch(self) -> None:
        self._watching = asyncio.get_running_loop().create_task(self._wait())

    async def _wait(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self._is_gone = True
        if self._work is not None:
            self._work.cancel()


def result_response(result: Result, query: Query, request: Request) -> Response:
    """A complete response with its length and entity tag."""
    headers = {
        "Content-Length": str(result.length),
        "Content-Type": result.format.content_type,
        "ETag": _entity_tag(result, query, request),
    }
    if result.is_in_memory:
        with result:
            return Response(result.read(), headers=headers)
    return _SpooledResponse(result, headers)


def _entity_tag(result: Result, query: Query, request: Request) -> str:
    """Equal for the same query, version and format, and for nothing else."""
    current = request.app.state.versions.current
    digest = current.graph.digest[:16] if current.version.path.name == result.version else ""
    key = "\n".join((query.text, *query.default_graphs, "", *query.named_graphs)).encode(errors="surrogatepass")
    return f'W/"{result.version}-{digest}-{blake2s(key, digest_size=8).hexdigest()}-{result.format.name}"'


class _SpooledResponse(StreamingResponse):
    """Streams a large result from its temporary file, up to a time limit for slow readers."""

    def __init__(self, result: Result, headers: dict[str, str]) -> None:
        self._result = result
        super().__init__(_chunks(result), headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the result, and close its spool."""
        with self._result, suppress(TimeoutError):
            async with asyncio.timeout(_SEND_S):
                await super().__call__(scope, receive, send)


async def _chunks(result: Result) -> AsyncIterator[bytes]:
    for chunk in result.chunks():
        yield chunk
