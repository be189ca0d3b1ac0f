"""Checks of single rows: their ids, their receipts, and what they leave out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from api.audit.audited_tables import AuditedRow, StatedRelation, Tables
from api.audit.finding import Check, Finding

NOTE_LENGTH = 160
_WEAKEST_TIER = "3"
_DIFFERENCES = ("start", "end", "amount_usd", "quantity", "unit", "role")


def _roles_missing(tables: Tables) -> Iterator[Finding]:
    for row, relation in tables.ties:
        if relation.needs_role and not row["role"]:
            text = f"{relation.name} says nothing of the office: write in role what the page calls it"
            yield Finding(row.at("role"), (row["relation_id"],), text)


def _kinds_against_wording(tables: Tables) -> Iterator[Finding]:
    kinds = {row["actor_id"]: row["kind"] for row in tables.actors}
    for row, relation in tables.ties:
        for column, admitted in (("subject", relation.from_kinds), ("object", relation.to_kinds)):
            kind = kinds.get(row[column])
            if kind and admitted and kind not in admitted:
                text = (
                    f"{row[column]} is a {kind}, and {relation.name} does not fit one: choose another relation or kind"
                )
                yield Finding(row.at(column), (row["relation_id"], row[column]), text)


def _ids_not_of_their_parts(tables: Tables) -> Iterator[Finding]:
    for stated in tables.stated:
        row = stated.row
        if not _fits(row["relation_id"], stated):
            parts = _parts(stated)
            text = f"the id is not made of its parts: write {'--'.join(parts)}, unless the id is known outside"
            yield Finding(row.at("relation_id"), (row["relation_id"],), text)


def _parts(stated: StatedRelation) -> list[str]:
    row, relation = stated
    words = relation.name.replace("_", "-")
    parts = row["subject"], words, row["object"], row["source_id"]
    return [part.lower() for part in parts if part]


def _fits(key: str, stated: StatedRelation) -> bool:
    """Whether an id has its parts in order. That of an outcome has the measure in place of the object."""
    subject, relation, *_, source = _parts(stated)
    if stated.relation.is_outcome:
        return key.startswith(f"{subject}--{relation}--") and source in key.split("--")
    return f"{key}--".startswith(f"{'--'.join(_parts(stated))}--")


def _locators_missing(tables: Tables) -> Iterator[Finding]:
    """Rows of pages without a place. A record file is about one thing, or names what each line is about."""
    for row, _ in tables.stated:
        if not row["locator"] and not tables.is_of_record(row):
            text = "the row does not say where in the source: write a paragraph, page or heading in locator"
            yield Finding(row.at("locator"), (row["relation_id"],), text)


def _long_notes(tables: Tables) -> Iterator[Finding]:
    for row in tables.relations:
        if len(row["note"]) > NOTE_LENGTH:
            text = f"the note has {len(row['note'])} characters: say in your own words what a reader must know"
            yield Finding(row.at("note"), (row["relation_id"],), text)


def _same_statements(tables: Tables) -> Iterator[Finding]:
    """Rows in which one source says one thing twice: the later repeats the earlier, or leaves something out."""
    rows: dict[tuple[str, ...], list[AuditedRow]] = defaultdict(list)
    for stated in tables.ties:
        rows[*tables.tie_key(stated), stated.row["source_id"]].append(stated.row)
    for first, *others in rows.values():
        for row in others:
            if all(not row[name] or not first[name] or row[name] == first[name] for name in _DIFFERENCES):
                text = f"the same source says the same in {first.place}: keep the fuller row, and delete the other"
                yield Finding(row.place, (row["relation_id"], first["relation_id"]), text)


def _weak_receipts(tables: Tables) -> Iterator[Finding]:
    for rows in tables.rows_of_tie.values():
        sources = [tables.source.get(row["source_id"]) for row in rows]
        if all(source and source["tier"] == _WEAKEST_TIER for source in sources):
            text = "no source above tier 3 says this: look for the page that these rest on"
            yield Finding(rows[0].at("source_id"), tuple(row["relation_id"] for row in rows), text)


RECEIPT_CHECKS = (
    Check("role_missing", "posts without a role", _roles_missing),
    Check("kind_against_wording", "actors of a kind that the relation is not for", _kinds_against_wording),
    Check("id_not_of_its_parts", "relation ids that are not made of their parts", _ids_not_of_their_parts),
    Check("locator_missing", "rows without a place in their source", _locators_missing),
    Check("long_note", f"notes of more than {NOTE_LENGTH} characters", _long_notes),
    Check("same_statement", "rows in which one source says the same again", _same_statements),
    Check("weak_receipt", "ties on sources of tier 3 alone", _weak_receipts),
)
