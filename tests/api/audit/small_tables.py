"""Folders of tables for one audit each: a test gives the cells that matter, the rest is sound."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from api.audit.audited_tables import Tables, read_tables
from api.audit.standing_audit import audit
from loaders.curated.conflict_rows import COLUMNS as CONFLICTS
from loaders.curated.facts import ACTORS, OF_RECORDS, OPTIONAL, RELATIONS, SOURCES
from loaders.curated.identity_decisions import COLUMNS as DECISIONS

Rows = Sequence[dict[str, str]]
DAY = date(2026, 11, 30)
PAGE = {"source_id": "page", "url": "https://news.example/page", "title": "A page", "tier": "1", "published": "2020"}
ANN = {"actor_id": "ann", "kind": "person", "name": "Ann Able", "description": "Advocate", "source_id": "page"}
CAMP = {"actor_id": "camp", "kind": "organization", "name": "Camp Free", "source_id": "page"}


def relation(subject: str, predicate: str, target: str, source: str = "page", **cells: str) -> dict[str, str]:
    """A row of relations.csv with the id that its parts make."""
    parts = filter(None, (subject, predicate.replace("_", "-"), target or "number", source))
    ends = {"subject": subject, "predicate": predicate, "object": target, "source_id": source}
    return {"relation_id": "--".join(parts), **ends, "locator": "para 1", "claim_status": "stated", **cells}


def write_folder(
    folder: Path,
    relations: Rows,
    actors: Rows = (ANN, CAMP),
    sources: Rows = (PAGE,),
    identity: Rows = (),
    conflicts: Rows = (),
) -> Path:
    """Write the tables."""
    folder.mkdir(exist_ok=True)
    _write(folder / "sources.csv", (*SOURCES, *OF_RECORDS), sources)
    _write(folder / "actors.csv", ACTORS, actors)
    _write(folder / "relations.csv", (*RELATIONS, *OPTIONAL["relations"]), relations)
    for name, columns, rows in (("identity", DECISIONS, identity), ("conflicts", CONFLICTS, conflicts)):
        if rows:
            _write(folder / f"{name}.csv", columns, rows)
    return folder


def tables(folder: Path, relations: Rows, **others: Rows) -> Tables:
    """The tables of a folder, as an audit of 30 November 2026 reads them."""
    return read_tables([write_folder(folder, relations, **others)], DAY)


def places(known: Tables, check: str) -> list[str]:
    """What one check finds, each as `relations.csv:2:start`."""
    found = audit(known, [check])[check]
    return [str(finding.place._replace(file=Path(finding.place.file).name)) for finding in found]


def _write(file: Path, columns: Sequence[str], rows: Rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, columns, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
