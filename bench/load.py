"""What a load of the shipped facts costs, and what the server takes at rest and to start."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Table
from bench.servers import Ours

RUNS = 5


def tables() -> list[Table]:
    """Load, start, and rest."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        loads = [_load(data / f"home-{run}") for run in range(RUNS)]
        starts, rests = zip(*[_start(data / "home-0") for _ in range(RUNS)], strict=True)
    seconds, memory = zip(*loads, strict=True)
    rows: list[tuple[str, ...]] = [
        ("load of the shipped facts: check, SHACL, publish", f"{statistics.median(seconds):.2f} s", "10 s"),
        ("peak memory of that load", f"{max(memory):.0f} MB", "500 MB"),
        ("start of the server on loaded facts, until /readyz", f"{statistics.median(starts):.2f} s", "2 s"),
        (
            "server at rest: all processes, memory shared counted once (PSS)",
            f"{statistics.median(rests):.0f} MB",
            "300 MB",
        ),
    ]
    note = f"Median of {RUNS} runs (memory of the load: the largest), each in a fresh process."
    return [Table("Load and start", note, ("what", "measured", "target"), rows)]


def _load(home: Path) -> tuple[float, float]:
    """Seconds and MB of one load in a process of its own."""
    shutil.rmtree(home, ignore_errors=True)
    before = time.monotonic()
    pid = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-m", "api.cli", "load", "--data", str(home)])
    _, status, used = os.wait4(pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, "reentry load")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return time.monotonic() - before, max(used.ru_maxrss, children) / 1024


def _start(home: Path) -> tuple[float, float]:
    """Seconds until the server is ready, and MB when it is at rest."""
    before = time.monotonic()
    with Ours(home) as server:
        ready = time.monotonic() - before
        time.sleep(2.0)
        return ready, server.pss_mb()
