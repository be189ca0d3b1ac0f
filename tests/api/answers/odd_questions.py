"""Functions that workers are asked for in tests: slow ones, greedy ones, and failing ones."""

from __future__ import annotations

import os
import time
from typing import BinaryIO

from api.http.current_version import CurrentVersion
from graph.index.unknown_ids import Moved


def process(current: CurrentVersion, number: int) -> tuple[int, str, int]:
    """The number, and which version which process answered from."""
    return number, current.version.name, os.getpid()


def sleeps(_: CurrentVersion, seconds: float) -> int:
    """The process that slept so long."""
    time.sleep(seconds)
    return os.getpid()


def notes_that_it_runs(_: CurrentVersion, path: str, seconds: float) -> None:
    """Writes the number of its process into a file, and sleeps."""
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - the shortest way
        file.write(str(os.getpid()))
    time.sleep(seconds)


def fills_memory(_: CurrentVersion, size: int) -> int:
    """Takes so many bytes of memory."""
    return len(bytearray(size))


def ends_its_process(_: CurrentVersion) -> None:
    """Never answers."""
    os._exit(3)


def moved(_: CurrentVersion, key: str) -> None:
    """Raises an error whose constructor takes other arguments than its message."""
    raise Moved("actor", key, "cut50")


def writes(_: CurrentVersion, out: BinaryIO, size: int) -> str:
    """Writes so many bytes."""
    for _number in range(size // 1000):
        out.write(b"x" * 1000)
    return "written"
