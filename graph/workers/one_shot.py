"""One query for a program that asks no more: a process of its own, with the same refusals and limits."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, NamedTuple

from graph.sparql.formats import Form, Format, named
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import QueryError, TimedOut, TooLarge, from_wire
from graph.workers.forkserver_start import environment
from graph.workers.limits import Limits
from graph.workers.wire_protocol import ASK, END, PIECE, Frames, frame, pack_question, unpack

_READ_BYTES = 1 << 18


class Answer(NamedTuple):
    """The bytes of an answer, its form and its format."""

    body: bytes
    form: Form
    format: Format


def query_once(version: Path, query: Query, limits: Limits | None = None) -> Answer:
    """Ask a version one query, and wait. Raises a QueryError."""
    limits = limits or Limits()
    message = frame(ASK, pack_question(prepare(query, limits.text_bytes), limits.result_bytes))
    ours, theirs = socket.socketpair()
    with ours, tempfile.TemporaryFile() as words:
        with theirs:
            worker = _start(version, theirs, words, limits)
        try:
            answer = _ask(ours, message, limits)
            if answer is None:
                status = worker.wait()
                words.seek(0)
                raise _exit_reason(status, words.read().decode(errors="replace"), limits)
        finally:
            worker.kill()
            worker.wait()
    return answer


def _start(version: Path, theirs: socket.socket, words: IO[bytes], limits: Limits) -> subprocess.Popen[bytes]:
    link, store, memory = str(theirs.fileno()), str(version / "store"), str(limits.memory_bytes)
    return subprocess.Popen(  # noqa: S603 - our own program, no shell
        [sys.executable, "-P", "-m", "graph.workers.worker", link, store, memory],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=words,
        pass_fds=(theirs.fileno(),),
        env=environment(),
    )


def _ask(link: socket.socket, message: bytes, limits: Limits) -> Answer | None:
    """The answer; None where the worker ended without one."""
    deadline = time.monotonic() + limits.timeout_s
    frames, body = Frames(), bytearray()
    try:
        link.settimeout(limits.timeout_s)
        link.sendall(message)
        while data := link.recv(_READ_BYTES):
            for kind, payload in frames.feed(data):
                if kind == END:
                    return _answer(bytes(body), unpack(payload))
                if kind == PIECE:
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
    return Answer(body, Form(outcome["form"]), named(outcome["format"]))


def _exit_reason(status: int, stderr: str, limits: Limits) -> QueryError:
    from graph.workers.worker_client import exit_reason  # noqa: PLC0415 - asyncio would double the start of a command

    return exit_reason(status, stderr, limits)
