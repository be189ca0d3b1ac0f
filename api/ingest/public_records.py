"""Public records become the next version: file by file into sorted lines, each source in place of its former self."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeAlias

from api.ingest.amendments import stand_back
from api.ingest.curated_facts import OF_RECORDS, left_behind
from api.ingest.parallel_reading import Lot, read
from graph.model.ids import iri
from graph.model.statements import DataError, EntityRef, Place, Problem
from graph.rdf.ontology import vocabulary
from graph.storage import nquads_files
from graph.storage.references import known
from graph.storage.sorted_runs import Runs
from graph.versions.build import Contribution, Published, publish
from graph.versions.version_folders import Home, Version
from loaders.core.count_checks import breaches
from loaders.core.loader import Card
from loaders.core.record_loader import Remark
from loaders.readers.input_files import record_files
from loaders.registry import record_loader

_Counts: TypeAlias = tuple[tuple[str, ...], tuple[int, ...]]
"""What one record counts: names, and how many of each."""


class Outcome(NamedTuple):
    """What a load of records came to."""

    card: Card
    published: Published | None
    """None where nothing was published because nothing was asked to be."""
    remarks: list[Remark]
    tally: Mapping[str, int]


def load_records(
    home: Home,
    name: str,
    paths: Iterable[Path],
    *,
    retrieved: date | None = None,
    jobs: int = 1,
    cluster: str | None = None,
) -> Outcome:
    """Read record files and publish what they say. Sources told of again are replaced, all others stay.

    What is refused is in the remarks; raises DataError where too much is, or where what stays would lose its footing.
    """
    record_loader(name)  # a name that is none is told before a path that is none
    files = record_files(paths)
    return load_lots(
        home, name, lambda scratch: read(name, files, retrieved, jobs=jobs, cluster=cluster, scratch=scratch)
    )


def load_lots(home: Home, name: str, lots: Callable[[Path], Iterable[Lot]]) -> Outcome:
    """Publish what the records of one loader contribute, which may wait in a scratch folder; see `load_records`."""
    loader = record_loader(name)
    with home.writing(), _scratch(home) as scratch:
        runs = Runs(scratch)
        remarks, tally = gathered(lots(scratch), runs)
        _judge(loader.card, tally, remarks)
        current = home.current()
        dataset = scratch / f"{name}.nq"
        remarks += stand_back(runs, current.datasets().get(name) if current else None)
        _write_dataset(dataset, name, runs, current)
        if problems := _unsettled(name, dataset, current):
            raise DataError(problems)
        about = dict(current.manifest.datasets if current else {})
        about[name] = _about(loader.card)
        held = _without_shipped(name, runs, current)
        published = publish(home, {**held, name: dataset}, about, vocabulary())
        return Outcome(loader.card, published, remarks, tally)


def check_records(name: str, paths: Iterable[Path], *, jobs: int = 1, cluster: str | None = None) -> Outcome:
    """Read record files without loading them; raises DataError as a load would."""
    loader, files = record_loader(name), record_files(paths)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        remarks, tally = gathered(read(name, files, jobs=jobs, cluster=cluster, scratch=folder), Runs(folder))
    _judge(loader.card, tally, remarks)
    return Outcome(loader.card, None, remarks, tally)


def write_report(path: Path, remarks: Iterable[Remark]) -> None:
    """Write what was passed over and why, one JSON object a line, in order."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for remark in sorted(remarks):
            out.write(json.dumps(remark._asdict(), ensure_ascii=False) + "\n")


def gathered(lots: Iterable[Lot], runs: Runs) -> tuple[list[Remark], Counter[str]]:
    """Sort into runs what all lots say; what became of those that say nothing, and what the others count together."""
    remarks, tallies = list[Remark](), dict[str, _Counts]()
    names: dict[tuple[str, ...], tuple[str, ...]] = {}
    for lot in lots:
        if lot.lines is not None:
            runs.adopt(lot.lines)
        for piece in lot.pieces:
            remarks += piece.remarks
            if not piece.source_id:
                continue
            passed_over = runs.add(piece.source_id, piece.edition, piece.file, piece.lines)
            if passed_over:
                remarks.append(Remark(passed_over[0], "superseded", f"{piece.source_id} is told by {passed_over[1]}"))
            if not passed_over or passed_over[0] != piece.file:
                counted = tuple(piece.tally)  # the same for most: each is held once
                tallies[piece.source_id] = names.setdefault(counted, counted), tuple(piece.tally.values())
    return remarks, _total(tallies.values())


def _total(tallies: Iterable[_Counts]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for names, counts in tallies:
        tally.update(dict(zip(names, counts, strict=True)))
    return tally


def _judge(card: Card, tally: Mapping[str, int], remarks: list[Remark]) -> None:
    """Raise DataError where a guard of the card is breached, or nothing at all was read."""
    problems = breaches(card, tally, remarks)
    if not tally.get("records"):
        told = next(
            (remark.reason for remark in remarks if remark.what == "refused"), "no file is a record of this kind"
        )
        problems.append(Problem(Place(card.name), f"nothing was read: {told}"))
    if problems:
        refused = [Problem(Place(one.file), one.reason) for one in sorted(remarks) if one.what == "refused"]
        raise DataError([*problems, *refused])


def _write_dataset(file: Path, name: str, runs: Runs, current: Version | None) -> None:
    before = (current.datasets() if current else {}).get(name)
    replaced = {iri(EntityRef("source", source)) for source in runs.sources}
    staying = nquads_files.without_sources(nquads_files.read(before), replaced) if before else iter(())
    nquads_files.write(file, runs.merged(staying))


def _without_shipped(name: str, runs: Runs, current: Version | None) -> dict[str, Contribution]:
    """The datasets held, the tables that ship without the sources whose record is told of now."""
    held: dict[str, Contribution] = {**(current.datasets() if current else {})}
    shipped = held.get(f"{OF_RECORDS}{name}")
    if isinstance(shipped, Path):
        told = {iri(EntityRef("source", source)) for source in runs.sources}
        held[f"{OF_RECORDS}{name}"] = list(nquads_files.without_sources(nquads_files.read(shipped), told))
    return held


def _unsettled(name: str, dataset: Path, current: Version | None) -> list[Problem]:
    """Actors of another kind than elsewhere, and what other datasets would refer to in vain."""
    terms, held = vocabulary(), current.datasets() if current else {}
    staying = {other: path for other, path in held.items() if other != name}
    if not staying:
        return []
    before = known(map(nquads_files.read, held.values()), terms)
    others, fresh = known(map(nquads_files.read, staying.values()), terms), known([nquads_files.read(dataset)], terms)
    problems = [
        Problem(Place(name), f"{key!r} is a {kind} in these records and a {others.actors[key]} elsewhere")
        for key, kind in fresh.actors.items()
        if others.actors.get(key, kind) != kind
    ]
    after = others._replace(actors=others.actors | fresh.actors, sources=others.sources | fresh.sources)
    return problems or list(left_behind(staying, before, after, terms))


def _about(card: Card) -> dict[str, str]:
    return {"title": card.title, "publisher": card.publisher, "licence": card.licence}


@contextmanager
def _scratch(home: Home) -> Iterator[Path]:
    """A folder for what is under way; what a killed load left there is swept."""
    folder = home.path / "records.tmp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
