"""What an operator watches, for Prometheus: requests, the query service, the version that answers, the process."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.current_version import VersionWatcher
from graph.workers.counters import as_dict
from graph.workers.pool import Pool

disable_created_metrics()  # type: ignore[no-untyped-call]  # they double the size of the answer, and nobody reads them

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0)
_METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"))
_NO_ROUTE = "none"
"""The route of a request to an unknown address: counting each such path would have no end."""
_HELP = {
    "queries": "SPARQL queries received",
    "answered": "SPARQL queries answered",
    "cache_hits": "SPARQL queries answered from the cache",
    "cache_misses": "SPARQL queries that a worker had to answer",
    "errors": "SPARQL queries without an answer, by the kind of error",
    "kills": "query workers stopped, by reason",
    "forks": "query workers forked",
    "respawns": "query workers forked to replace one that exited",
    "crashes": "query workers that crashed",
    "template_restarts": "forkservers that ended and were started again",
    "swaps": "newer versions that the query service switched to",
    "waits": "SPARQL queries that had to wait for a worker",
    "wait_seconds": "seconds that SPARQL queries waited for a worker",
    "run_seconds": "seconds that query workers worked",
    "result_bytes": "bytes of SPARQL results",
}


class Metrics:
    """Counts and times of requests, with the metrics of the query service, in one registry."""

    def __init__(self, versions: VersionWatcher, pool: Pool) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self._requests = Counter(
            "reentry_http_requests", "HTTP requests answered", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "reentry_http_request_seconds",
            "seconds until an answer was sent",
            ("route",),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.registry.register(_ServiceCollector(versions, pool))
        ProcessCollector(registry=self.registry)

    def register(self, collector: Collector) -> None:
        """Add the metrics of another part of the server."""
        self.registry.register(collector)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)


class _ServiceCollector(Collector):
    """Metrics that other parts of the server count, collected for each request to /metrics."""

    def __init__(self, versions: VersionWatcher, pool: Pool) -> None:
        self._versions, self._pool = versions, pool
        self._started = time.monotonic()

    def collect(self) -> Iterable[Metric]:
        """All of them. Called by prometheus_client."""
        yield InfoMetricFamily("reentry", "this program", {"version": version("reentry-graph")})
        yield GaugeMetricFamily("reentry_uptime_seconds", "seconds since the start", time.monotonic() - self._started)
        yield GaugeMetricFamily("reentry_ready", "1 if a version is open, else 0", int(self._versions.is_ready))
        refused = int(bool(self._versions.refused))
        yield GaugeMetricFamily("reentry_version_refused", "1 if the newest version cannot be opened, else 0", refused)
        if self._versions.is_ready:
            yield from _version(self._versions)
        yield from (_counter(name, value) for name, value in as_dict(self._pool.counters).items())
        yield from _gauges(asdict(self._pool.gauges()))


def _version(versions: VersionWatcher) -> Iterator[Metric]:
    manifest = versions.current.version.manifest
    yield InfoMetricFamily("reentry_data", "the open version", {"version": manifest.version, "digest": manifest.digest})
    sizes = GaugeMetricFamily("reentry_data_held", "size of the open version", labels=("what",))
    for what, count in manifest.counts.items():
        sizes.add_metric((what,), count)
    yield sizes


def _counter(name: str, value: float | dict[str, int]) -> Metric:
    help_text = _HELP.get(name, f"{name} of the query service")
    if not isinstance(value, dict):
        return CounterMetricFamily(f"reentry_sparql_{name}", help_text, value)
    family = CounterMetricFamily(f"reentry_sparql_{name}", help_text, labels=("reason",))
    for reason, count in sorted(value.items()):
        family.add_metric((reason,), count)
    return family


def _gauges(gauges: dict[str, Any]) -> Iterator[Metric]:
    texts = {name: str(value) for name, value in gauges.items() if isinstance(value, str)}
    yield InfoMetricFamily(
        "reentry_sparql", "the version that queries are answered from, and where its store is", texts
    )
    for name, value in gauges.items():
        if name not in texts:
            yield GaugeMetricFamily(f"reentry_sparql_{name}", f"current {name.replace('_', ' ')}", value)


class RequestMetricsMiddleware:
    """Counts each request with its route and status. The outermost middleware, so that its times are complete."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.monotonic(), 500
        state = scope.setdefault("state", {})

        async def send_and_note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note_status)
        finally:
            self._metrics.note(scope["method"], state.get("route", _NO_ROUTE), status, time.monotonic() - started)


class RouteNameMiddleware:
    """Stores the name of the route where RequestMetricsMiddleware can read it. The innermost middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "http" and "endpoint" in scope:
                scope["state"]["route"] = _route(scope)


def _route(scope: Scope) -> str:
    """The path as the route declares it; for static files, their folder."""
    if declared := getattr(scope.get("route"), "path", ""):
        return str(declared)
    root = str(scope.get("root_path", ""))
    if root != scope.get("app_root_path", root):
        return root
    return str(scope["path"]).rstrip("/") or "/"
