"""The forkserver of a version: it holds the graph in memory, forks workers on command, and reaps them.

It has a single thread, so that forking is safe, and answers no query itself. Commands arrive on a socket, each with the
number of a worker; a fork also brings the worker's end of its link. Events go back as lines of JSON. When the server
exits, the socket closes, and the forkserver and its workers end.
"""

from __future__ import annotations

import array
import gc
import json
import os
import resource
import selectors
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any, NoReturn, TypeAlias

from graph.model.parent_process import kill_with_parent
from graph.versions.verification import require_whole
from graph.versions.version_folders import NoVersion, Version
from graph.workers import worker
from graph.workers.store_loading import load_in_memory, memory_needed
from graph.workers.wire_protocol import COMMAND, FORK, KILL, RENICE

Work: TypeAlias = Callable[[socket.socket], NoReturn]
"""What a worker does with its end of the link, until the process ends."""
_STDERR_BYTES = 4096
_LOW_PRIORITY = 10


class Forkserver:
    """Forks, stops and reaps workers."""

    def __init__(self, control: socket.socket, work: Work) -> None:
        self._control = control
        self._work = work
        self._numbers: dict[int, int] = {}  # process id -> number of the worker
        self._stderr: dict[int, IO[bytes]] = {}  # number of the worker -> its standard error

    def run(self) -> None:
        """Handle commands until the server is gone."""
        # A child's exit interrupts `select` only if the signal also writes to a socket that is waited for.
        wakeup_reader, wakeup_writer = socket.socketpair()
        wakeup_writer.setblocking(False)
        wakeup_reader.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakeup_writer.fileno(), warn_on_full_buffer=False)
        selector = selectors.DefaultSelector()
        selector.register(self._control, selectors.EVENT_READ, self._handle_command)
        selector.register(wakeup_reader, selectors.EVENT_READ, lambda: bool(wakeup_reader.recv(4096)))
        is_connected = True
        while is_connected:
            for key, _ in selector.select():
                is_connected = key.data() and is_connected
            self._reap()
        self._kill_all()

    def _handle_command(self) -> bool:
        """Carry out one command; False when the server is gone."""
        try:
            command, descriptors = _receive_command(self._control)
        except ConnectionResetError:
            return False
        if command is None:
            return False
        kind, number = command
        if kind == FORK:
            self._fork(number, descriptors[0])
        elif kind == KILL:
            self._kill(number)
        elif kind == RENICE:
            self._renice(number)
        return True

    def _fork(self, number: int, descriptor: int) -> None:
        stderr = _stderr_file()
        child = os.fork()
        if child == 0:
            self._become_worker(descriptor, stderr.fileno())
        os.close(descriptor)
        self._numbers[child] = number
        self._stderr[number] = stderr

    def _become_worker(self, descriptor: int, stderr: int) -> NoReturn:
        try:
            kill_with_parent()
            os.setsid()
            os.dup2(stderr, 2)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._work(socket.socket(fileno=descriptor))
        finally:
            os._exit(1)  # never return into the forkserver's loop

    def _process_id(self, number: int) -> int | None:
        return next((process for process, its_number in self._numbers.items() if its_number == number), None)

    def _kill(self, number: int) -> None:
        if process := self._process_id(number):  # not reaped yet, so the id cannot belong to another process
            os.kill(process, signal.SIGKILL)

    def _renice(self, number: int) -> None:
        if process := self._process_id(number):
            os.setpriority(os.PRIO_PROCESS, process, _LOW_PRIORITY)

    def _reap(self) -> None:
        """Reap every worker that has ended and report its exit status to the server."""
        while self._numbers:
            process, status = os.waitpid(-1, os.WNOHANG)
            if process == 0:
                return
            number = self._numbers.pop(process)
            with self._stderr.pop(number) as stderr:
                stderr.seek(0)
                text = stderr.read(_STDERR_BYTES).decode(errors="replace")
            event = {"exited": number, "status": os.waitstatus_to_exitcode(status), "stderr": text}
            _send_event(self._control, event)

    def _kill_all(self) -> None:
        for process in self._numbers:
            os.kill(process, signal.SIGKILL)
        for process in self._numbers:
            os.waitpid(process, 0)


def _stderr_file() -> IO[bytes]:
    """A file for the standard error of a worker; in memory where the system can."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("worker-stderr"), "r+b")
    return tempfile.TemporaryFile()


def _send_event(control: socket.socket, event: dict[str, Any]) -> None:
    """Report to the server. If it is gone, the next read of a command will notice."""
    try:
        control.sendall(json.dumps(event).encode() + b"\n")
    except (BrokenPipeError, ConnectionResetError):
        return


def _receive_command(control: socket.socket) -> tuple[tuple[bytes, int] | None, list[int]]:
    """One command (its kind and a worker's number) and the descriptors sent along; None when the server is gone."""
    received = array.array("i")
    space = socket.CMSG_SPACE(received.itemsize)
    data, ancillary, _, _ = control.recvmsg(COMMAND.size, space)
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            received.frombytes(payload[: len(payload) - len(payload) % received.itemsize])
    while data and len(data) < COMMAND.size:
        data += (more := control.recv(COMMAND.size - len(data)))
        if not more:
            return None, list(received)
    return (COMMAND.unpack(data) if data else None), list(received)


def connect(descriptor: str) -> socket.socket:
    """Tie this process to the server: it ends with it, and gets its commands from this socket."""
    kill_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return socket.socket(fileno=int(descriptor))


def fail(control: socket.socket, error: Exception) -> None:
    """Tell the server that the version cannot be loaded."""
    _send_event(control, {"failed": str(error)})


def serve(control: socket.socket, work: Work, storage: str) -> None:
    """Fork workers until the server is gone. The version is loaded; `storage` says where it is."""
    _send_event(control, {"loaded": storage})
    gc.collect()
    gc.freeze()  # the graph stays for good: a collection in a worker must not touch, and so copy, its pages
    Forkserver(control, work).run()


def main() -> None:
    """Entry of the process. Arguments: the control socket, the folder of the version, and two limits in bytes."""
    descriptor, path, store_bytes, memory_bytes = sys.argv[1:]
    control, version = connect(descriptor), Path(path)
    try:
        require_whole(Version(version))
        is_in_memory = memory_needed(version) <= int(store_bytes)
        store = load_in_memory(version) if is_in_memory else str(version / "store")
    except (OSError, SyntaxError, ValueError, NoVersion) as error:
        fail(control, error)
        return
    work = partial(worker.run, store=store, memory_bytes=int(memory_bytes))
    serve(control, work, "memory" if is_in_memory else "disk")


if __name__ == "__main__":
    main()
