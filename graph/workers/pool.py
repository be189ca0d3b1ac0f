"""The query service: takes queries from many clients, answers each from the cache or through a worker."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from graph.sparql.formats import Form, named
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import QueryError
from graph.sparql.result_cache import CacheKey, Kept, ResultCache, cache_key
from graph.workers.counters import Counters, Gauges
from graph.workers.forkserver_start import Spawned, needs_haste
from graph.workers.limits import Limits
from graph.workers.result_spool import Result, Room, Spool
from graph.workers.scheduler import Staff
from graph.workers.worker_client import Job


class Pool:
    """Workers for one version at a time: `start` it, `run` queries, `swap` to the next version, `close` it.

    It belongs to the event loop that it was started in.
    """

    def __init__(
        self, limits: Limits | None = None, cache: ResultCache | None = None, begun: Spawned | None = None
    ) -> None:
        """`begun` is a template of these limits that loads already; it is ended where it is of another version."""
        self.limits = limits or Limits()
        self.counters = Counters()
        self._cache = ResultCache() if cache is None else cache  # an empty one is false
        self._staff = Staff(self.limits, self.counters)
        self._begun = begun
        self._room = Room(self.limits.room_bytes)

    @property
    def version(self) -> str:
        """The name of the version that new queries are asked of; empty before the start."""
        return self._staff.version

    async def start(self, version: Path) -> None:
        """Load a version and answer from it. Raises Unusable.

        A version that takes long to load is answered from disk, more slowly, until it is in memory.
        """
        is_hasty = needs_haste(version, self.limits)
        await self._staff.employ(version, is_hasty=is_hasty, begun=self._template_of(version, is_hasty))
        if is_hasty:
            self._staff.replace_hasty()

    async def swap(self, version: Path) -> None:
        """Load a version beside the one in use and ask new queries of it; running ones finish where they began.

        Raises Unusable, and goes on with the old version, where the new one cannot be loaded. The first is started.
        """
        if self.version:
            await self._staff.employ(version)
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

    def _template_of(self, version: Path, is_hasty: bool) -> Spawned | None:
        """The template that loads already, if it is the right one."""
        begun, self._begun = self._begun, None
        if begun is None or begun[:2] == (version, is_hasty):
            return begun
        begun.discard()
        return None

    async def close(self) -> None:
        """Stop all work and end all processes."""
        if self._begun is not None:
            self._begun.discard()
        await self._staff.close()

    def gauges(self) -> Gauges:
        """How things stand now."""
        return Gauges(
            version=self.version,
            cache_entries=len(self._cache),
            cache_bytes=self._cache.size_bytes,
            **self._staff.figures(),
        )

    async def _run(self, query: Query, client: str, timeout_s: float | None) -> Result:
        question = prepare(query, self.limits.text_bytes)
        key = cache_key(self.version, question)
        if kept := self._cache.get(key):
            self.counters.cache_hits += 1
            return self._from_cache(key, kept)
        self.counters.cache_misses += 1
        longest = min(timeout_s or self.limits.timeout_s, self.limits.timeout_s)
        job = Job(question, client, longest, Spool(self.limits.spool_bytes, self._room))
        try:
            outcome = await self._outcome(job)
        except BaseException:
            job.spool.close()
            raise
        return self._finished(job, key, outcome)

    async def _outcome(self, job: Job) -> dict[str, Any]:
        self._staff.take(job)
        try:
            return await job.outcome
        except asyncio.CancelledError:
            self._staff.abandon(job)
            raise

    def _finished(self, job: Job, key: CacheKey, outcome: dict[str, Any]) -> Result:
        form, body = Form(outcome["form"]), job.spool
        if body.is_in_memory and self._cache.takes(body.length):
            kept = Kept(b"".join(body.chunks()), form, outcome["format"])
            self._cache.put(key._replace(version=job.version), kept)
        return Result(job.version, form, named(outcome["format"]), body, seconds=time.monotonic() - job.joined)

    def _from_cache(self, key: CacheKey, kept: Kept) -> Result:
        spool = Spool(len(kept.body))
        spool.write(kept.body)
        return Result(key.version, kept.form, named(kept.format), spool, is_cached=True)
