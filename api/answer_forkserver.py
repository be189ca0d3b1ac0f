"""The forkserver of long answers: it opens a version and forks workers, each of which answers one question at a time.

`python -m api.answer_forkserver SOCKET VERSION 0 MEMORY`. Everything that an answer may need is imported before the
first fork, so that workers share it.
"""

from __future__ import annotations

import os
import pickle
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import igraph  # noqa: F401
import networkx as nx  # noqa: F401

import api.routes.export
import api.routes.linked_data
import api.routes.network
import api.routes.search
import api.routes.sparql  # noqa: F401
from api.answers.question import AskedVersion, read_request
from api.http.current_version import CurrentVersion
from graph.index.open_version import OpenVersion
from graph.model.errors import ReentryError
from graph.sparql.query_errors import OutOfMemory, QueryError
from graph.versions.version_folders import Version
from graph.workers import sandbox
from graph.workers.forkserver import connect, fail, serve
from graph.workers.worker import LinkSink, answer_requests, end_after

_NICE = 2
"""How much lower the priority of a worker is than that of the server."""
Open = Callable[[AskedVersion], CurrentVersion]


class Versions:
    """The version that the forkserver opened, and the last other one that was asked for."""

    def __init__(self, version: Version) -> None:
        self._own = CurrentVersion(version, OpenVersion.open(version))
        self._other = self._own

    def open(self, asked: AskedVersion) -> CurrentVersion:
        """The version that a question is about."""
        for known in (self._own, self._other):
            if known.version.path == asked.path:
                return known if known.is_earlier == asked.is_earlier else replace(known, is_earlier=asked.is_earlier)
        version = Version(asked.path)
        self._other = CurrentVersion(version, OpenVersion.open(version), asked.is_earlier)
        return self._other


def run(link: socket.socket, versions: Versions, memory_bytes: int, descriptors: frozenset[int]) -> NoReturn:
    """Answer questions until the link closes, then end the process. `descriptors` are the open files of the version."""

    def work() -> None:
        sandbox.close_descriptors(but={link.fileno(), *descriptors})
        sandbox.prefer_for_oom_killer()
        sandbox.forbid_sockets_and_programs()
        sandbox.limit_memory(memory_bytes)
        os.nice(_NICE)
        answer_requests(link, lambda request: _answer(link, request, versions, memory_bytes))

    end_after(work)


def _answer(
    link: socket.socket, request: bytes, versions: Versions, memory_bytes: int
) -> tuple[dict[str, Any], LinkSink]:
    asked, question = read_request(request)
    sink = LinkSink(link, asked.result_bytes)
    try:
        return {"value": question.evaluate(versions.open(asked), sink)}, sink
    except QueryError as error:
        return error.as_wire(), sink
    except MemoryError:
        return OutOfMemory(memory_bytes).as_wire(), sink
    except Exception as error:  # noqa: BLE001 - whatever it is, the server raises it again
        return {"raised": _pickled(error)}, sink


def _pickled(error: Exception) -> bytes:
    try:
        return pickle.dumps(error)
    except (pickle.PicklingError, TypeError, AttributeError):
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))


def main() -> None:
    """Entry of the process. Arguments: the control socket, the folder of the version, and two limits in bytes."""
    descriptor, path, _, memory_bytes = sys.argv[1:]
    control = connect(descriptor)
    before = _descriptors()
    try:
        versions = Versions(Version(Path(path)))
    except (OSError, ReentryError) as error:
        fail(control, error)
        return
    work = partial(
        run, versions=versions, memory_bytes=int(memory_bytes), descriptors=frozenset(_descriptors() - before)
    )
    serve(control, work, "memory")


def _descriptors() -> set[int]:
    return {int(path.name) for path in Path("/dev/fd").iterdir() if path.exists()}


if __name__ == "__main__":
    main()
