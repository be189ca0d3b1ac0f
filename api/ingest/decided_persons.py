"""public_persons.csv, checked with the other tables of a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from graph.model.statements import Problem, Statement
from graph.validation.private_persons import PERSON
from loaders.core.loader import StatementWriter
from loaders.curated.public_persons import read_public_persons


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
