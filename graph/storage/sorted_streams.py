"""Sorted streams of lines, merged a block at a time: sorting what is nearly sorted is quicker than comparing heads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

MOST_LINES, LEAST_LINES, OF_ALL = 2048, 128, 32_768
"""Lines of one stream that are held at once, at most and at least; and those of all streams, where they are many."""


def merged_streams(*streams: Iterable[str]) -> Iterator[str]:
    """The lines of sorted streams in order, each once. Memory holds a block of each stream."""
    size = max(LEAST_LINES, min(MOST_LINES, OF_ALL // max(1, len(streams))))
    sources = [_blocks(stream, size) for stream in streams]
    waiting = [(block, source) for source in sources if (block := next(source, []))]
    previous = ""
    while waiting:
        bound = min(block[-1] for block, _ in waiting)  # what follows in any stream is not smaller
        ready: list[str] = []
        left = []
        for block, source in waiting:
            end = bisect_right(block, bound)
            ready += block[:end]
            if rest := block[end:] or next(source, []):
                left.append((rest, source))
        yield from _each_once(ready, previous)
        waiting, previous = left, bound


def _blocks(stream: Iterable[str], size: int) -> Iterator[list[str]]:
    lines = iter(stream)
    while block := list(islice(lines, size)):
        yield block


def _each_once(lines: list[str], previous: str) -> Iterable[str]:
    """These lines sorted, without repetitions and without the line before them."""
    lines.sort()
    unique = dict.fromkeys(lines)
    unique.pop(previous, None)
    return unique
