"""The check of persons: who stands by name without a public role."""

from __future__ import annotations

from collections.abc import Iterator

from api.audit.audited_tables import AuditedRow, Tables
from api.audit.finding import Check, Finding
from graph.validation.private_persons import PERSON, is_public, marks_of


def _private_persons(tables: Tables) -> Iterator[Finding]:
    for actor in _persons(tables):
        slug = actor["actor_id"]
        if slug not in tables.public_persons and not is_public(_marks(tables, slug)):
            text = "no row shows a public role: state the office or the work in a row, or withdraw the person"
            yield Finding(actor.place, (slug,), text)


def _persons(tables: Tables) -> Iterator[AuditedRow]:
    """Each person once."""
    for actor in tables.actors:
        if actor["kind"] == PERSON and tables.actor_id(actor["actor_id"]) == actor["actor_id"]:
            yield actor


def _marks(tables: Tables, slug: str) -> Iterator[str]:
    for row, relation in tables.rows_of.get(slug, ()):
        for end, column in (("from", "subject"), ("to", "object")):
            if tables.actor_id(row[column]) == slug:
                yield from marks_of(relation, end, (row["role"],))


PERSON_CHECKS = (Check("private_person", "persons without a public role", _private_persons),)
