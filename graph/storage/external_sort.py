"""External merge sort of lines: memory holds one run of them, however many there are."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.storage import nquads_files

RUN_LINES = 400_000


def sorted_lines(lines: Iterable[str], run_lines: int = RUN_LINES) -> Iterator[str]:
    """The lines in order. More than `run_lines` of them are sorted in runs on disk, which are merged."""
    waiting = iter(lines)
    first = sorted(islice(waiting, run_lines))
    if len(first) < run_lines:
        yield from first
        return
    with TemporaryDirectory() as folder, ExitStack() as stack:
        runs: list[Iterator[str]] = []
        while first:
            path = Path(folder) / f"{len(runs):06d}"
            nquads_files.write(path, first)
            runs.append(stack.enter_context(path.open(encoding="utf-8", newline="\n")))
            first = sorted(islice(waiting, run_lines))
        yield from heapq.merge(*runs)
