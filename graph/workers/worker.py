"""One worker: enter the sandbox, then answer one query after the other until its link closes.

The forkserver calls `run` in a fork, with the graph in memory. `python -m graph.workers.worker` starts a worker of its
own, which reads the store from disk.
"""

from __future__ import annotations

import os
import resource
import socket
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

from graph.sparql.dataset import QueryStores
from graph.sparql.evaluate import answer
from graph.sparql.query_errors import OutOfMemory, QueryError, TooLarge
from graph.workers import sandbox
from graph.workers.wire_protocol import END, PIECE, READY, frame, pack, receive, unpack_question

_PIECE_BYTES = 1 << 16


class LinkSink:
    """Sends an answer in pieces as it comes, up to the size that it may have."""

    def __init__(self, link: socket.socket, limit_bytes: int) -> None:
        self._link = link
        self._limit = limit_bytes
        self._held = bytearray()
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take some bytes; raises TooLarge past the limit."""
        self._size += len(data)
        if self._size > self._limit:
            raise TooLarge(self._limit)
        self._held += data
        if len(self._held) >= _PIECE_BYTES:
            self._link.sendall(frame(PIECE, self._held))
            self._held.clear()
        return len(data)

    def flush(self) -> None:
        """Nothing: what is held goes out with the end."""

    def end(self, outcome: bytes) -> None:
        """Send what is held and the outcome, in one call for a small answer."""
        last = frame(PIECE, self._held) if self._held else b""
        self._link.sendall(last + frame(END, outcome))


def run(link: socket.socket, store: QueryStores | str, memory_bytes: int) -> NoReturn:
    """Answer until the link closes, then end the process. A store given by its path is opened first."""
    code = 1
    try:
        _live(link, store, memory_bytes)
        code = 0
    except (BrokenPipeError, ConnectionResetError):
        code = 0  # the server has gone
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


def _live(link: socket.socket, store: QueryStores | str, memory_bytes: int) -> None:
    sandbox.close_all_but({link.fileno()})
    sandbox.volunteer_for_the_killer()
    sandbox.forbid_sockets_and_programs()
    stores = QueryStores.on_disk(store) if isinstance(store, str) else store
    sandbox.limit_memory(memory_bytes)
    sandbox.forbid_files(but=_files_of(store))
    link.sendall(frame(READY, b""))
    start_bytes = _peak_bytes()
    while (message := receive(link)) is not None:
        outcome, sink = _answered(link, stores, message[1], memory_bytes)
        sink.end(pack(outcome | {"grown": _peak_bytes() - start_bytes}))


def _files_of(store: QueryStores | str) -> int:
    """How many files the engine may open later on."""
    return len(list(Path(store).glob("*.sst"))) if isinstance(store, str) else 0


def _answered(
    link: socket.socket, stores: QueryStores, payload: bytes, memory_bytes: int
) -> tuple[dict[str, Any], LinkSink]:
    question, result_bytes = unpack_question(payload)
    sink = LinkSink(link, result_bytes)
    try:
        answered = answer(stores.store_for(question), question, sink)
    except QueryError as error:
        return error.as_wire(), sink
    except MemoryError:
        return OutOfMemory(memory_bytes).as_wire(), sink
    return {"form": answered.form.value, "format": answered.format}, sink


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Entry of the process. Arguments: the link, the folder of the store, and the memory that a query may use."""
    link, store, memory_bytes = sys.argv[1:]
    sandbox.die_with_parent()
    run(socket.socket(fileno=int(link)), store, int(memory_bytes))


if __name__ == "__main__":
    main()
