"""The forkserver of one version and its workers, as the server sees them."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
from pathlib import Path
from typing import Any, Protocol

from graph.model.errors import ReentryError
from graph.workers.forkserver_start import QUERIES, ForkserverProcess, start_forkserver
from graph.workers.query_limits import Limits
from graph.workers.wire_protocol import COMMAND, FORK, KILL, RENICE
from graph.workers.worker_client import WorkerClient, WorkerEvents


class Unusable(ReentryError):
    """A version that no forkserver could load."""

    problem, status, exit_code = "unusable-version", 503, 1


class ForkserverEvents(WorkerEvents, Protocol):
    """Receives what happens to a forkserver and its workers."""

    def forkserver_exited(self, forkserver: ForkserverClient) -> None: ...


class ForkserverClient:
    """Starts a forkserver, has it fork workers, and learns how they end."""

    def __init__(
        self,
        version: Path,
        limits: Limits,
        events: ForkserverEvents,
        *,
        from_disk: bool = False,
        started: ForkserverProcess | None = None,
        program: str = QUERIES,
    ) -> None:
        """With `from_disk`, workers read the store on disk, so that they are ready at once.

        `started` is the process to use, where one already loads the version.
        """
        self.version = version
        self.from_disk = from_disk
        self.storage = ""
        """Where the graph is, once it is loaded: `memory` or `disk`."""
        self.workers: dict[int, WorkerClient] = {}
        self.is_closed = False
        self._limits = limits
        self._events = events
        self._received = bytearray()
        self._next_number = 0
        self._connecting: set[asyncio.Task[Any]] = set()
        self._loading: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        forkserver = started or start_forkserver(version, limits, from_disk=from_disk, program=program)
        self._control, self._process = forkserver.control, forkserver.process
        self._control.setblocking(False)
        asyncio.get_running_loop().add_reader(self._control, self._read_events)

    async def load(self) -> None:
        """Wait until the forkserver has loaded the version; raises Unusable."""
        self.storage = await self._loading

    async def start_workers(self, count: int) -> None:
        """Fork workers and wait until one of them is ready; raises Unusable if they end instead."""
        workers = [self.fork() for _ in range(count)]
        waits = [asyncio.ensure_future(worker.started) for worker in workers]
        done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if not any(wait.result() for wait in done):
            raise Unusable(f"{self.version}: its workers end before they are ready")

    def fork(self) -> WorkerClient:
        """Fork one more worker. It is ready a little later."""
        self._next_number += 1
        worker = WorkerClient(self._next_number, self, self._events, self._limits.result_bytes)
        self.workers[worker.number] = worker
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            self._send_command(FORK, worker, theirs.fileno())
        loop = asyncio.get_running_loop()
        connecting = loop.create_task(loop.create_unix_connection(lambda: worker, sock=ours))
        self._connecting.add(connecting)
        connecting.add_done_callback(self._connecting.discard)
        return worker

    def kill(self, worker: WorkerClient) -> None:
        """Stop a worker at once. The forkserver does it: only a parent knows that the process id is still its own."""
        worker.is_killed = True
        self._send_command(KILL, worker)

    def renice(self, worker: WorkerClient) -> None:
        """Lower the priority of a worker."""
        self._send_command(RENICE, worker)

    async def close(self) -> None:
        """End the forkserver and all its workers; return when it is gone."""
        self._disconnect()
        try:
            await asyncio.to_thread(self._process.wait, 5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)

    def _send_command(self, kind: bytes, worker: WorkerClient, *descriptors: int) -> None:
        if self.is_closed:
            return
        try:
            socket.send_fds(self._control, [COMMAND.pack(kind, worker.number)], list(descriptors))
        except (BrokenPipeError, ConnectionResetError):
            return  # it has ended: `_read_events` will notice
        except BlockingIOError:  # hundreds of commands unread: it hangs, and another has to take its place
            self._process.kill()

    def _read_events(self) -> None:
        try:
            received = self._control.recv(1 << 16)
        except BlockingIOError:
            return
        except ConnectionResetError:
            received = b""
        self._received += received
        *lines, self._received = self._received.split(b"\n")
        for line in lines:
            self._handle_event(json.loads(line))
        if not received:
            self._disconnect()

    def _handle_event(self, event: dict[str, Any]) -> None:
        if "exited" in event:
            self.workers.pop(event["exited"]).process_exited(event["status"], event["stderr"])
        elif "loaded" in event and not self._loading.done():
            self._loading.set_result(event["loaded"])
        elif "failed" in event and not self._loading.done():
            self._loading.set_exception(Unusable(f"{self.version}: {event['failed']}"))

    def _disconnect(self) -> None:
        """Close the control socket: the forkserver has ended, or ends now."""
        if self.is_closed:
            return
        self.is_closed = True
        asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        if not self._loading.done():
            self._loading.set_exception(Unusable(f"{self.version}: its forkserver ended while it loaded"))
        for worker in self.workers.values():
            worker.disconnect()
        self._events.forkserver_exited(self)
