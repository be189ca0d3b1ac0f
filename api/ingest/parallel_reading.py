"""Record files read one after another, by several processes, or by the workers of a Dask cluster.

All three read files in the same way: each record becomes sorted N-Quads lines, ready for the store. Results come in the
order of the files, so that reports do not depend on which process was first.
"""

from __future__ import annotations

import gc
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from uuid import uuid4

from api.ingest.record_loaders import record_loader
from api.ingest.work_items import BatchResult, Future, ReadBatch, RecordResult, Submit
from graph.rdf.ontology import vocabulary
from graph.rdf.terms import statement_lines
from graph.storage.sorted_runs import in_order
from graph.validation.statement_checks import check_groups
from loaders.core.record_loader import RecordReading, Remark, Terms, read_records

MIN_BATCH, MAX_BATCH = 16, 1024
"""Files in a batch: more where there are many files, since each batch leaves a file of lines that is merged later."""

BATCHES_PER_WORKER = 32
"""Batches that the files are divided into for each worker, where MIN_BATCH and MAX_BATCH allow."""

PENDING_PER_WORKER = 3
"""Batches of each worker that may wait until their results are taken in: this bounds the memory they take."""

CURE = "nothing was loaded; try again with fewer --jobs"
_REASONS = 3


def read(
    name: str,
    files: Sequence[Path],
    retrieved: date | None = None,
    *,
    jobs: int = 1,
    cluster: str | None = None,
    scratch: Path | None = None,
) -> Iterator[BatchResult]:
    """All that these files contribute, read by `jobs` processes, or by the Dask cluster at an address (or `local`).

    Processes of this machine leave their lines in the scratch folder, where there is one; those of a cluster send them.
    """
    read_batch = partial(_read_batch, name, retrieved)
    if cluster is not None:
        from api.ingest.dask_cluster import connect  # noqa: PLC0415  Dask is an extra that may not be installed

        with connect(cluster, jobs) as (submit, workers):
            paths = [file.absolute() for file in files]
            yield from _read_in_parallel(submit, partial(read_batch, None), paths, workers)
    elif jobs > 1:
        record_loader(name), vocabulary()  # loaded before the processes are forked, which then share them
        try:
            with ProcessPoolExecutor(jobs, initializer=gc.freeze) as pool:
                yield from _read_in_parallel(pool.submit, partial(read_batch, scratch), files, jobs)
        except BrokenProcessPool as error:
            raise ValueError(f"a process that read records was killed, perhaps for lack of memory: {CURE}") from error
    else:
        for file in files:
            yield from (BatchResult([record]) for record in record_results(name, retrieved, file))


def record_results(name: str, retrieved: date | None, path: Path) -> Iterator[RecordResult]:
    """All that one file contributes, record by record."""
    for record in read_records(record_loader(name), path, Terms(vocabulary().by_role), retrieved):
        yield record_result(record)


def _read_batch(name: str, retrieved: date | None, scratch: Path | None, paths: Sequence[Path]) -> BatchResult:
    records, lines_of_source = list[RecordResult](), dict[str, bytes]()
    for record in (record for path in paths for record in record_results(name, retrieved, path)):
        if record.lines and record.source_id not in lines_of_source:
            lines_of_source[record.source_id] = record.lines
            records.append(record._replace(lines=None))
        else:  # the second record of one source: its lines stay apart, so that the later edition can replace the other
            records.append(record)
    merged = in_order(lines_of_source.values())
    if scratch is None:
        return BatchResult(records, merged)
    path = scratch / f"batch-{uuid4().hex}.nq"
    path.write_bytes(merged)
    return BatchResult(records, path)


def _read_in_parallel(
    submit: Submit, read_batch: ReadBatch, files: Sequence[Path], workers: int
) -> Iterator[BatchResult]:
    waiting, pending = iter(files), deque[Future]()
    size = min(max(len(files) // (BATCHES_PER_WORKER * workers), MIN_BATCH), MAX_BATCH)
    while batch := list(islice(waiting, size)):
        pending.append(submit(read_batch, batch))
        if len(pending) > PENDING_PER_WORKER * workers:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def record_result(record: RecordReading) -> RecordResult:
    """What one record contributes, checked against the ontology."""
    if not record.source_id:
        return RecordResult("", None, record.file, b"", record.remarks, {})
    terms = vocabulary()
    if problems := check_groups(record.subjects, terms, {}, frozenset()):
        reason = "; ".join(problem.text for problem in problems[:_REASONS])
        more = f"; and {len(problems) - _REASONS} more" if len(problems) > _REASONS else ""
        return RecordResult("", None, record.file, b"", [Remark(record.file, "refused", f"{reason}{more}")], {})
    nquads = "".join(statement_lines(record.subjects, terms)).encode()
    tally = record.tally + Counter(records=1)
    return RecordResult(record.source_id, record.edition, record.file, nquads, record.remarks, tally)
