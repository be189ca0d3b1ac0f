"""The tables of facts as an audit reads them: rows with their places, before they become statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from api.audit.who_is_who import Identifier, canonical_ids
from graph.model.statements import DataError, PartialDate, Place
from graph.rdf.ontology import Relation, Vocabulary, vocabulary
from loaders.core.loader import Cell, StatementWriter
from loaders.core.strict_csv import read_table
from loaders.curated.conflict_rows import COLUMNS as CONFLICTS
from loaders.curated.facts import OPTIONAL, TABLES, number
from loaders.curated.identity_decisions import IdentityDecision, read_decisions
from loaders.curated.public_persons import read_public_persons

TieKey = tuple[str, str, str, str]
"""What rows of one tie have in common: subject, relation, object, and the role where that tells ties apart."""

_date = lru_cache(maxsize=1 << 14)(PartialDate.parse)
_PARSERS: Mapping[str, Mapping[str, Callable[[str], object]]] = {
    "sources": {"published": _date, "retrieved": _date},
    "actors": {},
    "relations": {"start": _date, "end": _date, "attested": _date, "amount_usd": number},
    "conflicts": {},
}
"""The tables that are audited, and how to read the cells that checks read as dates and numbers."""


@dataclass(frozen=True)
class AuditedRow:
    """One row of a table."""

    place: Place
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def at(self, column: str) -> Place:
        """The place of one cell."""
        return self.place._replace(column=column)

    def day(self, column: str) -> PartialDate | None:
        """The date in a cell, or None where it is empty."""
        return _date(self[column]) if self[column] else None

    @property
    def identifiers(self) -> Iterator[tuple[str, str]]:
        """The (key, value) pairs of an actor's external ids."""
        for pair in filter(None, self["external_ids"].split("|")):
            key, _, value = pair.partition("=")
            yield key.strip(), value.strip()


class StatedRelation(NamedTuple):
    """A row of relations.csv, and its relation in the ontology."""

    row: AuditedRow
    relation: Relation


@dataclass(frozen=True)
class Tables:
    """All rows that are audited, from one or several folders. `day` is the day of the audit: later dates lie ahead."""

    sources: Sequence[AuditedRow]
    actors: Sequence[AuditedRow]
    relations: Sequence[AuditedRow]
    conflicts: Sequence[AuditedRow]
    decisions: Sequence[IdentityDecision]
    terms: Vocabulary
    day: date
    public_persons: Collection[str] = ()
    """Ids of persons whom public_persons.csv names."""

    @cached_property
    def source(self) -> Mapping[str, AuditedRow]:
        """Sources by id."""
        return {row["source_id"]: row for row in self.sources}

    def is_of_record(self, row: AuditedRow) -> bool:
        """Whether the source of a row is a record file, not a page."""
        source = self.source.get(row["source_id"])
        return source is not None and bool(source["sha256"])

    @cached_property
    def stated(self) -> Sequence[StatedRelation]:
        """All rows of relations. Those whose relation is unknown are left to `reentry check`."""
        known = self.terms.relations
        return [StatedRelation(row, known[row["predicate"]]) for row in self.relations if row["predicate"] in known]

    @cached_property
    def ties(self) -> Sequence[StatedRelation]:
        """The rows that state a tie, not an outcome."""
        return [it for it in self.stated if not it.relation.is_outcome]

    @cached_property
    def canonical(self) -> Mapping[str, str]:
        """Id -> the id that stands for the same actor, for ids that have another one."""
        bearers = [Identifier(row["actor_id"], *pair) for row in self.actors for pair in self._unique_ids(row)]
        return canonical_ids(bearers, self.decisions, [row["actor_id"] for row in self.actors])

    def actor_id(self, slug: str) -> str:
        """The id that stands for an actor."""
        return self.canonical.get(slug, slug)

    @cached_property
    def rows_of(self) -> Mapping[str, Sequence[StatedRelation]]:
        """The rows of relations that name an actor, by the id that stands for it."""
        rows: dict[str, list[StatedRelation]] = defaultdict(list)
        for stated in self.stated:
            for end in filter(None, dict.fromkeys((stated.row["subject"], stated.row["object"]))):
                rows[self.actor_id(end)].append(stated)
        return rows

    @cached_property
    def rows_of_tie(self) -> Mapping[TieKey, Sequence[AuditedRow]]:
        """The rows that state one tie, whatever they say of its dates."""
        rows: dict[TieKey, list[AuditedRow]] = defaultdict(list)
        for stated in self.ties:
            rows[self.tie_key(stated)].append(stated.row)
        return rows

    def tie_key(self, stated: StatedRelation) -> TieKey:
        """What a row has in common with all rows that state the same tie."""
        row, relation = stated
        role = row["role"] if relation.by_role else ""
        return self.actor_id(row["subject"]), relation.name, self.actor_id(row["object"]), role

    def _unique_ids(self, actor: AuditedRow) -> Iterator[tuple[str, str]]:
        for key, value in actor.identifiers:
            prop = self.terms.properties.get(key)
            if prop and actor["kind"] in prop.identifies:
                yield key, value


def read_tables(folders: Sequence[Path], day: date) -> Tables:
    """The tables of these folders; raises DataError for dates, numbers and rows that cannot be read."""
    writer = StatementWriter()
    rows = {table: [row for folder in folders for row in _rows(folder, table, writer)] for table in _PARSERS}
    decisions = [decision for folder in folders for decision in read_decisions(folder, writer)]
    public = {slug for folder in folders for slug in read_public_persons(folder, writer)}
    if writer.problems:
        raise DataError(writer.problems)
    return Tables(**rows, decisions=decisions, terms=vocabulary(), day=day, public_persons=public)


def _rows(folder: Path, table: str, writer: StatementWriter) -> Iterator[AuditedRow]:
    file = folder / f"{table}.csv"
    columns = TABLES[table][0] if table in TABLES else CONFLICTS
    if table not in TABLES and not file.exists():
        return
    for row in read_table(file, columns, writer, optional=OPTIONAL.get(table, ())):
        known = AuditedRow(row.place, row.pop_all())
        for column, parse in _PARSERS[table].items():
            writer.parse(Cell(known[column], known.at(column)), parse)
        yield known
