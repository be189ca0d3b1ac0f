"""Checks of conflicts: is it said who says what?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from api.audit.audited_tables import AuditedRow, Tables
from api.audit.finding import Check, Finding

_WORD = re.compile(r"\w{4,}")


def _without_sentence(tables: Tables) -> Iterator[Finding]:
    described = {conflict["conflict_id"] for conflict in tables.conflicts if conflict["sentence"]}
    for key, rows in _sides(tables).items():
        if key not in described:
            text = "no sentence says who says what: add a row to conflicts.csv"
            yield Finding(rows[0].at("conflict_id"), (key, *(row["relation_id"] for row in rows)), text)


def _unnamed_outlets(tables: Tables) -> Iterator[Finding]:
    sides = _sides(tables)
    for conflict in tables.conflicts:
        for source in dict.fromkeys(row["source_id"] for row in sides.get(conflict["conflict_id"], ())):
            name = tables.source[source]["publisher"] if source in tables.source else ""
            if name and not _names(conflict["sentence"], name):
                text = f"the sentence does not name {name}, which is one of the sides: say what it says"
                yield Finding(conflict.at("sentence"), (conflict["conflict_id"], source), text)


def _names(sentence: str, publisher: str) -> bool:
    """Whether a sentence names a publisher, by one of its words at least."""
    text, name = sentence.lower(), publisher.lower()
    return name in text or not set(_WORD.findall(name)).isdisjoint(_WORD.findall(text))


def _sides(tables: Tables) -> Mapping[str, list[AuditedRow]]:
    """Conflict -> the rows that are part of it."""
    sides: dict[str, list[AuditedRow]] = defaultdict(list)
    for row in tables.relations:
        if row["conflict_id"]:
            sides[row["conflict_id"]].append(row)
    return sides


CONFLICT_CHECKS = (
    Check("conflict_without_sentence", "conflicts of which no sentence says who says what", _without_sentence),
    Check("unnamed_outlet", "sides of a conflict that its sentence does not name", _unnamed_outlets),
)
