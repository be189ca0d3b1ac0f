"""Starting a forkserver: it can load its version before there is an event loop to control it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from graph.workers.query_limits import Limits
from graph.workers.store_loading import memory_needed

QUERIES = "graph.workers.forkserver"
"""The forkserver of query workers."""
_FAST_LOAD_BYTES = 200 << 20  # loads in about two seconds


class ForkserverProcess(NamedTuple):
    """A forkserver and our end of its control socket. When that closes, the process ends."""

    version: Path
    from_disk: bool
    control: socket.socket
    process: subprocess.Popen[bytes]

    def discard(self) -> None:
        """End it unused."""
        self.control.close()
        self.process.kill()
        self.process.wait()


def is_slow_to_load(version: Path, limits: Limits) -> bool:
    """Whether loading takes so long that queries are answered from disk, more slowly, in the meantime."""
    return _FAST_LOAD_BYTES < memory_needed(version) <= limits.store_bytes


def start_forkserver(
    version: Path, limits: Limits, *, from_disk: bool = False, program: str = QUERIES
) -> ForkserverProcess:
    """Start the forkserver of a version. With `from_disk` its workers read the store on disk: it is ready at once.

    `program` is the module to run; `connect` and `serve` of `graph.workers.forkserver` are what it needs.
    """
    control, theirs = socket.socketpair()
    sizes = (str(0 if from_disk else limits.store_bytes), str(limits.memory_bytes))
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-P", "-m", program, str(theirs.fileno()), str(version), *sizes],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
            env=environment(),
        )
    return ForkserverProcess(version, from_disk, control, process)


def environment() -> dict[str, str]:
    """The environment of child processes: this one's, and the folder that holds this package on the import path."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{path}" if path else root}
