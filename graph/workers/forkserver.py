"""The template process of a version: it holds the graph, forks workers on order, and buries them.

It has one thread, so that a fork is safe, and answers no query itself. Orders come through a socket, each with the
number of a worker and, for a new one, its end of a link. What happens is told as lines of JSON. When the server is
gone, the socket closes and all end.
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
from pathlib import Path
from typing import IO, Any, NoReturn

from graph.sparql.dataset import QueryStores
from graph.versions.version_folders import NoVersion
from graph.workers import sandbox, worker
from graph.workers.store_loading import in_memory, memory_needed
from graph.workers.wire_protocol import EASE, FORK, KILL, ORDER

_LAST_WORDS_BYTES = 4096
_LOW_PRIORITY = 10


class Template:
    """Forks and buries workers."""

    def __init__(self, control: socket.socket, store: QueryStores | str, memory_bytes: int) -> None:
        self._control = control
        self._store = store
        self._memory_bytes = memory_bytes
        self._numbers: dict[int, int] = {}  # process id -> number of the worker
        self._words: dict[int, IO[bytes]] = {}  # number -> what the worker says on its standard error

    def run(self) -> None:
        """Obey until the server is gone."""
        alarm, bell = socket.socketpair()
        bell.setblocking(False)
        alarm.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(bell.fileno(), warn_on_full_buffer=False)
        waiting = selectors.DefaultSelector()
        waiting.register(self._control, selectors.EVENT_READ, self._obey)
        waiting.register(alarm, selectors.EVENT_READ, lambda: bool(alarm.recv(4096)))
        going = True
        while going:
            for key, _ in waiting.select():
                going = key.data() and going
            self._bury()
        self._end()

    def _obey(self) -> bool:
        """Carry out one order; False when the server is gone."""
        try:
            order, descriptors = _receive_order(self._control)
        except ConnectionResetError:
            return False
        if order is None:
            return False
        kind, number = order
        if kind == FORK:
            self._fork(number, descriptors[0])
        elif kind == KILL:
            self._signal(number)
        elif kind == EASE:
            self._ease(number)
        return True

    def _fork(self, number: int, descriptor: int) -> None:
        words = _paper()
        child = os.fork()
        if child == 0:
            self._become_worker(descriptor, words.fileno())
        os.close(descriptor)
        self._numbers[child] = number
        self._words[number] = words

    def _become_worker(self, descriptor: int, words: int) -> NoReturn:
        try:
            sandbox.die_with_parent()
            os.setsid()
            os.dup2(words, 2)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            worker.run(socket.socket(fileno=descriptor), self._store, self._memory_bytes)
        finally:
            os._exit(1)  # never back into the template's loop

    def _process(self, number: int) -> int | None:
        return next((process for process, held in self._numbers.items() if held == number), None)

    def _signal(self, number: int) -> None:
        if process := self._process(number):  # not buried yet, so the id is still its own
            os.kill(process, signal.SIGKILL)

    def _ease(self, number: int) -> None:
        if process := self._process(number):
            os.setpriority(os.PRIO_PROCESS, process, _LOW_PRIORITY)

    def _bury(self) -> None:
        """Reap every worker that has ended and tell the server how."""
        while self._numbers:
            process, status = os.waitpid(-1, os.WNOHANG)
            if process == 0:
                return
            number = self._numbers.pop(process)
            with self._words.pop(number) as words:
                words.seek(0)
                said = words.read(_LAST_WORDS_BYTES).decode(errors="replace")
            self._tell({"died": number, "status": os.waitstatus_to_exitcode(status), "said": said})

    def _tell(self, event: dict[str, Any]) -> None:
        tell(self._control, event)

    def _end(self) -> None:
        for process in self._numbers:
            os.kill(process, signal.SIGKILL)
        for process in self._numbers:
            os.waitpid(process, 0)


def _paper() -> IO[bytes]:
    """Where the last words of a worker go; memory where the system can."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("last-words"), "r+b")
    return tempfile.TemporaryFile()


def tell(control: socket.socket, event: dict[str, Any]) -> None:
    """Tell the server; nothing where it is gone, for the next order says so."""
    try:
        control.sendall(json.dumps(event).encode() + b"\n")
    except (BrokenPipeError, ConnectionResetError):
        return


def _receive_order(control: socket.socket) -> tuple[tuple[bytes, int] | None, list[int]]:
    received = array.array("i")
    space = socket.CMSG_SPACE(received.itemsize)
    data, ancillary, _, _ = control.recvmsg(ORDER.size, space)
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            received.frombytes(payload[: len(payload) - len(payload) % received.itemsize])
    while data and len(data) < ORDER.size:
        data += (more := control.recv(ORDER.size - len(data)))
        if not more:
            return None, list(received)
    return (ORDER.unpack(data) if data else None), list(received)


def main() -> None:
    """Entry of the process: the control socket, the version, and the limits are its arguments."""
    descriptor, path, store_bytes, memory_bytes = sys.argv[1:]
    sandbox.die_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    control = socket.socket(fileno=int(descriptor))
    version = Path(path)
    try:
        is_held = memory_needed(version) <= int(store_bytes)
        store = in_memory(version) if is_held else str(version / "store")
    except (OSError, SyntaxError, ValueError, NoVersion) as error:
        tell(control, {"failed": str(error)})
        return
    tell(control, {"loaded": "memory" if is_held else "disk"})
    gc.collect()
    gc.freeze()  # what is here now is here for good: a collection in a worker must not touch, and so copy, its pages
    Template(control, store, int(memory_bytes)).run()


if __name__ == "__main__":
    main()
