"""The template process of one version and its workers, as the server sees them."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
from pathlib import Path
from typing import Any, Protocol

from graph.model.errors import ReentryError
from graph.workers.forkserver_start import Spawned, spawn
from graph.workers.limits import Limits
from graph.workers.wire_protocol import EASE, FORK, KILL, ORDER
from graph.workers.worker_client import Seat, SeatWatcher


class Unusable(ReentryError):
    """A version that no template could load."""

    problem, status, exit_code = "unusable-version", 503, 1


class Watcher(SeatWatcher, Protocol):
    """Who is told what happens in a crew."""

    def crew_gone(self, crew: Crew) -> None: ...


class Crew:
    """Starts the template, orders workers from it, and hears how they end."""

    def __init__(
        self,
        version: Path,
        limits: Limits,
        watcher: Watcher,
        *,
        is_hasty: bool = False,
        begun: Spawned | None = None,
    ) -> None:
        """A hasty crew reads from disk, and so is ready at once. `begun` is its template, where that loads already."""
        self.version = version
        self.is_hasty = is_hasty
        self.held_in = ""
        self.seats: dict[int, Seat] = {}
        self.is_gone = False
        self._limits = limits
        self._watcher = watcher
        self._heard = bytearray()
        self._next_number = 0
        self._connecting: set[asyncio.Task[Any]] = set()
        self._loading: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        template = begun or spawn(version, limits, is_hasty=is_hasty)
        self._control, self._template = template.control, template.process
        self._control.setblocking(False)
        asyncio.get_running_loop().add_reader(self._control, self._hear)

    async def load(self) -> None:
        """Wait until the template holds the version; raises Unusable."""
        self.held_in = await self._loading

    async def first_ready(self, workers: int) -> None:
        """Order so many workers and wait until one of them is ready; raises Unusable where they end instead."""
        seats = [self.fork() for _ in range(workers)]
        waits = [asyncio.ensure_future(seat.started) for seat in seats]
        done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if not any(wait.result() for wait in done):
            raise Unusable(f"{self.version}: its workers end before they are ready")

    def fork(self) -> Seat:
        """Order one more worker. Its seat is ready a little later."""
        self._next_number += 1
        seat = Seat(self._next_number, self, self._watcher, self._limits.result_bytes)
        self.seats[seat.number] = seat
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            self._order(FORK, seat, theirs.fileno())
        loop = asyncio.get_running_loop()
        connecting = loop.create_task(loop.create_unix_connection(lambda: seat, sock=ours))
        self._connecting.add(connecting)
        connecting.add_done_callback(self._connecting.discard)
        return seat

    def kill(self, seat: Seat) -> None:
        """Stop a worker at once. The template does it: only the parent knows that the process is still this one."""
        seat.is_doomed = True
        self._order(KILL, seat)

    def ease(self, seat: Seat) -> None:
        """Let others go first."""
        self._order(EASE, seat)

    async def close(self) -> None:
        """End the template, and with it all workers; return when it is gone."""
        self._go()
        try:
            await asyncio.to_thread(self._template.wait, 5)
        except subprocess.TimeoutExpired:
            self._template.kill()
            await asyncio.to_thread(self._template.wait)

    def _order(self, kind: bytes, seat: Seat, *descriptors: int) -> None:
        if self.is_gone:
            return
        try:
            socket.send_fds(self._control, [ORDER.pack(kind, seat.number)], list(descriptors))
        except (BrokenPipeError, ConnectionResetError):
            return  # gone: `_hear` will notice
        except BlockingIOError:  # hundreds of orders not heard: it hangs, and another has to take its place
            self._template.kill()

    def _hear(self) -> None:
        try:
            heard = self._control.recv(1 << 16)
        except BlockingIOError:
            return
        except ConnectionResetError:
            heard = b""
        self._heard += heard
        *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            self._learn(json.loads(line))
        if not heard:
            self._go()

    def _learn(self, event: dict[str, Any]) -> None:
        if "died" in event:
            self.seats.pop(event["died"]).bury(event["status"], event["said"])
        elif "loaded" in event and not self._loading.done():
            self._loading.set_result(event["loaded"])
        elif "failed" in event and not self._loading.done():
            self._loading.set_exception(Unusable(f"{self.version}: {event['failed']}"))

    def _go(self) -> None:
        """The template is gone, or has to go."""
        if self.is_gone:
            return
        self.is_gone = True
        asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        if not self._loading.done():
            self._loading.set_exception(Unusable(f"{self.version}: its template process ended while it loaded"))
        for seat in self.seats.values():
            seat.disconnect()
        self._watcher.crew_gone(self)
