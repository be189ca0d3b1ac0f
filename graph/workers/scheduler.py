"""Who works on what: enough free workers, jobs given out in turn, and an end to what goes past its limits."""

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
from graph.workers.fair_queue import Line, LineFull
from graph.workers.forkserver_client import Crew, Unusable
from graph.workers.forkserver_start import Spawned
from graph.workers.limits import Limits
from graph.workers.worker_client import Job, Seat, exit_reason

_LOG = logging.getLogger(__name__)
_GROWN_BYTES = 256 << 20
"""A worker that has grown by more keeps it: another takes its place."""
_HURRY_S = 0.02
_PAUSE_S = 0.5


class Staff:
    """The crew of the version in use, those of older versions that finish their work, and the waiting line."""

    def __init__(self, limits: Limits, counters: Counters) -> None:
        self._limits = limits
        self._counters = counters
        self._line: Line[Job] = Line(limits.queue, limits.queue_per_client, limits.running_per_client)
        self._crew: Crew | None = None
        self._coming: Crew | None = None
        self._leaving: list[Crew] = []
        self._chores: set[asyncio.Task[None]] = set()
        self._swapping = asyncio.Lock()
        self._typical_s = 0.1
        self._no_fork_before = 0.0
        self._closed = asyncio.Event()

    @property
    def version(self) -> str:
        """The name of the version in use; empty where there is none."""
        return self._crew.version.name if self._crew else ""

    async def employ(self, version: Path, *, is_hasty: bool = False, begun: Spawned | None = None) -> None:
        """Have a crew for this version and give it the new jobs; the old one finishes its own. Raises Unusable."""
        async with self._swapping:
            old = self._crew
            if old is not None and not old.is_gone and (old.version, old.is_hasty) == (version, is_hasty):
                return
            self._crew = await self._hired(version, is_hasty, begun)
            if old is not None:
                self._counters.swaps += old.version != version
                self._leaving.append(old)
                self._let_go()
            self._settle()

    def replace_hasty(self) -> None:
        """Have a crew with the version in memory take over from the one that reads from disk, when it is ready."""
        if self._crew is not None:
            self._do(self._rehire(self._crew))

    def take(self, job: Job) -> None:
        """Put a job into the line; raises Busy where it is full."""
        try:
            self._line.join(job.client, job)
        except LineFull:
            raise self._busy() from None
        self._settle()
        if job.seat is None:
            self._counters.waits += 1
            loop = asyncio.get_running_loop()
            job.patience = loop.call_later(self._limits.queue_wait_s, self._give_up, job)
            loop.call_later(_HURRY_S, self._hurry, job)

    def abandon(self, job: Job) -> None:
        """Nobody waits for this job any more: out of the line, or its worker is stopped."""
        if self._line.leave(job.client, job):
            job.lose_patience()
        elif job.seat is not None and job.seat.job is job:
            self._stop(job.seat, "cancelled", None)

    async def close(self) -> None:
        """Stop all work and end all processes."""
        self._closed.set()
        for job in self._line.clear():
            job.lose_patience()
            job.fail(Busy(1))
        crews = [*self._crews(), *([self._coming] if self._coming else [])]
        await asyncio.gather(*(crew.close() for crew in crews))
        self._crew = None
        await asyncio.gather(*self._chores)

    def figures(self) -> dict[str, Any]:
        """How things stand now."""
        seats = list(self._seats())
        return {
            "held_in": self._crew.held_in if self._crew else "",
            "workers_idle": sum(seat.is_free for seat in seats),
            "workers_running": sum(seat.job is not None for seat in seats),
            "workers_slow": sum(seat.is_slow for seat in seats),
            "queued": len(self._line),
        }

    # What seats and crews tell

    def seat_ready(self, seat: Seat) -> None:  # noqa: ARG002 - `_settle` looks at all
        """A worker waits for its first question."""
        self._settle()

    def seat_answered(self, seat: Seat, outcome: dict[str, Any]) -> None:
        """A worker is done with its question, one way or the other."""
        job = self._unseat(seat)
        assert job
        is_grown = outcome.pop("grown") > _GROWN_BYTES
        if "error" in outcome:
            job.fail(from_wire(outcome))
        else:
            job.succeed(outcome)
        if seat.is_slow or is_grown:
            self._kill(seat, "retired")
        self._let_go()
        self._settle()

    def seat_overflowed(self, seat: Seat) -> None:
        """A worker sends more than an answer may have."""
        self._stop(seat, "size", TooLarge(self._limits.result_bytes))

    def seat_without_room(self, seat: Seat) -> None:
        """A worker sends an answer for which the disk has no room now."""
        self._stop(seat, "room", self._busy())

    def seat_ended(self, seat: Seat, status: int, said: str) -> None:
        """A worker's process has ended."""
        job = self._unseat(seat)
        if not seat.is_doomed:
            error = exit_reason(status, said, self._limits)
            self._counters.crashes += isinstance(error, Crashed)
            _LOG.warning("query worker ended (%s): %.300r", error, job.question.text if job else said)
            if job is not None:
                job.fail(error)
        if seat.orders is self._crew:
            self._counters.respawns += 1
            _LOG.info("another query worker takes the place of one that ended")
        if not seat.is_ready:
            self._pause_forking()
        self._let_go()
        self._settle()

    def crew_gone(self, crew: Crew) -> None:
        """A template process has ended, and with it its workers."""
        for seat in crew.seats.values():
            if (job := self._unseat(seat)) is not None:
                job.fail(Busy(1) if self._closed.is_set() else Crashed("its template process ended"))
        if crew is self._crew and not self._closed.is_set():
            _LOG.error("template process of version %s ended: starting another", crew.version.name)
            self._counters.template_restarts += 1
            self._do(self._rehire(crew))
        if crew in self._leaving:
            self._leaving.remove(crew)

    # Hiring and letting go

    async def _hired(self, version: Path, is_hasty: bool, begun: Spawned | None) -> Crew:
        if self._closed.is_set():
            raise Unusable("the query service is closed")
        crew = self._coming = Crew(version, self._limits, self, is_hasty=is_hasty, begun=begun)
        try:
            await crew.load()
            await crew.first_ready(self._limits.workers)
        except BaseException:
            await crew.close()
            raise
        finally:
            self._coming = None
        self._counters.forks += self._limits.workers
        return crew

    async def _rehire(self, crew: Crew) -> None:
        """Have another crew for the version of this one, unless there is another version by then."""
        while crew is self._crew and not self._closed.is_set():
            try:
                await self.employ(crew.version)
            except Unusable:
                if not self._closed.is_set():
                    _LOG.exception("version %s cannot be loaded again: trying later", crew.version.name)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closed.wait(), _PAUSE_S * 4)

    def _let_go(self) -> None:
        """End the crews of older versions that have no more work."""
        for crew in [crew for crew in self._leaving if not any(seat.job for seat in crew.seats.values())]:
            self._leaving.remove(crew)
            self._do(crew.close())

    def _do(self, chore: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    # Giving out jobs

    def _settle(self) -> None:
        """Give the free workers the jobs whose turn it is; have enough workers, and no more free ones than that."""
        crew = self._crew
        if crew is None or crew.is_gone or self._closed.is_set():
            return
        seats = [seat for seat in crew.seats.values() if not seat.is_doomed]
        free = [seat for seat in seats if seat.is_free]
        while free and (job := self._line.next()):
            self._begin(free.pop(), job)
        for seat in free[self._limits.workers :]:
            self._kill(seat, "retired")
        self._fork(crew, self._limits.workers - sum(not seat.is_slow for seat in seats))

    def _hurry(self, job: Job) -> None:
        """A job that still waits: the queries ahead of it are not quick, so one worker more, if there may be."""
        if self._crew is not None and not self._crew.is_gone and job.is_waiting:
            self._fork(self._crew, 1)

    def _fork(self, crew: Crew, wanted: int) -> None:
        if wanted < 1:
            return
        possible = self._limits.most_workers - sum(1 for _ in self._seats())
        if time.monotonic() >= self._no_fork_before:
            for _ in range(min(wanted, possible)):
                self._counters.forks += 1
                crew.fork()

    def _begin(self, seat: Seat, job: Job) -> None:
        seat.begin(job, (job.timeout_s, self._expire), (self._limits.slow_after_s, self._slow_down))
        self._counters.wait_seconds += job.began - job.joined

    def _slow_down(self, seat: Seat) -> None:
        """A query that takes long: let others go first, and have another worker for quick ones."""
        seat.is_slow = True
        seat.orders.ease(seat)
        self._settle()

    def _expire(self, seat: Seat) -> None:
        assert seat.job
        self._stop(seat, "timeout", TimedOut(seat.job.timeout_s))

    def _stop(self, seat: Seat, reason: str, error: QueryError | None) -> None:
        """Take the job off the seat and kill the worker."""
        if (job := self._unseat(seat)) is not None:
            _LOG.warning("query stopped (%s): %.300r", reason, job.question.text)
            if error is not None:
                job.fail(error)
        self._kill(seat, reason)
        self._let_go()
        self._settle()

    def _kill(self, seat: Seat, reason: str) -> None:
        self._counters.kills[reason] += 1
        seat.orders.kill(seat)

    def _unseat(self, seat: Seat) -> Job | None:
        job = seat.clear()
        if job is not None:
            self._line.done(job.client)
            took = time.monotonic() - job.began
            self._counters.run_seconds += took
            self._typical_s += (took - self._typical_s) / 16
        return job

    def _pause_forking(self) -> None:
        """A worker that ended before it was ready: the next would, too, so not at once."""
        self._no_fork_before = time.monotonic() + _PAUSE_S
        asyncio.get_running_loop().call_later(_PAUSE_S * 1.01, self._settle)

    def _give_up(self, job: Job) -> None:
        if self._line.leave(job.client, job):
            job.fail(self._busy())

    def _busy(self) -> Busy:
        ahead = (len(self._line) + 1) * self._typical_s / self._limits.workers
        return Busy(max(1, min(math.ceil(ahead), math.ceil(self._limits.timeout_s))))

    def _crews(self) -> Iterator[Crew]:
        yield from self._leaving
        if self._crew is not None:
            yield self._crew

    def _seats(self) -> Iterator[Seat]:
        return (seat for crew in self._crews() for seat in crew.seats.values())
