"""Records read as a load reads them, for tests: what each says, checked against the ontology."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from api.ingest.record_loaders import record_loader
from graph.model.statements import EntityRef, Problem, Statement, Value
from graph.rdf.ontology import vocabulary
from graph.validation.statement_checks import check
from loaders.core.record_loader import RecordReading, Remark, Terms, read_records
from loaders.readers.input_files import record_files

SAMPLES = Path(__file__).parents[3] / "shared" / "records"


def samples(*names: str) -> list[Path]:
    """Real records beside the project; skips the test where they are not there."""
    paths = [SAMPLES / name for name in names]
    for path in paths:
        if not path.exists():
            pytest.skip(f"the sample records are not here: {path.name}")
    return paths


class Tie(NamedTuple):
    """One tie as a source states it."""

    subject: str
    target: str
    facts: dict[str, Value]


class Read:
    """All that some files say."""

    def __init__(self, records: Iterable[RecordReading]) -> None:
        self.records = list(records)
        self.statements = [statement for record in self.records for statement in record.statements]

    @property
    def remarks(self) -> list[Remark]:
        return [remark for record in self.records for remark in record.remarks]

    @property
    def notes(self) -> list[str]:
        return [remark.reason for remark in self.remarks if remark.what == "note"]

    @property
    def refusals(self) -> list[str]:
        return [remark.reason for remark in self.remarks if remark.what == "refused"]

    @property
    def foreign(self) -> list[str]:
        return [remark.reason for remark in self.remarks if remark.what == "foreign"]

    @property
    def sources(self) -> list[str]:
        return [record.source_id for record in self.records if record.source_id]

    @property
    def tally(self) -> Counter[str]:
        return sum((record.tally for record in self.records), Counter())

    def problems(self) -> list[Problem]:
        """What the ontology has against it, record by record."""
        return [
            problem for record in self.records for problem in check(record.statements, vocabulary(), {}, frozenset())
        ]

    def ties(self, relation: str) -> list[Tie]:
        """All ties of one relation, one for each source that states it."""
        facts: dict[tuple[EntityRef, str | None], dict[str, Value]] = {}
        for statement in self.statements:
            if statement.subject.space == "tie":
                facts.setdefault((statement.subject, statement.source), {})[statement.predicate] = statement.value
        chosen = [known for known in facts.values() if str(known["kind"]) == relation]
        return [Tie(_key(known["from"]), _key(known["to"]), known) for known in chosen]

    def outcomes(self) -> list[dict[str, Value]]:
        facts: dict[tuple[EntityRef, str | None], dict[str, Value]] = {}
        for statement in self.statements:
            if statement.subject.space == "outcome":
                facts.setdefault((statement.subject, statement.source), {})[statement.predicate] = statement.value
        return list(facts.values())

    def values(self, slug: str, predicate: str) -> list[str]:
        """What is said of one actor."""
        told = (statement for statement in self.statements if statement.subject == EntityRef("id", slug))
        return list(dict.fromkeys(str(statement.value) for statement in told if statement.predicate == predicate))

    def actors(self, kind: str | None = None) -> set[str]:
        """The ids of all actors, or of those of one kind."""
        return {
            statement.subject.key
            for statement in self.statements
            if statement.subject.space == "id"
            and statement.predicate == "kind"
            and kind in (None, str(statement.value))
        }

    def all_text(self) -> str:
        """Every text of it, for looking for what must not be there."""
        return "\n".join(statement.value for statement in self.statements if isinstance(statement.value, str))


def read(loader: str, *paths: Path) -> Read:
    """What these files say to a loader."""
    terms = Terms(vocabulary().by_role)
    return Read(record for path in record_files(paths) for record in read_records(record_loader(loader), path, terms))


def _key(value: Value) -> str:
    assert isinstance(value, EntityRef)
    return value.key


def without_place(statements: Iterable[Statement]) -> list[Statement]:
    """Statements without where they were read, to compare files of different names."""
    return [statement._replace(place=Statement._field_defaults["place"]) for statement in statements]
