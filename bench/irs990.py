"""From file to statements, beside what lxml alone takes to parse the same returns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lxml import etree

from bench.report import Table
from graph.vocabulary import vocabulary
from loaders.records import Terms, told
from loaders.registry import record_loader

RUNS = 9
TARGET = 1 / 3
SAMPLES = Path(__file__).parents[2] / "shared" / "records" / "irs990"


def tables(folder: Path = SAMPLES) -> list[Table]:
    """One table, or none where the samples are not there."""
    files = sorted(folder.glob("*.xml"))
    if not files:
        return []
    size = sum(file.stat().st_size for file in files) / 1024**2
    alone, ours = _side_by_side(files, _parse, _read)
    rows: list[tuple[str, ...]] = [
        ("lxml alone: bytes to tree", f"{size / alone:.0f} MB/s", ""),
        ("loader: file to statements", f"{size / ours:.0f} MB/s", ""),
        ("share of the speed of lxml", f"{alone / ours:.2f}", f"{TARGET:.2f}"),
    ]
    note = f"{len(files)} returns, {size:.1f} MB, one process, median of {RUNS} runs taken in turn."
    return [Table("Returns of exempt organizations", note, ("what", "measured", "target"), rows)]


def _side_by_side(files: Sequence[Path], *steps: Callable[[Path], object]) -> list[float]:
    """Median seconds of each step over all files, the steps taken in turn."""
    taken: list[list[float]] = [[] for _ in steps]
    for _ in range(RUNS):
        for step, times in zip(steps, taken, strict=True):
            before = time.perf_counter()
            for file in files:
                step(file)
            times.append(time.perf_counter() - before)
    return [statistics.median(times) for times in taken]


def _parse(file: Path) -> object:
    return etree.fromstring(file.read_bytes())


def _read(file: Path) -> object:
    return list(told(record_loader("irs990"), file, Terms(vocabulary().by_role)))
