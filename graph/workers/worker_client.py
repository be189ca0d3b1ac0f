"""One worker as the server sees it: its link, whether it is free, and the job it has."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, cast

from graph.sparql.query import Question
from graph.sparql.query_errors import Crashed, OutOfMemory, QueryError
from graph.workers.limits import Limits
from graph.workers.result_spool import NoRoom, Spool
from graph.workers.wire_protocol import ASK, END, PIECE, READY, Frames, frame, pack_question, unpack

_NO_MEMORY = "memory allocation of"
"""How Rust says, on standard error, that the kernel refused it memory."""


class Job:
    """A question on its way: who asked, how long it may run, and where its outcome goes."""

    def __init__(self, question: Question, client: str, timeout_s: float, spool: Spool) -> None:
        self.question = question
        self.client = client
        self.timeout_s = timeout_s
        self.spool = spool
        self.outcome: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.joined = time.monotonic()
        self.began = 0.0
        self.seat: Seat | None = None
        self.patience: asyncio.TimerHandle | None = None

    @property
    def version(self) -> str:
        """The name of the version that it is asked of; empty while it waits."""
        return self.seat.orders.version.name if self.seat else ""

    @property
    def is_waiting(self) -> bool:
        """Whether it stands in the line."""
        return self.seat is None and not self.outcome.done()

    def lose_patience(self) -> None:
        """It waits no more."""
        if self.patience is not None:
            self.patience.cancel()

    def succeed(self, outcome: dict[str, Any]) -> None:
        """Hand over what the worker said at the end."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    def fail(self, error: Exception) -> None:
        """Hand over why there is no answer. The first outcome counts."""
        if not self.outcome.done():
            self.outcome.set_exception(error)


class Orders(Protocol):
    """Who can stop and slow down a worker."""

    version: Path

    def kill(self, seat: Seat) -> None: ...
    def ease(self, seat: Seat) -> None: ...


class SeatWatcher(Protocol):
    """Who is told what happens at a seat."""

    def seat_ready(self, seat: Seat) -> None: ...
    def seat_answered(self, seat: Seat, outcome: dict[str, Any]) -> None: ...
    def seat_overflowed(self, seat: Seat) -> None: ...
    def seat_without_room(self, seat: Seat) -> None: ...
    def seat_ended(self, seat: Seat, status: int, said: str) -> None: ...


class Seat(asyncio.Protocol):
    """A worker's place. It is `lost` when its link has closed, and ended when the template has buried it, too."""

    def __init__(self, number: int, orders: Orders, watcher: SeatWatcher, result_bytes: int) -> None:
        self.number = number
        self.orders = orders
        self.job: Job | None = None
        self.is_ready = False
        self.is_slow = False
        self.is_doomed = False
        self._watcher = watcher
        self._result_bytes = result_bytes
        self._frames = Frames()
        self._transport: asyncio.WriteTransport | None = None
        self._timers: list[asyncio.TimerHandle] = []
        self._death: tuple[int, str] | None = None
        self._is_lost = False
        self.started: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        """Whether the worker became ready; False where it ended before."""

    @property
    def is_free(self) -> bool:
        """Whether it can take a job."""
        return self.is_ready and self.job is None and not self.is_doomed

    def begin(self, job: Job, *timers: tuple[float, Callable[[Seat], None]]) -> None:
        """Ask the worker. Each timer calls back with the seat unless the job ends before."""
        self.job, job.seat = job, self
        job.began = time.monotonic()
        job.lose_patience()
        loop = asyncio.get_running_loop()
        self._timers = [loop.call_later(delay, call, self) for delay, call in timers]
        assert self._transport
        self._transport.write(frame(ASK, pack_question(job.question, self._result_bytes)))

    def clear(self) -> Job | None:
        """Take the job off the seat."""
        for timer in self._timers:
            timer.cancel()
        self._timers = []
        job, self.job = self.job, None
        return job

    def bury(self, status: int, said: str) -> None:
        """The process is gone: its exit status and its last words."""
        self._death = (status, said)
        self._end_when_gone()

    def disconnect(self) -> None:
        """Close the link: an idle worker ends."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        for kind, payload in self._frames.feed(data):
            self._take(kind, payload)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Called by asyncio."""
        self._is_lost = True
        if not self.started.done():
            self.started.set_result(False)
        self._end_when_gone()

    def _take(self, kind: bytes, payload: bytes) -> None:
        if kind == READY:
            self.is_ready = True
            self.started.set_result(True)
            self._watcher.seat_ready(self)
        elif self.job is None:
            return  # given up meanwhile
        elif kind == PIECE:
            self._keep(self.job, payload)
        elif kind == END:
            self._watcher.seat_answered(self, unpack(payload))

    def _keep(self, job: Job, piece: bytes) -> None:
        try:
            job.spool.write(piece)
        except NoRoom:
            self._watcher.seat_without_room(self)
            return
        if job.spool.length > self._result_bytes:
            self._watcher.seat_overflowed(self)

    def _end_when_gone(self) -> None:
        if self._death is not None and self._is_lost:
            self._watcher.seat_ended(self, *self._death)


def exit_reason(status: int, stderr: str, limits: Limits) -> QueryError:
    """Why a worker ended, as an error for the client whose query it ran.

    `status` is an exit code, or the negative number of a signal; `stderr` is what the worker last wrote.
    """
    if _NO_MEMORY in stderr or "MemoryError" in stderr:
        return OutOfMemory(limits.memory_bytes)
    if status == -signal.SIGSEGV:
        return Crashed("the stack overflowed: it is nested too deeply")
    if status == -signal.SIGKILL:
        return Crashed("killed from outside, as when the machine runs out of memory")
    return Crashed(f"signal {signal.Signals(-status).name}" if status < 0 else f"exit code {status}")
