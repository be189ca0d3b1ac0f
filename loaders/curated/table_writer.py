"""Writes the three tables from statements of records, one row for each source."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from graph.model.errors import ReentryError
from graph.model.ids import plain_number
from graph.model.statements import Value
from loaders.core.strict_csv import formula_problem
from loaders.curated.facts import ACTORS, OF_RECORDS, OPTIONAL, RELATIONS, SOURCES

Properties = Mapping[str, Sequence[Value]]
"""The properties of one thing by one source: name -> values."""

_PLAIN = frozenset({"kind", "name", "alt_name", "description"})
_LEFT_OUT = frozenset({"official_title", "mission"})
"""Long texts, which do not belong into a list of identifiers."""


class StatedActor(NamedTuple):
    """An actor, as one source describes it."""

    slug: str
    source: str
    properties: Properties


class StatedTie(NamedTuple):
    """A tie, as one source states it."""

    subject: str
    relation: str
    target: str
    source: str
    properties: Properties


class UnwritableValue(ReentryError, ValueError):
    """A value cannot be written into the tables."""

    problem, status, exit_code = "unwritable-value", 422, 1


def write_tables(
    folder: Path, sources: Mapping[str, Properties], actors: Iterable[StatedActor], ties: Iterable[StatedTie]
) -> dict[str, int]:
    """Write the sorted tables into a folder; return the number of rows of each. Raises UnwritableValue first."""
    stated = list(ties)
    columns = _columns(stated)
    tables = {
        "sources": ((*SOURCES, *OF_RECORDS), sorted(_source(key, properties) for key, properties in sources.items())),
        "actors": (ACTORS, sorted(map(_actor, actors))),
        "relations": (columns, _with_ids(sorted(_relation(tie, columns) for tie in stated))),
    }
    texts = [cell for _, rows in tables.values() for row in rows for cell in row]
    for problem in filter(None, map(formula_problem, texts)):
        raise UnwritableValue(problem)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, rows) in tables.items():
        _write(folder / f"{name}.csv", header, rows)
    return {name: len(rows) for name, (_, rows) in tables.items()}


def _write(file: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    fresh = file.with_name(f".{file.name}.new")
    with fresh.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(columns)
        table.writerows(rows)
    fresh.replace(file)


def _source(key: str, properties: Properties) -> list[str]:
    names = {"source_url": "url"}
    cells = {names.get(name, name): _single_text(properties, name) for name in properties}
    return [key if column == "source_id" else cells.get(column, "") for column in (*SOURCES, *OF_RECORDS)]


def _actor(actor: StatedActor) -> list[str]:
    properties = actor.properties
    others = sorted(map(str, properties.get("alt_name", ())))
    name = _single_text(properties, "name") or (others.pop(0) if others else "")
    identifiers = sorted(
        f"{key}={_text(value)}" for key in properties.keys() - _PLAIN - _LEFT_OUT for value in properties[key]
    )
    parts = [*others, *identifiers]
    if odd := [part for part in parts if "|" in part]:
        raise UnwritableValue(f"{odd[0][:60]!r} has a vertical bar, which separates values in a cell")
    description = _single_text(properties, "description")
    joined = ("|".join(other for other in others if other != name), description, actor.source, "|".join(identifiers))
    return [actor.slug, _single_text(properties, "kind"), name, *joined]


def _columns(ties: Iterable[StatedTie]) -> tuple[str, ...]:
    """The columns of the table of relations: those that every table has, and the further ones that these ties need."""
    used = {name for tie in ties for name in tie.properties}
    return (*RELATIONS, *(column for column in OPTIONAL["relations"] if column in used))


def _relation(tie: StatedTie, columns: Sequence[str]) -> list[str]:
    properties = dict(tie.properties)
    if properties.pop("currency", ("USD",)) != ("USD",):
        raise UnwritableValue(f"an amount of {tie.source} is not in US dollars")
    cells = {
        "amount_usd" if name == "amount" else "conflict_id" if name == "conflict" else name: name for name in properties
    }
    if strange := cells.keys() - set(columns):
        raise UnwritableValue(f"the table of relations has no column for {', '.join(sorted(strange))}")
    row = {column: _single_text(properties, name) for column, name in cells.items()}
    row |= {"subject": tie.subject, "predicate": tie.relation, "object": tie.target, "source_id": tie.source}
    parts = (tie.subject, tie.relation.replace("_", "-"), tie.target, tie.source)
    row["relation_id"] = "--".join(parts).lower()
    return [row.get(column, "") for column in columns]


def _with_ids(rows: Sequence[list[str]]) -> list[list[str]]:
    """Rows with the same id get their start date added, else a number."""
    key, start = RELATIONS.index("relation_id"), RELATIONS.index("start")
    often = Counter(row[key] for row in rows)
    for row in rows:
        if often[row[key]] > 1 and row[start]:
            row[key] = f"{row[key]}--{row[start]}"
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row[key]] += 1
        if (count := seen[row[key]]) > 1:
            row[key] = f"{row[key]}--{count}"
    return sorted(rows)


def _single_text(properties: Properties, name: str) -> str:
    values = properties.get(name, ())
    if len(values) > 1:
        raise UnwritableValue(f"there are {len(values)} values for {name}: {', '.join(map(str, values))[:120]}")
    return _text(values[0]) if values else ""


def _text(value: Value) -> str:
    return plain_number(value) if isinstance(value, int | Decimal) else str(value)
