"""Record files read one after another, by several processes side by side, or by the workers of a cluster.

All three take the same step: a file becomes pieces, each with the lines of one source, ready for the store. What comes
back comes in the order of the files, so that the reports do not depend on who was first.
"""

from __future__ import annotations

import gc
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

from graph.rdf.ontology import vocabulary
from graph.rdf.terms import lines
from graph.storage.sorted_runs import in_order
from graph.validation.statement_checks import check_said
from loaders.core.record_loader import RecordReading, Remark, Terms, read_records
from loaders.registry import record_loader

LEAST, MOST = 16, 1024
"""Files that a process is given at once: more where there are many, for each lot is a file when all is merged."""

LOTS = 32
"""Lots that each process gets, as far as that."""

AHEAD = 3
"""Lots that each process is ahead of what was taken in."""

CURE = "nothing was loaded; try again with fewer --jobs"
_REASONS = 3


class Piece(NamedTuple):
    """What one record contributes, ready to be sorted in, or why it contributes nothing."""

    source_id: str
    edition: Any
    file: str
    lines: bytes | None
    """N-Quads, sorted, each once; None where they stand among those of its lot."""
    remarks: list[Remark]
    tally: Mapping[str, int]


class Lot(NamedTuple):
    """What some files contribute."""

    pieces: list[Piece]
    lines: bytes | Path | None = None
    """The sorted lines of those pieces that have none of their own, or the file in which they stand."""


class Promise(Protocol):
    """What another process will answer."""

    def result(self) -> Lot:
        """Wait for the answer; raises what went wrong there."""
        ...


Step = Callable[[Sequence[Path]], Lot]
Submit = Callable[[Step, Sequence[Path]], Promise]


def read(
    name: str,
    files: Sequence[Path],
    retrieved: date | None = None,
    *,
    jobs: int = 1,
    cluster: str | None = None,
    scratch: Path | None = None,
) -> Iterator[Lot]:
    """All that these files contribute, read by so many processes, or by the cluster at that address (or `local`).

    Processes leave their lines in the scratch folder where there is one; a cluster sends them.
    """
    step = partial(_lot, name, retrieved)
    if cluster is not None:
        from api.ingest.dask_cluster import joined  # noqa: PLC0415  it needs packages that not everybody has

        with joined(cluster, jobs) as (submit, hands):
            yield from _side_by_side(submit, partial(step, None), [file.absolute() for file in files], hands)
    elif jobs > 1:
        record_loader(name), vocabulary()  # loaded before the processes are forked: they have them then
        try:
            with ProcessPoolExecutor(jobs, initializer=gc.freeze) as pool:
                yield from _side_by_side(pool.submit, partial(step, scratch), files, jobs)
        except BrokenProcessPool as error:
            raise ValueError(f"a process that read records was killed, perhaps for want of memory: {CURE}") from error
    else:
        for file in files:
            yield from (Lot([piece]) for piece in pieces(name, retrieved, file))


def pieces(name: str, retrieved: date | None, path: Path) -> Iterator[Piece]:
    """All that one file contributes: the step that any number of processes can take side by side."""
    for record in read_records(record_loader(name), path, Terms(vocabulary().by_role), retrieved):
        yield piece_of(record)


def _lot(name: str, retrieved: date | None, scratch: Path | None, paths: Sequence[Path]) -> Lot:
    told, said = list[Piece](), dict[str, bytes]()
    for piece in (piece for path in paths for piece in pieces(name, retrieved, path)):
        if piece.lines and piece.source_id not in said:  # of a source that is told twice, one has lines of its own
            said[piece.source_id] = piece.lines
            told.append(piece._replace(lines=None))
        else:
            told.append(piece)
    lines = in_order(said.values())
    if scratch is None:
        return Lot(told, lines)
    path = scratch / f"lot-{uuid4().hex}.nq"
    path.write_bytes(lines)
    return Lot(told, path)


def _side_by_side(submit: Submit, step: Step, files: Sequence[Path], hands: int) -> Iterator[Lot]:
    waiting, promised = iter(files), deque[Promise]()
    size = min(max(len(files) // (LOTS * hands), LEAST), MOST)
    while lot := list(islice(waiting, size)):
        promised.append(submit(step, lot))
        if len(promised) > AHEAD * hands:
            yield promised.popleft().result()
    while promised:
        yield promised.popleft().result()


def piece_of(record: RecordReading) -> Piece:
    """What one record contributes, checked against the ontology."""
    if not record.source_id:
        return Piece("", None, record.file, b"", record.remarks, {})
    terms = vocabulary()
    if problems := check_said(record.said, terms, {}, frozenset()):
        reason = "; ".join(problem.text for problem in problems[:_REASONS])
        more = f"; and {len(problems) - _REASONS} more" if len(problems) > _REASONS else ""
        return Piece("", None, record.file, b"", [Remark(record.file, "refused", f"{reason}{more}")], {})
    said = "".join(lines(record.said, terms)).encode()
    tally = record.tally + Counter(records=1)
    return Piece(record.source_id, record.edition, record.file, said, record.remarks, tally)
