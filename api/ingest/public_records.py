"""Public records: read file by file, sorted, and published as the next version."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeAlias

from api.ingest.amendments import remove_older
from api.ingest.curated_facts import RECORDS_PREFIX, broken_references
from api.ingest.parallel_reading import read
from api.ingest.record_loaders import record_loader
from api.ingest.work_items import BatchResult
from graph.model.ids import iri
from graph.model.statements import DataError, EntityRef, Place, Problem
from graph.rdf.ontology import vocabulary
from graph.storage import nquads_files
from graph.storage.references import described_things
from graph.storage.sorted_runs import SortedRuns
from graph.versions.build import Contribution, Published, publish
from graph.versions.verification import require_facts
from graph.versions.version_folders import DataFolder, Version
from loaders.core.count_checks import breaches
from loaders.core.loader import Card
from loaders.core.record_loader import Remark
from loaders.readers.input_files import record_files

_Counts: TypeAlias = tuple[tuple[str, ...], tuple[int, ...]]
"""What one record counts: names, and the count of each."""


class Outcome(NamedTuple):
    """The result of loading or checking records."""

    card: Card
    published: Published | None
    """None if the records were only checked."""
    remarks: list[Remark]
    tally: Mapping[str, int]

    @property
    def refusals(self) -> list[Problem]:
        """A problem for each refused file."""
        return _refusals(self.remarks)


def load_records(
    data_folder: DataFolder,
    name: str,
    paths: Iterable[Path],
    *,
    retrieved: date | None = None,
    jobs: int = 1,
    cluster: str | None = None,
) -> Outcome:
    """Read record files and publish them. A source that is read again is replaced, all others stay.

    The remarks name the files that were refused. Raises DataError if too many were, or if another dataset refers to
    something that the new version would not have.
    """
    record_loader(name)  # an unknown loader is reported before a path that is missing
    files = _files(name, paths)
    return load_batches(
        data_folder, name, lambda scratch: read(name, files, retrieved, jobs=jobs, cluster=cluster, scratch=scratch)
    )


def load_batches(data_folder: DataFolder, name: str, batches: Callable[[Path], Iterable[BatchResult]]) -> Outcome:
    """Publish what records contribute. `batches` reads them, with a scratch folder for their lines."""
    loader = record_loader(name)
    with data_folder.writing(), _scratch(data_folder) as scratch:
        runs = SortedRuns(scratch)
        remarks, tally = merge_results(batches(scratch), runs)
        _require_plausible(loader.card, tally, remarks)
        current = data_folder.current()
        require_facts(current)
        dataset = scratch / f"{name}.nq"
        remarks += remove_older(runs, current.datasets().get(name) if current else None)
        _write_dataset(dataset, name, runs, current)
        if problems := _conflicts(name, dataset, current):
            raise DataError(problems)
        about = dict(current.manifest.datasets if current else {})
        about[name] = _description(loader.card)
        others = _datasets_without_shipped(name, runs, current)
        published = publish(data_folder, {**others, name: dataset}, about, vocabulary())
        return Outcome(loader.card, published, remarks, tally)


def check_records(name: str, paths: Iterable[Path], *, jobs: int = 1, cluster: str | None = None) -> Outcome:
    """Read record files without loading them; raises DataError as a load would."""
    loader, files = record_loader(name), _files(name, paths)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        remarks, tally = merge_results(
            read(name, files, jobs=jobs, cluster=cluster, scratch=folder), SortedRuns(folder)
        )
    _require_plausible(loader.card, tally, remarks)
    return Outcome(loader.card, None, remarks, tally)


def _files(name: str, paths: Iterable[Path]) -> list[Path]:
    named = list(paths)
    if not named:
        raise ValueError(f"name the files or folders that the loader {name} is to read")
    return record_files(named)


def merge_results(batches: Iterable[BatchResult], runs: SortedRuns) -> tuple[list[Remark], Counter[str]]:
    """Sort the lines of all batches into runs; the remarks on records, and the sum of what the records count."""
    remarks, tallies = list[Remark](), dict[str, _Counts]()
    names: dict[tuple[str, ...], tuple[str, ...]] = {}
    for batch in batches:
        if batch.lines is not None:
            runs.adopt(batch.lines)
        for record in batch.records:
            remarks += record.remarks
            if not record.source_id:
                continue
            superseded = runs.add(record.source_id, record.edition, record.file, record.lines)
            if superseded:
                text = f"{record.source_id} was read from {superseded[1]}"
                remarks.append(Remark(superseded[0], "superseded", text))
            if not superseded or superseded[0] != record.file:
                counted = tuple(record.tally)  # most records count the same things: one tuple serves them all
                tallies[record.source_id] = names.setdefault(counted, counted), tuple(record.tally.values())
    return remarks, _total(tallies.values())


def _total(tallies: Iterable[_Counts]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for names, counts in tallies:
        tally.update(dict(zip(names, counts, strict=True)))
    return tally


def _require_plausible(card: Card, tally: Mapping[str, int], remarks: list[Remark]) -> None:
    """Raise DataError if the counts are not those that the card expects, or nothing was read."""
    problems = breaches(card, tally, remarks)
    if not tally.get("records"):
        refused = (remark.reason for remark in remarks if remark.what == "refused")
        reason = next(refused, "no file is a record of this kind")
        problems.append(Problem(Place(card.name), f"nothing was read: {reason}"))
    if problems:
        raise DataError([*problems, *_refusals(remarks)])


def _refusals(remarks: Iterable[Remark]) -> list[Problem]:
    return [Problem(Place(remark.file), remark.reason) for remark in sorted(remarks) if remark.what == "refused"]


def _write_dataset(file: Path, name: str, runs: SortedRuns, current: Version | None) -> None:
    before = (current.datasets() if current else {}).get(name)
    replaced = {iri(EntityRef("source", source)) for source in runs.sources}
    unchanged = nquads_files.without_sources(nquads_files.read(before), replaced) if before else iter(())
    nquads_files.write(file, runs.merged(unchanged))


def _datasets_without_shipped(name: str, runs: SortedRuns, current: Version | None) -> dict[str, Contribution]:
    """The current datasets; the shipped tables of this loader without the sources that are loaded as records now."""
    datasets: dict[str, Contribution] = {**(current.datasets() if current else {})}
    shipped = datasets.get(f"{RECORDS_PREFIX}{name}")
    if isinstance(shipped, Path):
        loaded = {iri(EntityRef("source", source)) for source in runs.sources}
        datasets[f"{RECORDS_PREFIX}{name}"] = list(nquads_files.without_sources(nquads_files.read(shipped), loaded))
    return datasets


def _conflicts(name: str, dataset: Path, current: Version | None) -> list[Problem]:
    """Actors whose kind differs from that in other datasets, and references that would lead nowhere."""
    terms, datasets = vocabulary(), current.datasets() if current else {}
    unchanged = {other: path for other, path in datasets.items() if other != name}
    if not unchanged:
        return []
    before = described_things(map(nquads_files.read, datasets.values()), terms)
    others, fresh = (
        described_things(map(nquads_files.read, unchanged.values()), terms),
        described_things([nquads_files.read(dataset)], terms),
    )
    problems = [
        Problem(Place(name), f"{key!r} has the kind {kind} in these records and {others.actors[key]} elsewhere")
        for key, kind in fresh.actors.items()
        if others.actors.get(key, kind) != kind
    ]
    after = others._replace(actors=others.actors | fresh.actors, sources=others.sources | fresh.sources)
    return problems or list(broken_references(unchanged, before, after, terms))


def _description(card: Card) -> dict[str, str]:
    return {"title": card.title, "publisher": card.publisher, "licence": card.licence}


@contextmanager
def _scratch(data_folder: DataFolder) -> Iterator[Path]:
    """A folder for temporary files; those of a load that was killed are removed first."""
    folder = data_folder.path / "records.tmp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
