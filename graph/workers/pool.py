"""The query service: takes queries from many clients and answers each from the cache or through a worker."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from graph.sparql.formats import Form, format_by_name
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import QueryError
from graph.sparql.result_cache import CachedResult, CacheKey, ResultCache, cache_key
from graph.workers.counters import Counters, Gauges
from graph.workers.fair_queue import Share
from graph.workers.forkserver_start import ForkserverProcess, is_slow_to_load
from graph.workers.query_limits import Limits
from graph.workers.result_spool import Result, ResultSpool, SpoolQuota
from graph.workers.scheduler import Scheduler
from graph.workers.wire_protocol import pack_query
from graph.workers.worker_client import Job


class Pool:
    """Workers for one version at a time: `start` it, `run` queries, `swap` to the next version, `close` it.

    It belongs to the event loop that it was started in.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        cache: ResultCache | None = None,
        forkserver: ForkserverProcess | None = None,
    ) -> None:
        """`forkserver` is one with these limits that already loads; if it loads another version, it is ended."""
        self.limits = limits or Limits()
        self.counters = Counters()
        self._cache = ResultCache() if cache is None else cache  # an empty one is false
        self._scheduler = Scheduler(self.limits, self.counters)
        self._forkserver = forkserver
        self._quota = SpoolQuota(self.limits.room_bytes)

    @property
    def version(self) -> str:
        """The name of the version that answers new queries; empty before the start."""
        return self._scheduler.version

    async def start(self, version: Path) -> None:
        """Load a version and answer from it. Raises Unusable.

        A version that takes long to load is answered from disk, more slowly, until it is in memory.
        """
        from_disk = is_slow_to_load(version, self.limits)
        await self._scheduler.use(version, from_disk=from_disk, started=self._started_for(version, from_disk))
        if from_disk:
            self._scheduler.move_to_memory()

    async def swap(self, version: Path) -> None:
        """Load a version beside the one in use and switch new queries to it; running ones finish on the old version.

        Raises Unusable, and keeps the old version, if the new one cannot be loaded. Starts the pool if needed.
        """
        if self.version:
            await self._scheduler.use(version)
        else:
            await self.start(version)

    async def run(self, query: Query, client: str = "", timeout_s: float | None = None) -> Result:
        """Answer a query. `timeout_s` can only lower the limit. Raises a QueryError; cancelled, it stops the work."""
        self.counters.queries += 1
        try:
            result = await self._run(query, client, timeout_s)
        except QueryError as error:
            self.counters.errors[type(error).__name__] += 1
            raise
        self.counters.answered += 1
        self.counters.result_bytes += result.length
        return result

    def _started_for(self, version: Path, from_disk: bool) -> ForkserverProcess | None:
        """The forkserver that already loads, if it is the right one."""
        forkserver, self._forkserver = self._forkserver, None
        if forkserver is None or (forkserver.version, forkserver.from_disk) == (version, from_disk):
            return forkserver
        forkserver.discard()
        return None

    async def close(self) -> None:
        """Stop all work and end all processes."""
        if self._forkserver is not None:
            self._forkserver.discard()
        await self._scheduler.close()

    def gauges(self) -> Gauges:
        """The current state."""
        return Gauges(
            version=self.version,
            cache_entries=len(self._cache),
            cache_bytes=self._cache.size_bytes,
            **self._scheduler.gauges(),
        )

    async def _run(self, query: Query, client: str, timeout_s: float | None) -> Result:
        prepared = prepare(query, self.limits.text_bytes)
        key = cache_key(self.version, prepared)
        if cached := self._cache.get(key):
            self.counters.cache_hits += 1
            return self._from_cache(key, cached)
        self.counters.cache_misses += 1
        longest = min(timeout_s or self.limits.timeout_s, self.limits.timeout_s)
        job = Job(
            pack_query(prepared, self.limits.result_bytes),
            prepared.text,
            Share(client),
            longest,
            ResultSpool(self.limits.spool_bytes, self._quota),
        )
        try:
            outcome = await self._scheduler.run(job)
        except BaseException:
            job.spool.close()
            raise
        return self._result(job, key, outcome)

    def _result(self, job: Job, key: CacheKey, outcome: dict[str, Any]) -> Result:
        """The result of a finished job, which also goes into the cache if it is small enough."""
        form, body = Form(outcome["form"]), job.spool
        if body.is_in_memory and self._cache.fits(body.length):
            cached = CachedResult(b"".join(body.chunks()), form, outcome["format"])
            self._cache.put(key._replace(version=job.version), cached)
        return Result(
            job.version, form, format_by_name(outcome["format"]), body, seconds=time.monotonic() - job.queued_at
        )

    def _from_cache(self, key: CacheKey, cached: CachedResult) -> Result:
        spool = ResultSpool(len(cached.body))
        spool.write(cached.body)
        return Result(key.version, cached.form, format_by_name(cached.format), spool, is_cached=True)
