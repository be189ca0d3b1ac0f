"""public_persons.csv: persons who stand by name because somebody decided so, where no tie shows their public role."""

from __future__ import annotations

from pathlib import Path

from graph.model.statements import EntityRef, Place
from loaders.core.loader import StatementWriter
from loaders.core.strict_csv import read_table

TABLE = "public_persons.csv"
COLUMNS = ("id", "why")


def read_public_persons(folder: Path, writer: StatementWriter) -> dict[str, Place]:
    """The ids in the table of a folder, and where each stands; none without the table. Problems go to the writer."""
    file = folder / TABLE
    if not file.exists():
        return {}
    places: dict[str, Place] = {}
    for row in read_table(file, COLUMNS, writer):
        with row:
            key = row.pop("id")
            writer.require(row.pop("why"), str)
        slug = writer.require(key, lambda text: EntityRef.actor(text).key)
        if slug and places.setdefault(slug, key.place) != key.place:
            writer.add_problem(
                key.place, f"{slug!r} is already in line {places[slug].line}: delete one of the two rows"
            )
    return places
