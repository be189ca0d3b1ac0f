"""Persons without a public role: what the tables decide on them, and who is left to decide on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from graph.index.open_version import OpenVersion
from graph.model.statements import Problem, Statement
from graph.validation.private_persons import PERSON, PrivatePerson, private_persons
from loaders.core.loader import StatementWriter
from loaders.curated.public_persons import read_public_persons


def persons_to_decide(graph: OpenVersion, folders: Iterable[Path]) -> list[PrivatePerson]:
    """The persons of a version without a public role, whom public_persons.csv of none of these folders names."""
    writer = StatementWriter()
    decided = {slug for folder in folders for slug in read_public_persons(folder, writer)}
    return private_persons(graph.records, graph.terms, decided)


def decided_person_problems(folders: Iterable[Path], statements: Iterable[Statement]) -> Iterator[Problem]:
    """What is wrong with public_persons.csv: its cells, and ids that no table describes as a person."""
    writer = StatementWriter()
    decided = {slug: place for folder in folders for slug, place in read_public_persons(folder, writer).items()}
    yield from writer.problems
    if decided:
        persons = {it.subject.key for it in statements if it.predicate == "kind" and str(it.value) == PERSON}
        for slug, place in decided.items():
            if slug not in persons:
                yield Problem(place, f"no person of actors.csv has the id {slug!r}: correct it, or delete the row")
