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
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from graph.model.parent_process import kill_with_parent
from graph.sparql.dataset import QueryStores
from graph.sparql.evaluate import evaluate
from graph.sparql.query_errors import OutOfMemory, QueryError, TooLarge
from graph.workers import sandbox
from graph.workers.wire_protocol import CHUNK, END, READY, frame, pack, receive, unpack_query

_CHUNK_BYTES = 1 << 16


class LinkSink:
    """Sends a result in chunks as it is written, up to the size that it may have."""

    def __init__(self, link: socket.socket, limit_bytes: int) -> None:
        self._link = link
        self._limit = limit_bytes
        self._buffer = bytearray()
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take some bytes; raises TooLarge past the limit."""
        self._size += len(data)
        if self._size > self._limit:
            raise TooLarge(self._limit)
        self._buffer += data
        if len(self._buffer) >= _CHUNK_BYTES:
            self._link.sendall(frame(CHUNK, self._buffer))
            self._buffer.clear()
        return len(data)

    def flush(self) -> None:
        """Do nothing: the rest of the buffer goes out with the end."""

    def end(self, outcome: bytes) -> None:
        """Send the rest of the buffer and the outcome; a small result goes out in one call."""
        last = frame(CHUNK, self._buffer) if self._buffer else b""
        self._link.sendall(last + frame(END, outcome))


def run(link: socket.socket, store: QueryStores | str, memory_bytes: int) -> NoReturn:
    """Answer queries until the link closes, then end the process. A store given as a path is opened first."""
    end_after(lambda: _serve(link, store, memory_bytes))


def end_after(work: Callable[[], None]) -> NoReturn:
    """Do the work of this process, and end it."""
    code = 1
    try:
        work()
        code = 0
    except (BrokenPipeError, ConnectionResetError):
        code = 0  # the server has gone
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


def _serve(link: socket.socket, store: QueryStores | str, memory_bytes: int) -> None:
    sandbox.close_descriptors(but={link.fileno()})
    sandbox.prefer_for_oom_killer()
    sandbox.forbid_sockets_and_programs()
    stores = QueryStores.on_disk(store) if isinstance(store, str) else store
    sandbox.limit_memory(memory_bytes)
    sandbox.forbid_files(but=_store_files(store))
    answer_requests(link, lambda request: _evaluate(link, stores, request, memory_bytes))


def answer_requests(link: socket.socket, answer: Callable[[bytes], tuple[dict[str, Any], LinkSink]]) -> None:
    """Answer one request after the other until the link closes: `answer` writes to a sink and returns the outcome."""
    link.sendall(frame(READY, b""))
    start_bytes = _peak_bytes()
    while (message := receive(link)) is not None:
        outcome, sink = answer(message[1])
        sink.end(pack(outcome | {"grown": _peak_bytes() - start_bytes}))


def _store_files(store: QueryStores | str) -> int:
    """How many files the engine may open later."""
    return len(list(Path(store).glob("*.sst"))) if isinstance(store, str) else 0


def _evaluate(
    link: socket.socket, stores: QueryStores, payload: bytes, memory_bytes: int
) -> tuple[dict[str, Any], LinkSink]:
    query, result_bytes = unpack_query(payload)
    sink = LinkSink(link, result_bytes)
    try:
        answer = evaluate(stores.store_for(query), query, sink)
    except QueryError as error:
        return error.as_wire(), sink
    except MemoryError:
        return OutOfMemory(memory_bytes).as_wire(), sink
    return {"form": answer.form.value, "format": answer.format}, sink


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Entry of the process. Arguments: the link, the folder of the store, and the memory that a query may use."""
    link, store, memory_bytes = sys.argv[1:]
    kill_with_parent()
    run(socket.socket(fileno=int(link)), store, int(memory_bytes))


if __name__ == "__main__":
    main()
