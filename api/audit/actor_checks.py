"""Checks of actors: those that hardly anything is known of, and those that nearly everything runs through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.audit.audited_tables import AuditedRow, StatedRelation, Tables
from api.audit.finding import Check, Finding
from api.audit.name_likeness import similar_actors

DESCRIPTION_LENGTH = 120
HUB_ROWS = 100
_PERSON = "person"
_WITH_A_PLACE = frozenset({"organization", "company", "facility"})


def _rows_of(tables: Tables) -> Iterator[tuple[AuditedRow, Sequence[StatedRelation]]]:
    """Each actor once, with the rows of relations that name it."""
    for row in tables.actors:
        if tables.actor_id(row["actor_id"]) == row["actor_id"]:
            yield row, tables.rows_of.get(row["actor_id"], ())


def _on_no_row(tables: Tables) -> Iterator[Finding]:
    for actor, rows in _rows_of(tables):
        if not rows:
            text = "no row of relations names this actor: add what ties it to others, or delete it"
            yield Finding(actor.place, (actor["actor_id"],), text)


def _on_one_row(tables: Tables) -> Iterator[Finding]:
    for actor, rows in _rows_of(tables):
        if len(rows) == 1:
            row = rows[0].row
            text = f"only {row.place} names this actor: look for what else is known of it"
            yield Finding(actor.place, (actor["actor_id"], row["relation_id"]), text)


def _undescribed_persons(tables: Tables) -> Iterator[Finding]:
    for actor, rows in _rows_of(tables):
        if actor["kind"] == _PERSON and len(rows) <= 1 and not actor["description"] and not any(actor.identifiers):
            text = "nothing but a tie says who this person is: write what the person does now in description"
            yield Finding(actor.at("description"), (actor["actor_id"],), text)


def _hubs(tables: Tables) -> Iterator[Finding]:
    for actor, rows in _rows_of(tables):
        if len(rows) > HUB_ROWS:
            text = f"{len(rows)} rows name this actor: see whether they belong to a part of it, or to a bill of its own"
            yield Finding(actor.place, (actor["actor_id"],), text)


def _long_descriptions(tables: Tables) -> Iterator[Finding]:
    for actor in tables.actors:
        if len(actor["description"]) > DESCRIPTION_LENGTH:
            text = f"{len(actor['description'])} characters read like a sentence of the source: say it in a few words"
            yield Finding(actor.at("description"), (actor["actor_id"],), text)


def _without_place(tables: Tables) -> Iterator[Finding]:
    for actor, rows in _rows_of(tables):
        if actor["kind"] in _WITH_A_PLACE and not any(_places(actor, stated, tables) for stated in rows):
            text = "nothing says where this is: add a row that ties it to its town or state"
            yield Finding(actor.place, (actor["actor_id"],), text)


def _places(actor: AuditedRow, stated: StatedRelation, tables: Tables) -> bool:
    """Whether a row says where an actor is."""
    return stated.relation.is_in_place and tables.actor_id(stated.row["subject"]) == actor["actor_id"]


def _near_duplicates(tables: Tables) -> Iterator[Finding]:
    for pair in similar_actors(tables):
        ids = (pair.one["actor_id"], pair.other["actor_id"])
        names = " and ".join(map(repr, dict.fromkeys(pair.names)))
        text = f"{ids[0]} and {ids[1]} ({pair.other.place}) bear names that are {pair.score:.0f} % alike, {names}"
        yield Finding(pair.one.place, ids, f"{text}: decide in identity.csv whether they are the same")


ACTOR_CHECKS = (
    Check("actor_on_no_row", "actors that no row of relations names", _on_no_row),
    Check("actor_on_one_row", "actors that one row of relations names", _on_one_row),
    Check("undescribed_person", "persons described by nothing but a tie", _undescribed_persons),
    Check("hub", f"actors on more than {HUB_ROWS} rows", _hubs),
    Check("long_description", f"descriptions of more than {DESCRIPTION_LENGTH} characters", _long_descriptions),
    Check("without_place", "organizations, companies and facilities without a place", _without_place),
    Check("near_duplicate", "pairs of actors of one kind with similar names", _near_duplicates),
)
