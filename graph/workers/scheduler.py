"""Gives queries to workers: keeps enough of them free, lets clients take turns, and stops what exceeds its limits."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from graph.sparql.query_errors import Busy, Crashed, QueryError, TimedOut, TooLarge, from_wire
from graph.workers.counters import Counters
from graph.workers.fair_queue import LONG, FairQueue, QueueFull
from graph.workers.forkserver_client import ForkserverClient, Unusable
from graph.workers.forkserver_start import QUERIES, ForkserverProcess
from graph.workers.query_limits import Limits
from graph.workers.worker_client import Job, WorkerClient, exit_reason

_LOG = logging.getLogger(__name__)
_MEMORY_GROWTH_BYTES = 256 << 20
"""A worker that has grown by more never gives it back, so another takes its place."""
_EXTRA_WORKER_AFTER_S = 0.02
"""When a query has waited this long, one more worker is forked for it."""
_FORK_PAUSE_S = 0.5
"""How long to wait after a worker that ended before it was ready: the next would probably end, too."""
_RELOAD_PAUSE_S = 2.0


class Scheduler:
    """The forkserver of the version in use, those of older versions that finish their jobs, and the waiting queue."""

    def __init__(self, limits: Limits, counters: Counters, program: str = QUERIES) -> None:
        """`program` is the module that runs as forkserver."""
        self._limits = limits
        self._counters = counters
        self._program = program
        self._queue: FairQueue[Job] = FairQueue(limits.queue, limits.queue_per_client, limits.running)
        self._current: ForkserverClient | None = None
        self._starting: ForkserverClient | None = None
        self._retiring: list[ForkserverClient] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._swapping = asyncio.Lock()
        self._average_s = 0.1  # how long a query takes, as a moving average: a guess until some have run
        self._no_fork_before = 0.0
        self._closed = asyncio.Event()

    @property
    def version(self) -> str:
        """The name of the version in use; empty if there is none."""
        return self._current.version.name if self._current else ""

    async def use(self, version: Path, *, from_disk: bool = False, started: ForkserverProcess | None = None) -> None:
        """Load a version and give it the new jobs; the old one finishes its own. Raises Unusable."""
        async with self._swapping:
            old = self._current
            if old is not None and not old.is_closed and (old.version, old.from_disk) == (version, from_disk):
                return
            self._current = await self._start(version, from_disk, started)
            if old is not None:
                self._counters.swaps += old.version != version
                self._retiring.append(old)
                self._close_finished()
            self._dispatch()

    def move_to_memory(self) -> None:
        """Load the version that is answered from disk into memory, and switch over when it is there."""
        if self._current is not None:
            self._run_in_background(self._replace(self._current))

    async def run(self, job: Job) -> dict[str, Any]:
        """Queue a job and wait for what its worker sends at the end; cancelled, stop the work. Raises QueryError."""
        self.submit(job)
        try:
            return await job.outcome
        except asyncio.CancelledError:
            self.cancel(job)
            raise

    def submit(self, job: Job) -> None:
        """Queue a job and start it if a worker is free; raises Busy if the queue is full."""
        try:
            self._queue.put(job.share, job)
        except QueueFull:
            raise self._busy() from None
        self._dispatch()
        if job.worker is None:
            self._counters.waits += 1
            loop = asyncio.get_running_loop()
            job.queue_timer = loop.call_later(self._limits.queue_wait_s, self._end_waiting, job)
            loop.call_later(_EXTRA_WORKER_AFTER_S, self._fork_for, job)

    def cancel(self, job: Job) -> None:
        """The client is gone: take the job out of the queue, or stop its worker."""
        if self._queue.remove(job.share, job):
            job.cancel_queue_timer()
        elif job.worker is not None and job.worker.job is job:
            self._stop(job.worker, "cancelled", None)

    async def close(self) -> None:
        """Stop all jobs and end all processes."""
        self._closed.set()
        for job in self._queue.clear():
            job.cancel_queue_timer()
            job.fail(Busy(1))
        forkservers = [*self._forkservers(), *([self._starting] if self._starting else [])]
        await asyncio.gather(*(forkserver.close() for forkserver in forkservers))
        self._current = None
        await asyncio.gather(*self._tasks)

    def gauges(self) -> dict[str, Any]:
        """The current state, by the names of Gauges."""
        workers = list(self._workers())
        return {
            "held_in": self._current.storage if self._current else "",
            "workers_idle": sum(worker.is_free for worker in workers),
            "workers_running": sum(worker.job is not None for worker in workers),
            "workers_slow": sum(worker.is_slow for worker in workers),
            "queued": len(self._queue),
        }

    # Events of workers and forkservers

    def worker_ready(self, worker: WorkerClient) -> None:  # noqa: ARG002 - `_dispatch` looks at all
        """A worker waits for its first query."""
        self._dispatch()

    def worker_answered(self, worker: WorkerClient, outcome: dict[str, Any]) -> None:
        """A worker has finished its query, with an answer or an error."""
        job = self._release(worker)
        assert job
        has_grown = outcome.pop("grown") > _MEMORY_GROWTH_BYTES
        if "error" in outcome:
            job.fail(from_wire(outcome))
        else:
            job.succeed(outcome)
        if worker.is_slow or has_grown:
            self._kill(worker, "retired")
        self._close_finished()
        self._dispatch()

    def result_too_large(self, worker: WorkerClient) -> None:
        """A worker sends more than a result may have."""
        self._stop(worker, "size", TooLarge(self._limits.result_bytes))

    def spools_full(self, worker: WorkerClient) -> None:
        """A worker sends a result that the disk has no room for now."""
        self._stop(worker, "room", self._busy())

    def worker_exited(self, worker: WorkerClient, status: int, stderr: str) -> None:
        """The process of a worker has ended."""
        job = self._release(worker)
        if not worker.is_killed:
            error = exit_reason(status, stderr, self._limits)
            self._counters.crashes += isinstance(error, Crashed)
            _LOG.warning("query worker exited (%s): %.300r", error, job.label if job else stderr)
            if job is not None:
                job.fail(error)
        if worker.control is self._current:
            self._counters.respawns += 1
            _LOG.info("starting a query worker in place of one that exited")
        if not worker.is_ready:
            self._pause_forking()
        self._close_finished()
        self._dispatch()

    def forkserver_exited(self, forkserver: ForkserverClient) -> None:
        """A forkserver has ended, and with it its workers."""
        for worker in forkserver.workers.values():
            if (job := self._release(worker)) is not None:
                job.fail(Busy(1) if self._closed.is_set() else Crashed("its forkserver ended"))
        if forkserver is self._current and not self._closed.is_set():
            _LOG.error("forkserver of version %s exited: starting another", forkserver.version.name)
            self._counters.template_restarts += 1
            self._run_in_background(self._replace(forkserver))
        if forkserver in self._retiring:
            self._retiring.remove(forkserver)

    # Starting and closing forkservers

    async def _start(self, version: Path, from_disk: bool, started: ForkserverProcess | None) -> ForkserverClient:
        if self._closed.is_set():
            raise Unusable("the query service is closed")
        forkserver = ForkserverClient(
            version, self._limits, self, from_disk=from_disk, started=started, program=self._program
        )
        self._starting = forkserver
        try:
            await forkserver.load()
            await forkserver.start_workers(self._limits.workers)
        except BaseException:
            await forkserver.close()
            raise
        finally:
            self._starting = None
        self._counters.forks += self._limits.workers
        return forkserver

    async def _replace(self, forkserver: ForkserverClient) -> None:
        """Start another forkserver for the same version, unless another version is in use by then."""
        while forkserver is self._current and not self._closed.is_set():
            try:
                await self.use(forkserver.version)
            except Unusable:
                if not self._closed.is_set():
                    _LOG.exception("version %s cannot be loaded again: trying later", forkserver.version.name)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closed.wait(), _RELOAD_PAUSE_S)

    def _close_finished(self) -> None:
        """Close the forkservers of older versions that have no jobs left."""
        for forkserver in [one for one in self._retiring if not any(worker.job for worker in one.workers.values())]:
            self._retiring.remove(forkserver)
            self._run_in_background(forkserver.close())

    def _run_in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Giving jobs to workers

    def _dispatch(self) -> None:
        """Give waiting jobs to free workers, then end surplus workers or fork missing ones."""
        forkserver = self._current
        if forkserver is None or forkserver.is_closed or self._closed.is_set():
            return
        workers = [worker for worker in forkserver.workers.values() if not worker.is_killed]
        free = [worker for worker in workers if worker.is_free]
        while free and (job := self._queue.next()):
            self._run(free.pop(), job)
        for worker in free[self._limits.workers :]:
            self._kill(worker, "retired")
        self._fork(forkserver, self._limits.workers - sum(not worker.is_slow for worker in workers))

    def _fork_for(self, job: Job) -> None:
        """If a job still waits, the queries before it are not quick: fork one more worker if the limit allows."""
        if self._current is None or self._current.is_closed or not job.is_waiting:
            return
        workers = self._current.workers.values()
        if all(worker.job or worker.is_killed for worker in workers):  # else it waits for a place in its lane
            self._fork(self._current, 1)

    def _fork(self, forkserver: ForkserverClient, wanted: int) -> None:
        if wanted < 1:
            return
        possible = self._limits.most_workers - sum(1 for _ in self._workers())
        if time.monotonic() >= self._no_fork_before:
            for _ in range(min(wanted, possible)):
                self._counters.forks += 1
                forkserver.fork()

    def _run(self, worker: WorkerClient, job: Job) -> None:
        worker.run(job, (job.timeout_s, self._deadline_reached), (self._limits.slow_after_s, self._mark_slow))
        self._counters.wait_seconds += job.started_at - job.queued_at
        if job.share.lane == LONG:
            worker.is_slow = True  # known beforehand: `_dispatch` sees to a worker for short work
            worker.control.renice(worker)

    def _mark_slow(self, worker: WorkerClient) -> None:
        """A query takes long: lower its priority, and have another worker for quick ones."""
        worker.is_slow = True
        worker.control.renice(worker)
        self._dispatch()

    def _deadline_reached(self, worker: WorkerClient) -> None:
        assert worker.job
        self._stop(worker, "timeout", TimedOut(worker.job.timeout_s))

    def _stop(self, worker: WorkerClient, reason: str, error: QueryError | None) -> None:
        """End a job with an error, and its worker with it. No error: nobody waits for the job any more."""
        if (job := self._release(worker)) is not None:
            _LOG.warning("query stopped (%s): %.300r", reason, job.label)
            if error is not None:
                job.fail(error)
        self._kill(worker, reason)
        self._close_finished()
        self._dispatch()

    def _kill(self, worker: WorkerClient, reason: str) -> None:
        self._counters.kills[reason] += 1
        worker.control.kill(worker)

    def _release(self, worker: WorkerClient) -> Job | None:
        """Detach the job from its worker and count the time that it took."""
        job = worker.detach_job()
        if job is not None:
            self._queue.done(job.share)
            seconds = time.monotonic() - job.started_at
            self._counters.run_seconds += seconds
            self._average_s += (seconds - self._average_s) / 16
        return job

    def _pause_forking(self) -> None:
        self._no_fork_before = time.monotonic() + _FORK_PAUSE_S
        asyncio.get_running_loop().call_later(_FORK_PAUSE_S * 1.01, self._dispatch)

    def _end_waiting(self, job: Job) -> None:
        if self._queue.remove(job.share, job):
            job.fail(self._busy())

    def _busy(self) -> Busy:
        """The error for a client that cannot be served now, with a guess when to try again."""
        wait_s = (len(self._queue) + 1) * self._average_s / self._limits.workers
        return Busy(max(1, min(math.ceil(wait_s), math.ceil(self._limits.timeout_s))))

    def _forkservers(self) -> Iterator[ForkserverClient]:
        yield from self._retiring
        if self._current is not None:
            yield self._current

    def _workers(self) -> Iterator[WorkerClient]:
        return (worker for forkserver in self._forkservers() for worker in forkserver.workers.values())
