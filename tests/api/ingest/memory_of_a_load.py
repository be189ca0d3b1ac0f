"""Memory that a load of records takes, in bytes: `python -m tests.api.ingest.memory_of_a_load read|load FOLDER HOME`.

What waits in memory is limited in lines, and the limits are set low, so that little input comes up against them.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from api.ingest import public_records
from api.ingest.parallel_reading import read
from graph.storage.sorted_runs import SortedRuns
from graph.versions import store_building
from graph.versions.version_folders import DataFolder

LINES = 5_000


def main(what: str, folder: Path, home: Path) -> None:
    """Read or load the bills of a folder; print the most memory that was held."""
    home.mkdir()
    if what == "read":
        public_records.merge_results(read("congress", sorted(folder.iterdir())), SortedRuns(home, LINES))
    else:
        store_building.STORE_BATCH = LINES
        public_records.SortedRuns = partial(SortedRuns, run_lines=LINES)  # type: ignore[assignment,attr-defined]
        public_records.load_records(DataFolder(home), "congress", [folder])
    print(peak())  # noqa: T201  for the test that asked


def peak() -> int:
    """The most bytes that this process held: unlike that of `getrusage`, no memory of the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) * 1024


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
