"""Lines of many sources gathered into sorted runs on disk, so that any number of records fits into memory."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from graph import contributions
from graph.ids import iri
from graph.model import EntityRef

RUN_LINES = 400_000


class _Held(NamedTuple):
    """Which of several editions of a source is kept, who told it, and in which run its lines are."""

    edition: Any
    teller: str
    run: int


class Runs:
    """Keeps the largest edition of each source, whatever the order in which they come."""

    def __init__(self, folder: Path, run_lines: int = RUN_LINES) -> None:
        self._folder, self._run_lines = folder, run_lines
        self._held: dict[str, _Held] = {}
        self._buffer: dict[str, bytes] = {}
        self._waiting = 0
        self._runs: list[Path] = []
        self._dropped: list[set[str]] = []

    @property
    def sources(self) -> frozenset[str]:
        """The sources that were told of."""
        return frozenset(self._held)

    def add(self, source: str, edition: Any, teller: str, lines: bytes) -> tuple[str, str] | None:
        """Take the N-Quads of one source; (who is passed over, for whom) where two tell of it."""
        held = self._held.get(source)
        if held is not None and (held.edition, held.teller) >= (edition, teller):
            return teller, held.teller
        if held is not None:
            self._drop(source, held)
        self._held[source] = _Held(edition, teller, len(self._runs))
        self._buffer[source] = lines
        self._waiting += lines.count(b"\n")
        if self._waiting >= self._run_lines:
            self._flush()
        return (held.teller, teller) if held else None

    def edition(self, source: str) -> Any:
        """The edition that is kept of a source; None where none was told of."""
        held = self._held.get(source)
        return held.edition if held else None

    def forget(self, source: str) -> str:
        """Take a source out, as if nobody had told of it; who did."""
        held = self._held.pop(source)
        self._drop(source, held)
        return held.teller

    def merged(self, *more: Iterable[str]) -> Iterator[str]:
        """All lines in order, each once, together with `more` sorted lines."""
        self._flush()
        with ExitStack() as stack:
            streams: list[Iterable[str]] = []
            for run, dropped in zip(self._runs, self._dropped, strict=True):
                lines = stack.enter_context(run.open(encoding="utf-8", newline="\n"))
                streams.append(contributions.without_sources(lines, dropped) if dropped else lines)
            yield from (line for line, _ in groupby(heapq.merge(*streams, *more)))

    def _drop(self, source: str, held: _Held) -> None:
        if held.run < len(self._runs):
            self._dropped[held.run].add(iri(EntityRef("source", source)))
        else:
            self._waiting -= self._buffer.pop(source).count(b"\n")

    def _flush(self) -> None:
        if not self._buffer:
            return
        run = self._folder / f"{len(self._runs):06d}.nq"
        with run.open("wb") as out:  # bytes sort as the characters that they stand for
            out.writelines(sorted(b"".join(self._buffer.values()).splitlines(keepends=True)))
        self._runs.append(run)
        self._dropped.append(set())
        self._buffer, self._waiting = {}, 0
