"""Record files read one after another, by several processes side by side, or by the workers of a cluster.

All three take the same step: a file becomes pieces, each with the lines of one source, ready for the store. What comes
back comes in the order of the files, so that the reports do not depend on who was first.
"""

from __future__ import annotations

import gc
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from graph.checks import check
from graph.terms import lines
from graph.vocabulary import vocabulary
from loaders.records import Remark, Terms, Told, told
from loaders.registry import record_loader

FILES = 16
"""Files that a process is given at once."""

AHEAD = 3
"""How many such lots each process is ahead of what was taken in: what they say waits in memory."""

_REASONS = 3


class Piece(NamedTuple):
    """What one record contributes, ready to be sorted in, or why it contributes nothing."""

    source_id: str
    edition: Any
    file: str
    lines: bytes
    """N-Quads, sorted, each once."""
    remarks: list[Remark]
    tally: Mapping[str, int]


class Promise(Protocol):
    """What another process will answer."""

    def result(self) -> list[Piece]:
        """Wait for the answer; raises what went wrong there."""
        ...


Step = Callable[[Sequence[Path]], list[Piece]]
Submit = Callable[[Step, Sequence[Path]], Promise]


def read(
    name: str, files: Iterable[Path], retrieved: date | None, *, jobs: int = 1, cluster: str | None = None
) -> Iterator[Piece]:
    """All that these files contribute, read by so many processes, or by the cluster at that address (or `local`)."""
    step = partial(_read_all, name, retrieved)
    if cluster is not None:
        from api.cluster import joined  # noqa: PLC0415  it needs packages that not everybody has

        with joined(cluster, jobs) as (submit, hands):
            yield from _side_by_side(submit, step, (file.absolute() for file in files), hands)
    elif jobs > 1:
        record_loader(name), vocabulary()  # loaded before the processes are forked: they have them then
        with ProcessPoolExecutor(jobs, initializer=gc.freeze) as pool:
            yield from _side_by_side(pool.submit, step, files, jobs)
    else:
        for file in files:
            yield from pieces(name, retrieved, file)


def pieces(name: str, retrieved: date | None, path: Path) -> Iterator[Piece]:
    """All that one file contributes: the step that any number of processes can take side by side."""
    for record in told(record_loader(name), path, Terms(vocabulary().by_role), retrieved):
        yield piece_of(record)


def _read_all(name: str, retrieved: date | None, paths: Sequence[Path]) -> list[Piece]:
    return [piece for path in paths for piece in pieces(name, retrieved, path)]


def _side_by_side(submit: Submit, step: Step, files: Iterable[Path], hands: int) -> Iterator[Piece]:
    waiting, promised = iter(files), deque[Promise]()
    while lot := list(islice(waiting, FILES)):
        promised.append(submit(step, lot))
        if len(promised) > AHEAD * hands:
            yield from promised.popleft().result()
    while promised:
        yield from promised.popleft().result()


def piece_of(record: Told) -> Piece:
    """What one record contributes, checked against the ontology."""
    if not record.source_id:
        return Piece("", None, record.file, b"", record.remarks, {})
    terms = vocabulary()
    if problems := check(record.statements, terms, {}, frozenset()):
        reason = "; ".join(problem.text for problem in problems[:_REASONS])
        more = f"; and {len(problems) - _REASONS} more" if len(problems) > _REASONS else ""
        return Piece("", None, record.file, b"", [Remark(record.file, "refused", f"{reason}{more}")], {})
    said = "".join(lines(record.statements, terms)).encode()
    tally = record.tally + Counter(records=1)
    return Piece(record.source_id, record.edition, record.file, said, record.remarks, tally)
