"""One worker as the server sees it: its connection, whether it is free, and the job it runs."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, cast

from graph.sparql.query_errors import Crashed, OutOfMemory, QueryError
from graph.workers.fair_queue import Share
from graph.workers.query_limits import Limits
from graph.workers.result_spool import ResultSpool, SpoolsFull
from graph.workers.wire_protocol import CHUNK, END, QUERY, READY, FrameReader, frame, unpack

_NO_MEMORY = "memory allocation of"
"""How Rust says, on standard error, that the kernel refused it memory."""


class Job:
    """A request on its way to a worker: whose it is, how long it may run, and where its result goes.

    `label` says in the log what it is.
    """

    def __init__(self, request: bytes, label: str, share: Share, timeout_s: float, spool: ResultSpool) -> None:
        self.request = request
        self.label = label
        self.share = share
        self.timeout_s = timeout_s
        self.spool = spool
        self.outcome: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.queued_at = time.monotonic()
        self.started_at = 0.0
        self.worker: WorkerClient | None = None
        self.queue_timer: asyncio.TimerHandle | None = None

    @property
    def version(self) -> str:
        """The name of the version that answers; empty while the job waits."""
        return self.worker.control.version.name if self.worker else ""

    @property
    def is_waiting(self) -> bool:
        """Whether it is in the queue."""
        return self.worker is None and not self.outcome.done()

    def cancel_queue_timer(self) -> None:
        """It no longer waits, so the limit on waiting no longer applies."""
        if self.queue_timer is not None:
            self.queue_timer.cancel()

    def succeed(self, outcome: dict[str, Any]) -> None:
        """Set what the worker sent at the end. The first outcome counts."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    def fail(self, error: Exception) -> None:
        """Set why there is no answer. The first outcome counts."""
        if not self.outcome.done():
            self.outcome.set_exception(error)


class WorkerControl(Protocol):
    """Stops and slows down the workers of a version."""

    version: Path

    def kill(self, worker: WorkerClient) -> None: ...
    def renice(self, worker: WorkerClient) -> None: ...


class WorkerEvents(Protocol):
    """Receives what happens to a worker."""

    def worker_ready(self, worker: WorkerClient) -> None: ...
    def worker_answered(self, worker: WorkerClient, outcome: dict[str, Any]) -> None: ...
    def result_too_large(self, worker: WorkerClient) -> None: ...
    def spools_full(self, worker: WorkerClient) -> None: ...
    def worker_exited(self, worker: WorkerClient, status: int, stderr: str) -> None: ...


class WorkerClient(asyncio.Protocol):
    """A worker's connection. The worker has ended once its link is closed and the forkserver has reaped its process."""

    def __init__(self, number: int, control: WorkerControl, events: WorkerEvents, result_bytes: int) -> None:
        self.number = number
        self.control = control
        self.job: Job | None = None
        self.is_ready = False
        self.is_slow = False
        self.is_killed = False
        self._events = events
        self._result_bytes = result_bytes
        self._frames = FrameReader()
        self._transport: asyncio.WriteTransport | None = None
        self._timers: list[asyncio.TimerHandle] = []
        self._exit: tuple[int, str] | None = None
        self._is_disconnected = False
        self.started: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        """Whether the worker became ready; False if it ended before."""

    @property
    def is_free(self) -> bool:
        """Whether it can take a job."""
        return self.is_ready and self.job is None and not self.is_killed

    def run(self, job: Job, *timers: tuple[float, Callable[[WorkerClient], None]]) -> None:
        """Send the request. Each timer, in seconds, calls back with this worker unless the job ends before."""
        self.job, job.worker = job, self
        job.started_at = time.monotonic()
        job.cancel_queue_timer()
        loop = asyncio.get_running_loop()
        self._timers = [loop.call_later(delay, call, self) for delay, call in timers]
        assert self._transport
        self._transport.write(frame(QUERY, job.request))

    def detach_job(self) -> Job | None:
        """Take the job from the worker and stop its timers."""
        for timer in self._timers:
            timer.cancel()
        self._timers = []
        job, self.job = self.job, None
        return job

    def process_exited(self, status: int, stderr: str) -> None:
        """The forkserver has reaped the process: its exit status and what it last wrote to standard error."""
        self._exit = (status, stderr)
        self._report_exit()

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
            self._handle_frame(kind, payload)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Called by asyncio."""
        self._is_disconnected = True
        if not self.started.done():
            self.started.set_result(False)
        self._report_exit()

    def _handle_frame(self, kind: bytes, payload: bytes) -> None:
        if kind == READY:
            self.is_ready = True
            self.started.set_result(True)
            self._events.worker_ready(self)
        elif self.job is None:
            return  # the job was cancelled in the meantime
        elif kind == CHUNK:
            self._spool(self.job, payload)
        elif kind == END:
            self._events.worker_answered(self, unpack(payload))

    def _spool(self, job: Job, chunk: bytes) -> None:
        try:
            job.spool.write(chunk)
        except SpoolsFull:
            self._events.spools_full(self)
            return
        if job.spool.length > self._result_bytes:
            self._events.result_too_large(self)

    def _report_exit(self) -> None:
        # Both signs are needed, in either order: bytes of the answer may still be on the link when the process is gone.
        if self._exit is not None and self._is_disconnected:
            self._events.worker_exited(self, *self._exit)


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
