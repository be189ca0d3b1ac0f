"""The template process of a version on its way: it can load before there is anybody to give it orders."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import graph
from graph.workers.limits import Limits
from graph.workers.store_loading import memory_needed

_PATIENT_BYTES = 200 << 20  # loads in about two seconds


class Spawned(NamedTuple):
    """A template process, and our end of the socket that it is told orders by. When that closes, the process ends."""

    version: Path
    is_hasty: bool
    control: socket.socket
    process: subprocess.Popen[bytes]

    def discard(self) -> None:
        """End it, for it is not wanted any more."""
        self.control.close()
        self.process.kill()
        self.process.wait()


def needs_haste(version: Path, limits: Limits) -> bool:
    """Whether a version takes so long to load that it is answered from disk, more slowly, meanwhile."""
    return _PATIENT_BYTES < memory_needed(version) <= limits.store_bytes


def spawn(version: Path, limits: Limits, *, is_hasty: bool = False) -> Spawned:
    """Start the template of a version. A hasty one reads from disk, and so is ready at once."""
    control, theirs = socket.socketpair()
    sizes = (str(0 if is_hasty else limits.store_bytes), str(limits.memory_bytes))
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-P", "-m", "graph.workers.forkserver", str(theirs.fileno()), str(version), *sizes],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
            env=environment(),
        )
    return Spawned(version, is_hasty, control, process)


def environment() -> dict[str, str]:
    """The environment of our processes: this one's, and the place that this package was found in."""
    root = str(Path(graph.__file__).resolve().parent.parent)
    path = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{path}" if path else root}
