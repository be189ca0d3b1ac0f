"""withdrawn.csv: ids of actors that the graph names no longer, with why, since when, and who decided."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from graph.model.statements import EntityRef, Place
from loaders.core.loader import Cell, StatementWriter
from loaders.core.record_dates import exact_day
from loaders.core.strict_csv import Row, read_table

TABLE = "withdrawn.csv"
COLUMNS = ("id", "reason", "date", "by")
REASONS = ("private person", "on request", "mistake")
OF_PERSONS = ("private person", "on request")
"""The reasons for which the table must not name the actor either."""
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")


class WithdrawnRow(NamedTuple):
    """An id that was withdrawn, by the SHA-256 of the id, and on which day (YYYY-MM-DD)."""

    digest: str
    reason: str
    day: str
    place: Place


def read_withdrawn(folder: Path, writer: StatementWriter) -> list[WithdrawnRow]:
    """The withdrawals in a folder of facts; none if it has no such table. Problems are reported to the writer."""
    file = folder / TABLE
    if not file.exists():
        return []
    rows: dict[str, WithdrawnRow] = {}
    for row in read_table(file, COLUMNS, writer):
        if known := _withdrawal(row, writer):
            first = rows.setdefault(known.digest, known)
            if first is not known:
                writer.add_problem(
                    known.place, f"the same id is in line {first.place.line}: delete one of the two rows"
                )
    return list(rows.values())


def _withdrawal(row: Row, writer: StatementWriter) -> WithdrawnRow | None:
    with row:
        key, reason = row.pop("id"), row.pop("reason")
        day = writer.require(row.pop("date"), exact_day)
        writer.require(row.pop("by"), str)
    digest, why = writer.require(key, _digest), writer.require(reason, _reason)
    if digest and why in OF_PERSONS:
        _refuse_plain_id(key, digest, writer)
    return WithdrawnRow(digest, why, day.isoformat(), key.place) if digest and why and day else None


def _refuse_plain_id(key: Cell, digest: str, writer: StatementWriter) -> None:
    if not _DIGEST.fullmatch(key.text):
        writer.add_problem(key.place, f"the table must not name the person: write sha256:{digest} instead of the id")


def _digest(text: str) -> str:
    """The SHA-256 of an id, or the one that is written in its place. Raises ValueError."""
    if written := _DIGEST.fullmatch(text):
        return written[1]
    if text.startswith("sha256:"):
        raise ValueError("this is no digest: write sha256: and the 64 digits (0-9, a-f) of the SHA-256 of the id")
    return hashlib.sha256(EntityRef.actor(text).key.encode()).hexdigest()


def _reason(text: str) -> str:
    if text not in REASONS:
        raise ValueError(f"{text[:40]!r} is not a reason: write {', '.join(REASONS[:-1])} or {REASONS[-1]}")
    return text
