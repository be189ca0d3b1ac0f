"""Runs queries for HTTP clients: stops them when the client disconnects, and makes responses of their results."""

from __future__ import annotations

from hashlib import blake2s

from fastapi import Request
from starlette.responses import Response

from api.answers.spooled_response import SpooledResponse
from api.http.client_watch import ClientWatch
from api.http.etag import software_digest
from api.http.settings import Settings
from graph.sparql.query import Query
from graph.sparql.result_cache import ResultCache
from graph.workers.forkserver_start import ForkserverProcess
from graph.workers.pool import Pool
from graph.workers.query_limits import MB
from graph.workers.result_spool import Result


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
    with ClientWatch(request):
        return await pool.run(query, client, timeout_s)


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
    return SpooledResponse(result.spool, headers=headers)


def _entity_tag(result: Result, query: Query, request: Request) -> str:
    """Equal for the same query, version and format, and for nothing else."""
    current = request.app.state.versions.current
    digest = current.graph.digest[:16] if current.version.path.name == result.version else ""
    key = "\n".join((software_digest(), query.text, *query.default_graphs, "", *query.named_graphs)).encode(
        errors="surrogatepass"
    )
    return f'W/"{result.version}-{digest}-{blake2s(key, digest_size=8).hexdigest()}-{result.format.name}"'
