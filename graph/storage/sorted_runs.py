"""Sorted runs on disk, in which the lines of many sources are collected and merged: memory holds one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from graph.model.ids import iri
from graph.model.statements import EntityRef
from graph.storage import nquads_files
from graph.storage.sorted_streams import merged_streams

RUN_LINES = 400_000
MAX_OPEN_RUNS = 256
"""Runs that are merged at once: each is an open file."""


class _Entry(NamedTuple):
    """The edition of a source that counts, where it comes from, and the number of the run with its lines."""

    edition: Any
    origin: str
    run: int


class SortedRuns:
    """Collects sources in any order. Of several editions of one source, the largest counts."""

    def __init__(self, folder: Path, run_lines: int = RUN_LINES) -> None:
        self._folder, self._run_lines = folder, run_lines
        self._entries: dict[str, _Entry] = {}
        self._buffer: dict[str, bytes] = {}
        self._waiting = 0
        self._runs: list[Path] = []
        self._dropped: list[set[str]] = []

    @property
    def sources(self) -> frozenset[str]:
        """The ids of all sources that were added."""
        return frozenset(self._entries)

    def adopt(self, run: bytes | Path) -> None:
        """Take sorted N-Quads of sources that are added next; a file of them has to stay where it is."""
        self.finish()
        if isinstance(run, bytes):
            path = self._next()
            path.write_bytes(run)
            run = path
        self._begin(run)

    def add(self, source: str, edition: Any, origin: str, lines: bytes | None) -> tuple[str, str] | None:
        """Take the N-Quads of one source, None where they stand in the run that was adopted last.

        Returns (the origin that is superseded, the origin that counts) where two have the same source.
        """
        run = len(self._runs) - (lines is None)
        entry = self._entries.get(source)
        if entry is not None and (entry.edition, entry.origin) >= (edition, origin):
            if lines is None:
                self._dropped[run].add(iri(EntityRef("source", source)))
            return origin, entry.origin
        if entry is not None:
            self._drop(source, entry)
        self._entries[source] = _Entry(edition, origin, run)
        if lines is not None:
            self._wait(source, lines)
        return (entry.origin, origin) if entry else None

    def edition(self, source: str) -> Any:
        """The edition of a source that counts; None where it was not added."""
        entry = self._entries.get(source)
        return entry.edition if entry else None

    def forget(self, source: str) -> str:
        """Remove a source; returns its origin."""
        entry = self._entries.pop(source)
        self._drop(source, entry)
        return entry.origin

    def merged(self, *more: Iterable[str]) -> Iterator[str]:
        """All lines in order, each once, together with `more` sorted lines."""
        self.finish()
        runs = list(zip(self._runs, self._dropped, strict=True))
        while len(runs) > MAX_OPEN_RUNS:
            joined = self._folder / f"joined-{len(runs):06d}.nq"
            nquads_files.write(joined, _merged(runs[:MAX_OPEN_RUNS]))
            runs = [*runs[MAX_OPEN_RUNS:], (joined, set())]
        return _merged(runs, *more)

    def finish(self) -> None:
        """Write what is still in memory."""
        if not self._buffer:
            return
        path = self._next()
        path.write_bytes(in_order(self._buffer.values()))
        self._begin(path)
        self._buffer, self._waiting = {}, 0

    def _next(self) -> Path:
        return self._folder / f"{len(self._runs):06d}.nq"

    def _begin(self, run: Path) -> None:
        self._runs.append(run)
        self._dropped.append(set())

    def _wait(self, source: str, lines: bytes) -> None:
        self._buffer[source] = lines
        self._waiting += lines.count(b"\n")
        if self._waiting >= self._run_lines:
            self.finish()

    def _drop(self, source: str, entry: _Entry) -> None:
        if entry.run < len(self._runs):
            self._dropped[entry.run].add(iri(EntityRef("source", source)))
        else:
            self._waiting -= self._buffer.pop(source).count(b"\n")


def in_order(texts: Iterable[bytes]) -> bytes:
    """The lines of all texts, sorted. UTF-8 bytes sort as their characters do."""
    return b"".join(sorted(b"".join(texts).splitlines(keepends=True)))


def _merged(runs: Iterable[tuple[Path, set[str]]], *more: Iterable[str]) -> Iterator[str]:
    with ExitStack() as stack:
        streams: list[Iterable[str]] = []
        for run, dropped in runs:
            lines = stack.enter_context(run.open(encoding="utf-8", newline="\n"))
            streams.append(nquads_files.without_sources(lines, dropped) if dropped else lines)
        yield from merged_streams(*streams, *more)
