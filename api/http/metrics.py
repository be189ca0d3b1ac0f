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

disable_created_metrics()  # type: ignore[no-untyped-call]  # they double what is sent, and nobody reads them

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0)
_METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"))
_NOWHERE = "none"
"""The route of a request that leads nowhere: its own path could be anything."""
_SAID = {
    "queries": "SPARQL queries that came in",
    "answered": "SPARQL queries that were answered",
    "cache_hits": "SPARQL queries answered from the cache",
    "cache_misses": "SPARQL queries that a worker had to answer",
    "errors": "SPARQL queries without an answer, by the kind of error",
    "kills": "query workers that were stopped, by reason",
    "forks": "query workers that were forked",
    "respawns": "query workers forked in place of one that ended",
    "crashes": "query workers that ended by themselves",
    "template_restarts": "forkservers that ended and were started again",
    "swaps": "versions that the query service went over to",
    "waits": "SPARQL queries that found no free worker",
    "wait_seconds": "time that SPARQL queries waited for a worker",
    "run_seconds": "time that query workers worked",
    "result_bytes": "bytes of SPARQL results",
}


class Metrics:
    """Everything that is counted, in a registry of its own."""

    def __init__(self, versions: VersionWatcher, pool: Pool) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self._requests = Counter(
            "reentry_http_requests", "requests answered", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "reentry_http_request_seconds",
            "time until an answer was sent",
            ("route",),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.registry.register(_ServiceCollector(versions, pool))
        ProcessCollector(registry=self.registry)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """One more request was answered."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)


class _ServiceCollector(Collector):
    """What is counted elsewhere, read when somebody asks."""

    def __init__(self, versions: VersionWatcher, pool: Pool) -> None:
        self._versions, self._pool = versions, pool
        self._began = time.monotonic()

    def collect(self) -> Iterable[Metric]:
        """All of it."""
        yield InfoMetricFamily("reentry", "this program", {"version": version("reentry-graph")})
        yield GaugeMetricFamily("reentry_uptime_seconds", "time since the start", time.monotonic() - self._began)
        yield GaugeMetricFamily("reentry_ready", "whether a version answers", int(self._versions.is_ready))
        if self._versions.is_ready:
            yield from _version(self._versions)
        yield from (_counter(name, value) for name, value in as_dict(self._pool.counters).items())
        yield from _gauges(asdict(self._pool.gauges()))


def _version(versions: VersionWatcher) -> Iterator[Metric]:
    manifest = versions.current.version.manifest
    yield InfoMetricFamily(
        "reentry_data", "the version that answers", {"version": manifest.version, "digest": manifest.digest}
    )
    held = GaugeMetricFamily("reentry_data_held", "what the version holds", labels=("what",))
    for what, count in manifest.counts.items():
        held.add_metric((what,), count)
    yield held


def _counter(name: str, value: float | dict[str, int]) -> Metric:
    said = _SAID.get(name, f"{name} of the query service")
    if not isinstance(value, dict):
        return CounterMetricFamily(f"reentry_sparql_{name}", said, value)
    family = CounterMetricFamily(f"reentry_sparql_{name}", said, labels=("reason",))
    for reason, count in sorted(value.items()):
        family.add_metric((reason,), count)
    return family


def _gauges(standing: dict[str, Any]) -> Iterator[Metric]:
    told = {name: str(value) for name, value in standing.items() if isinstance(value, str)}
    yield InfoMetricFamily("reentry_sparql", "the version that queries are asked of, and where it is held", told)
    for name, value in standing.items():
        if name not in told:
            yield GaugeMetricFamily(f"reentry_sparql_{name}", f"{name.replace('_', ' ')} now", value)


class RequestMetricsMiddleware:
    """The outermost layer: notes each request with the route that it took and the status that was sent."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 500
        state = scope.setdefault("state", {})

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            self._metrics.note(scope["method"], state.get("route", _NOWHERE), status, time.monotonic() - began)


class RouteNameMiddleware:
    """The innermost layer: keeps the route that was found where the outermost can see it."""

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
    """The path as the route declares it; of files under one folder, the folder."""
    if declared := getattr(scope.get("route"), "path", ""):
        return str(declared)
    root = str(scope.get("root_path", ""))
    if root != scope.get("app_root_path", root):
        return root
    return str(scope["path"]).rstrip("/") or "/"
