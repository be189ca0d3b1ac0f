"""The memory that a load of records takes: `python -m tests.api.memory_of_a_load read|load FOLDER HOME`, in bytes.

What waits in memory is limited in lines, and the limits are set low, so that little input comes up against them.
"""

from __future__ import annotations

import resource
import sys
from functools import partial
from pathlib import Path

from api import records
from api.reading import read
from graph import build
from graph.runs import Runs
from graph.versions import Home

LINES = 5_000


def main(what: str, folder: Path, home: Path) -> None:
    """Read or load the bills of a folder; print the most memory that was held."""
    home.mkdir()
    if what == "read":
        records.gathered(read("congress", sorted(folder.iterdir()), None), Runs(home, LINES))
    else:
        build.LOT = LINES
        records.Runs = partial(Runs, run_lines=LINES)  # type: ignore[attr-defined]
        records.load_records(Home(home), "congress", [folder])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)  # noqa: T201  for the test that asked


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
