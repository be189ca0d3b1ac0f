"""From record files to a published version: beside lxml, beside one process, and beside Oxigraph's own bulk load."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pyoxigraph as ox
from lxml import etree

from api.ingest.parallel_reading import read, record_result
from api.ingest.public_records import load_batches, merge_results
from api.ingest.record_loaders import record_loader
from api.ingest.work_items import BatchResult
from bench.record_copies import bills, copied_bills, copied_returns, returns
from bench.report import Table
from graph.rdf.ontology import vocabulary
from graph.storage.sorted_runs import SortedRuns
from graph.versions.version_folders import DataFolder
from loaders.core.record_loader import RecordReading, Terms, read_records

RUNS, LONG_RUNS = 9, 3
COPIES = 10
"""Of all bills: about a million quads."""

FEW, MANY = 100, 800
_COLUMNS = ("what", "measured", "target")


def tables() -> list[Table]:
    """Four tables, or none where the samples are not there."""
    if not (bills() and returns()):
        return []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        many = copied_bills(work / "bills", COPIES), copied_returns(work / "returns", COPIES)
        return [_reading(), _processes(*many, work), _publishing(many[0], work), _memory(many[0], work)]


def _reading() -> Table:
    """File to statements, beside lxml."""
    kinds = (("congress", bills()), ("irs990", returns()))
    steps = [partial(step, *kind) for kind in kinds for step in (_parse_all, _read_all)]
    bills_alone, bills_ours, returns_alone, returns_ours = _side_by_side(RUNS, *steps)
    size = sum(_megabytes(files) for _, files in kinds)
    alone, ours = bills_alone + returns_alone, bills_ours + returns_ours
    rows: list[tuple[str, ...]] = [
        ("lxml alone: bytes to tree", f"{size / alone:.0f} MB/s", ""),
        ("loaders: file to statements", f"{size / ours:.0f} MB/s", ""),
        ("share of the speed of lxml", f"{alone / ours:.2f}", "0.33"),
        ("share with bills alone", f"{bills_alone / bills_ours:.2f}", ""),
        ("share with returns alone", f"{returns_alone / returns_ours:.2f}", ""),
    ]
    counted = ", ".join(f"{len(files)} {name}" for (_, files), name in zip(kinds, ("bills", "returns"), strict=True))
    note = f"{counted}, {size:.1f} MB, one process, median of {RUNS} runs taken in turn."
    return Table("Reading", note, _COLUMNS, rows)


def _parse_all(_: str, files: Sequence[Path]) -> None:
    for file in files:
        etree.fromstring(file.read_bytes())


def _read_all(name: str, files: Sequence[Path]) -> None:
    loader, terms = record_loader(name), Terms(vocabulary().by_role)
    for file in files:
        list(read_records(loader, file, terms))


def _processes(many_bills: Sequence[Path], many_returns: Sequence[Path], work: Path) -> Table:
    """Files to sorted lines, by one process and by two."""
    one, two = _side_by_side(LONG_RUNS, *[partial(_gather, many_bills, many_returns, work, jobs) for jobs in (1, 2)])
    files = [*many_bills, *many_returns]
    rows: list[tuple[str, ...]] = [
        ("one process", f"{len(files) / one:,.0f} files/s", ""),
        ("two processes", f"{len(files) / two:,.0f} files/s", ""),
        ("two beside one", f"{one / two:.2f} times", "1.7 times"),
    ]
    note = (
        f"{len(files):,} files, {_megabytes(files):.0f} MB, from file to N-Quads sorted on disk, checks and the "
        f"start of the processes included; median of {LONG_RUNS} runs taken in turn."
    )
    return Table("Processes", note, _COLUMNS, rows)


def _gather(many_bills: Sequence[Path], many_returns: Sequence[Path], work: Path, jobs: int) -> None:
    for name, files in (("congress", many_bills), ("irs990", many_returns)):
        with tempfile.TemporaryDirectory(dir=work) as scratch:
            runs = SortedRuns(Path(scratch))
            merge_results(read(name, files, jobs=jobs, scratch=Path(scratch)), runs)
            runs.finish()


def _publishing(many_bills: Sequence[Path], work: Path) -> Table:
    """Statements to a published version, beside the bulk load of the same quads."""
    loader, terms = record_loader("congress"), Terms(vocabulary().by_role)
    records = [record for file in many_bills for record in read_records(loader, file, terms)]
    gc.freeze()  # a load never holds all statements: that these are held must not slow down what is measured
    home = DataFolder(work / "home")
    _publish(records, home)
    version = home.require()
    quads = version.datasets()["congress"]
    alone, ours = _side_by_side(LONG_RUNS, partial(_bulk_load, quads, work), partial(_publish_once, records, work))
    many = version.manifest.counts["quads"]
    rows: list[tuple[str, ...]] = [
        ("`Store.bulk_load` of the same quads alone", f"{alone:.1f} s", ""),
        ("statements to a published version", f"{ours:.1f} s", f"{3 * alone:.1f} s"),
        ("beside the bulk load alone", f"{ours / alone:.2f} times", "3 times"),
    ]
    note = (
        f"{len(records):,} bills, {many:,} quads. The version also holds the merged default graph, records, "
        f"columns and the search index, and its statements were checked; median of {LONG_RUNS} runs taken in turn."
    )
    return Table("Publishing", note, _COLUMNS, rows)


def _bulk_load(quads: Path, work: Path) -> None:
    with tempfile.TemporaryDirectory(dir=work) as folder:
        store = ox.Store(folder)
        store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
        store.flush()


def _publish(records: Sequence[RecordReading], home: DataFolder) -> None:
    load_batches(home, "congress", lambda _: (BatchResult([record_result(record)]) for record in records))


def _publish_once(records: Sequence[RecordReading], work: Path) -> None:
    with tempfile.TemporaryDirectory(dir=work) as folder:
        _publish(records, DataFolder(Path(folder)))


def _memory(many_bills: Sequence[Path], work: Path) -> Table:
    """The most memory that reading holds, with few files and with many."""
    few, many = (_held(many_bills[:count], work) for count in (FEW, MANY))
    rows: list[tuple[str, ...]] = [
        (f"{FEW} files", f"{few:.0f} MB", ""),
        (f"{MANY} files", f"{many:.0f} MB", ""),
        ("growth for each file", f"{(many - few) * 1024 / (MANY - FEW):.0f} KB", ""),
    ]
    note = "Peak of one process that reads bills into sorted runs of 5,000 lines on disk (a load takes 400,000)."
    return Table("Memory", note, _COLUMNS, rows)


def _held(files: Sequence[Path], work: Path) -> float:
    command = [sys.executable, "-m", "bench.reading_memory", str(work), *map(str, files)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024


def _side_by_side(runs: int, *steps: Callable[[], object]) -> list[float]:
    """Median seconds of each step, the steps taken in turn."""
    taken: list[list[float]] = [[] for _ in steps]
    for _ in range(runs):
        for step, times in zip(steps, taken, strict=True):
            before = time.perf_counter()
            step()
            times.append(time.perf_counter() - before)
    return [statistics.median(times) for times in taken]


def _megabytes(files: Sequence[Path]) -> float:
    return sum(file.stat().st_size for file in files) / 1024**2
