"""The most memory that a process uses while it reads bills, in KB: `python -m bench.reading_memory FOLDER FILE ...`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from api.ingest.parallel_reading import read
from api.ingest.public_records import merge_results
from graph.storage.sorted_runs import SortedRuns


def peak() -> int:
    """The most KB that this process held: unlike that of `getrusage`, no memory of the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as scratch:
        merge_results(read("congress", [Path(name) for name in sys.argv[2:]]), SortedRuns(Path(scratch), 5_000))
    print(peak())
