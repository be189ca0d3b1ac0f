"""Binary search in files of sorted N-Quads lines: nothing else is read, so memory stays flat."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO


def lines_of(paths: Iterable[Path], beginning: str) -> Iterator[str]:
    """Every line with this beginning, file by file."""
    wanted = beginning.encode()
    for path in paths:
        with path.open("rb") as file:
            _seek(file, wanted)
            for line in file:
                if not line.startswith(wanted):
                    break
                yield line.decode()


def _seek(file: BinaryIO, wanted: bytes) -> None:
    """Go to the first line that does not come before these bytes; to the end where there is none."""
    low, high = 0, os.fstat(file.fileno()).st_size
    while low < high:
        middle = (low + high) // 2
        _seek_line(file, middle)
        line = file.readline()
        if line and line < wanted:
            low = middle + 1
        else:
            high = middle
    _seek_line(file, low)


def _seek_line(file: BinaryIO, position: int) -> None:
    """Go to the first line that begins at this position or after it."""
    file.seek(max(position - 1, 0))
    if position > 0:
        file.readline()
