"""Answers questions beside the event loop: each once for all who ask, in turn for all clients, within limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from api.answers.question import Answer, Question
from api.http.current_version import CurrentVersion
from api.http.request_errors import AnswerTimeout, AnswerTooLarge, ServerBusy
from graph.sparql.query_errors import Busy, OutOfMemory, QueryError, TimedOut, TooLarge
from graph.storage.cost_cache import CostCache
from graph.versions.version_folders import Version
from graph.workers.counters import Counters
from graph.workers.fair_queue import LONG, Share
from graph.workers.query_limits import MB, Limits
from graph.workers.result_spool import ResultSpool, SpoolQuota, SpoolsFull
from graph.workers.scheduler import Scheduler
from graph.workers.worker_client import Job

SHORT_S = 30.0
"""How long work may take that was not expected to be long."""
_KEEP_S = 0.02
"""An answer that took less is made again rather than kept."""
_FILE_BYTES = 1 * MB
"""What a file that is kept counts at least: it takes a descriptor too."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be kept of what was computed, in bytes: in memory, and in temporary files without a name."""

    memory_bytes: int = 64 * MB
    file_bytes: int = 1024 * MB


class LongAnswers:
    """Gives questions to workers. Without workers, for tests, they are answered in threads of this process."""

    def __init__(self, limits: Limits, program: str, room: Room | None = None) -> None:
        """`program` is the forkserver of the workers."""
        self.counters = Counters()
        self.limits = limits
        self._scheduler = Scheduler(limits, self.counters, program)
        self._quota = SpoolQuota(limits.room_bytes)
        self._computations: dict[Hashable, _Computation] = {}
        sizes = room or Room()
        self._in_memory: CostCache[Answer[Any]] = CostCache(sizes.memory_bytes, Answer.close)
        self._in_files: CostCache[Answer[Any]] = CostCache(sizes.file_bytes, Answer.close)
        self._starting = asyncio.Lock()

    async def answer(self, current: CurrentVersion, question: Question[T], client: str = "") -> Answer[T]:
        """The answer to a question; close it when it has been used.

        Raises ServerBusy, AnswerTimeout, AnswerTooLarge, and what the function raises. The work is stopped when all who
        wait for it were cancelled.
        """
        key = (current.version.path, current.etag, current.is_earlier, question.key)
        if (known := self._known(key)) is not None:
            self.counters.cache_hits += 1
            return cast("Answer[T]", known)
        computation = self._computations.get(key)
        if computation is None:
            computation = _Computation(self._compute(key, current, question, client))
            self._computations[key] = computation
        try:
            return await computation.answer()
        finally:
            if not computation.waiting and self._computations.get(key) is computation:
                del self._computations[key]

    def has(self, current: CurrentVersion, question: Question[Any]) -> bool:
        """Whether the answer to a question is there already."""
        key = (current.version.path, current.etag, current.is_earlier, question.key)
        return key in self._in_memory or key in self._in_files

    def _known(self, key: Hashable) -> Answer[Any] | None:
        """One more use of an answer that was kept."""
        found_answer = self._in_memory.get(key) or self._in_files.get(key)
        return found_answer.share() if found_answer is not None else None

    async def swapped(self, version: Version) -> None:
        """A new version is about to answer: forget the answers of others, and load it where workers run."""
        self._in_memory.clear()
        self._in_files.clear()
        if self._scheduler.version:
            await self._scheduler.use(version.path)

    async def close(self) -> None:
        """Stop all work, and end all processes."""
        tasks = [computation.task for computation in self._computations.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._scheduler.close()
        self._in_memory.clear()
        self._in_files.clear()

    def gauges(self) -> dict[str, Any]:
        """The current state, by the names of metrics."""
        return {
            **self._scheduler.gauges(),
            "cache_entries": len(self._in_memory) + len(self._in_files),
            "cache_bytes": self._in_memory.size_bytes,
            "cache_file_bytes": self._in_files.size_bytes,
            "spool_bytes": self._quota.used_bytes,
        }

    async def _compute(self, key: Hashable, current: CurrentVersion, question: Question[T], client: str) -> Answer[T]:
        self.counters.queries += 1
        started = time.monotonic()
        spool = ResultSpool(0 if question.writes else self.limits.spool_bytes, self._quota)
        try:
            answer: Answer[T] = Answer(await self._evaluated(current, question, client, spool), spool)
        except BaseException as error:
            self.counters.errors[type(error).__name__] += 1
            spool.close()
            raise
        self.counters.answered += 1
        if question.keep and (seconds := time.monotonic() - started) >= _KEEP_S:
            self._keep(key, answer, seconds)
        return answer

    def _keep(self, key: Hashable, answer: Answer[Any], seconds: float) -> None:
        if answer.body.is_in_memory:
            is_kept = self._in_memory.put(key, answer.share(), answer.size_bytes, seconds)
        else:
            is_kept = self._in_files.put(key, answer.share(), max(answer.size_bytes, _FILE_BYTES), seconds)
        if not is_kept:
            answer.close()

    async def _evaluated(
        self, current: CurrentVersion, question: Question[Any], client: str, spool: ResultSpool
    ) -> bytes:
        """The value as bytes; what is written goes to the spool."""
        if not self.limits.workers:
            return await asyncio.to_thread(question.evaluate, current, spool)
        await self._start(current.version)
        timeout = self.limits.timeout_s if question.lane == LONG else min(SHORT_S, self.limits.timeout_s)
        request = question.as_request(current, self.limits.result_bytes)
        job = Job(request, question.label, Share(client, question.lane), timeout, spool)
        try:
            outcome = await self._scheduler.run(job)
        except (QueryError, SpoolsFull) as error:
            raise _as_request_error(error) from error
        if "raised" in outcome:
            raise Answer[Exception](outcome["raised"], spool).value
        value: bytes = outcome["value"]
        return value

    async def _start(self, version: Version) -> None:
        """Start the workers with the first question: many servers never get one."""
        async with self._starting:
            if not self._scheduler.version:
                await self._scheduler.use(version.path)


class _Computation:
    """One computation and those who wait for it. It is stopped when the last of them goes."""

    def __init__(self, work: Coroutine[Any, Any, Answer[Any]]) -> None:
        self.task = asyncio.get_running_loop().create_task(work)
        self.waiting = 0

    async def answer(self) -> Answer[Any]:
        """The answer for one who waits."""
        self.waiting += 1
        try:
            return (await asyncio.shield(self.task)).share()
        finally:
            self.waiting -= 1
            if not self.waiting:
                self.task.cancel()
                self.task.add_done_callback(_close)


def _close(task: asyncio.Task[Answer[Any]]) -> None:
    """Close the answer of a computation that nobody waits for."""
    if not task.cancelled() and task.exception() is None:
        task.result().close()


def _as_request_error(error: Exception) -> Exception:
    """What the limits of workers mean to somebody who sent no query."""
    match error:
        case Busy():
            wait = f"try again in {error.retry_after} seconds"
            return ServerBusy(f"as many long answers are being made as this server takes on: {wait}", error.retry_after)
        case TimedOut():
            return AnswerTimeout(f"this takes longer than {error.limit_s:g} seconds: ask about fewer ties")
        case OutOfMemory():
            return AnswerTooLarge(f"this takes over {error.limit_bytes // MB:,} MB of memory: ask about fewer ties")
        case TooLarge():
            return AnswerTooLarge(f"the answer is larger than {error.limit_bytes // MB:,} MB: ask about fewer ties")
        case _:
            return ServerBusy(f"the work ended early ({error}): try again", 1)
