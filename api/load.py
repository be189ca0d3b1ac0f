"""Join the two floors below: what a loader read becomes the next version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from graph import contributions
from graph.build import Published, publish
from graph.checks import check
from graph.ids import iri, slug
from graph.model import DataError, EntityRef, Place, Problem, Statement
from graph.terms import quads, ref_of
from graph.versions import Home, Version
from graph.vocabulary import Vocabulary, vocabulary
from loaders.base import Card, Reading, run
from loaders.curated import Curated, facts_path

SHIPPED = "curated"


class Known(NamedTuple):
    """What datasets already hold: actors (slug -> kind) and sources."""

    actors: dict[str, str]
    sources: frozenset[str]


def dataset_name(path: Path) -> str:
    """The name under which a folder of facts is held; the shipped facts are `curated`."""
    if path.resolve() == facts_path().resolve():
        return SHIPPED
    return f"{SHIPPED}-{slug(path.resolve().name) or 'facts'}"


def read_curated(folder: Path) -> Reading:
    """Read one folder of three tables."""
    return run(Curated(), [folder], dataset_name(folder), vocabulary().by_role)


def load_curated(home: Home, folders: Sequence[Path] = ()) -> Published:
    """Read folders of facts (the shipped ones where none is named) and publish them. Raises DataError."""
    readings = [read_curated(folder) for folder in folders or [facts_path()]]
    return load(home, readings, Curated.card)


def check_curated(home: Home, folders: Sequence[Path] = ()) -> int:
    """Check folders of facts without loading them; the number of statements. Raises DataError."""
    readings = [read_curated(folder) for folder in folders or [facts_path()]]
    held = known(home.current(), without={reading.dataset for reading in readings})
    if problems := check_all(readings, held, vocabulary()):
        raise DataError(problems)
    return sum(len(reading.statements) for reading in readings)


def load(home: Home, readings: Sequence[Reading], card: Card) -> Published:
    """Check what was read and publish it: each dataset replaces what it contributed before."""
    terms = vocabulary()
    with home.writing():
        current = home.current()
        fresh = {reading.dataset for reading in readings}
        problems = check_all(readings, known(current, without=fresh), terms)
        if problems:
            raise DataError(problems)
        lines = {reading.dataset: _lines(reading, terms) for reading in readings}
        kept = {name: path for name, path in _held(current).items() if name not in fresh}
        about = dict(current.manifest.datasets if current else {})
        about |= {name: {"title": card.title, "publisher": card.publisher, "licence": card.licence} for name in fresh}
        return publish(home, {**kept, **lines}, about, terms)


def check_all(readings: Sequence[Reading], held: Known, terms: Vocabulary) -> list[Problem]:
    """Every problem of what was read: of the tables, and of the statements against the ontology."""
    statements = [statement for reading in readings for statement in reading.statements]
    found = [problem for reading in readings for problem in reading.problems]
    found += check(statements, terms, held.actors, held.sources)
    return sorted(_first_of_each_place(found), key=lambda problem: _order(problem.place))


def known(version: Version | None, without: Iterable[str] = ()) -> Known:
    """The actors and sources that the datasets of a version hold, without those about to be replaced."""
    actors: dict[str, str] = {}
    sources: set[str] = set()
    kinds = vocabulary().kind_of_class
    for name, path in _held(version).items():
        if name in set(without):
            continue
        for thing, cls in contributions.kinds(contributions.read(path)):
            ref = ref_of(thing)
            if ref and ref.space == "source":
                sources.add(ref.key)
            elif ref and cls in kinds:
                actors[ref.key] = kinds[cls].name
    return Known(actors, frozenset(sources))


def drop(home: Home, source_id: str) -> Published:
    """Take out all that one source states, and the source itself. Raises DataError where it is not held."""
    with home.writing():
        current = home.require()
        if source_id not in known(current).sources:
            raise DataError([Problem(Place(source_id), "no such source: `reentry stats` lists what is held")])
        address = iri(EntityRef("source", source_id))
        left = {
            name: list(contributions.without_source(contributions.read(path), address))
            for name, path in _held(current).items()
        }
        return publish(
            home, {name: lines for name, lines in left.items() if lines}, current.manifest.datasets, vocabulary()
        )


def _held(version: Version | None) -> Mapping[str, Path]:
    return version.datasets() if version else {}


def _lines(reading: Reading, terms: Vocabulary) -> list[str]:
    held_by = [
        Statement(said.subject, "dataset", reading.dataset, None)
        for said in reading.statements
        if said.subject.space == "source" and said.predicate == "kind"
    ]
    return contributions.lines([*quads(reading.statements, terms), *quads(held_by, terms)])


def _first_of_each_place(problems: Iterable[Problem]) -> list[Problem]:
    """One problem for each cell: what follows from the first helps nobody."""
    return list({(found.place, found.text): found for found in problems}.values())


def _order(place: Place) -> tuple[str, int, str]:
    return place.file, place.line or 0, place.column or ""
