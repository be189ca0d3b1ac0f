"""Loads that are killed, each at another moment: `python -m tests.graph.versions.killed_load HOMES FOLDER`.

HOMES holds one folder of versions for each moment. For each of them a process is forked that loads FOLDER and sends
itself SIGKILL at that moment, so that nothing can be tidied up.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from api.ingest.curated_facts import check_curated, load_curated
from graph.metadata.class_counts import ClassCounts
from graph.storage import nquads_files
from graph.versions import build, manifest, version_folders
from graph.versions.version_folders import DataFolder


class Moment(NamedTuple):
    """Before or after a call of a function, the first one or a later one."""

    owner: Any
    function: str
    after: bool
    call: int = 1

    def __str__(self) -> str:
        owner = getattr(self.owner, "__name__", str(self.owner)).rpartition(".")[-1]
        return f"{'after' if self.after else 'before'}-call-{self.call}-of-{owner}.{self.function}"


STEPS = (
    (DataFolder, "_sweep"),
    (DataFolder, "staging"),
    (build, "_stage"),
    (nquads_files, "write"),
    (build, "_merge"),
    (build, "build_store"),
    (build, "write_index_files"),
    (manifest.Manifest, "dump"),
    (version_folders, "_sync_tree"),
    (Path, "rename"),
    (DataFolder, "point_to"),
    (Path, "replace"),
)
MOMENTS = [
    *(Moment(owner, function, after=False) for owner, function in STEPS),
    Moment(ClassCounts, "take", after=True, call=700),  # amid the merge
    Moment(build, "build_store", after=True),
    Moment(version_folders, "_sync", after=True, call=7),
    Moment(Path, "rename", after=True),
    Moment(Path, "replace", after=True),
    Moment(DataFolder, "_collect", after=False, call=2),
    Moment(shutil, "rmtree", after=False),
    Moment(os, "unlink", after=True, call=4),  # amid the removal of an old version
    Moment(shutil, "rmtree", after=True),
]
PUBLISHED = {
    (Path, "replace", True),
    (DataFolder, "_collect", False),
    (shutil, "rmtree", False),
    (shutil, "rmtree", True),
    (os, "unlink", True),
}
"""The moments that come after a new version was made current."""


def kill_at(moment: Moment) -> None:
    """Arrange that this process ends at that moment."""
    function: Callable[..., Any] = getattr(moment.owner, moment.function)
    calls = 0

    def deadly(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == moment.call and not moment.after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **named)
        if calls == moment.call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(moment.owner, moment.function, deadly)


def main(homes: Path, folder: Path) -> None:
    """Kill one load at each moment; ends with 1 where one of them was not killed."""
    # Import and parse once what each load needs. Open no store before the forks: its threads would not survive them.
    check_curated(DataFolder(homes / "none"), [folder])
    for moment in MOMENTS:
        child = os.fork()
        if not child:
            version_folders.MAX_VERSIONS = 1  # so that this load collects the version before it
            kill_at(moment)
            load_curated(DataFolder(homes / str(moment)), [folder])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            sys.exit(f"{moment} never came")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
