"""One query in a process of its own, for programs without a server. Refusals and limits are the same."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, NamedTuple

from graph.sparql.formats import Form, Format, format_by_name
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import QueryError, TimedOut, TooLarge, from_wire
from graph.workers.forkserver_start import environment
from graph.workers.query_limits import Limits
from graph.workers.wire_protocol import CHUNK, END, QUERY, FrameReader, frame, pack_query, unpack

_READ_BYTES = 1 << 18


class Answer(NamedTuple):
    """The result of a query: its bytes, its form and its format."""

    body: bytes
    form: Form
    format: Format


def query_once(version: Path, query: Query, limits: Limits | None = None) -> Answer:
    """Answer one query from a version, and wait for it. Raises a QueryError."""
    limits = limits or Limits()
    message = frame(QUERY, pack_query(prepare(query, limits.text_bytes), limits.result_bytes))
    ours, theirs = socket.socketpair()
    with ours, tempfile.TemporaryFile() as stderr:
        with theirs:
            worker = _start(version, theirs, stderr, limits)
        try:
            answer = _ask(ours, message, limits)
            if answer is None:
                status = worker.wait()
                stderr.seek(0)
                raise _exit_reason(status, stderr.read().decode(errors="replace"), limits)
        finally:
            worker.kill()
            worker.wait()
    return answer


def _start(version: Path, theirs: socket.socket, stderr: IO[bytes], limits: Limits) -> subprocess.Popen[bytes]:
    link, store, memory = str(theirs.fileno()), str(version / "store"), str(limits.memory_bytes)
    return subprocess.Popen(  # noqa: S603 - our own program, no shell
        [sys.executable, "-P", "-m", "graph.workers.worker", link, store, memory],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        pass_fds=(theirs.fileno(),),
        env=environment(),
    )


def _ask(link: socket.socket, message: bytes, limits: Limits) -> Answer | None:
    """Send the query and wait. None if the worker ended without an answer."""
    deadline = time.monotonic() + limits.timeout_s
    frames, body = FrameReader(), bytearray()
    try:
        link.settimeout(limits.timeout_s)
        link.sendall(message)
        while data := link.recv(_READ_BYTES):
            for kind, payload in frames.feed(data):
                if kind == END:
                    return _answer(bytes(body), unpack(payload))
                if kind == CHUNK:
                    body += payload
            if len(body) > limits.result_bytes:
                raise TooLarge(limits.result_bytes)
            link.settimeout(max(0.001, deadline - time.monotonic()))
    except TimeoutError:
        raise TimedOut(limits.timeout_s) from None
    except (BrokenPipeError, ConnectionResetError):
        return None
    return None


def _answer(body: bytes, outcome: dict[str, str]) -> Answer:
    outcome.pop("grown")
    if "error" in outcome:
        raise from_wire(outcome)
    return Answer(body, Form(outcome["form"]), format_by_name(outcome["format"]))


def _exit_reason(status: int, stderr: str, limits: Limits) -> QueryError:
    from graph.workers.worker_client import exit_reason  # noqa: PLC0415 - asyncio would double the start of a command

    return exit_reason(status, stderr, limits)
