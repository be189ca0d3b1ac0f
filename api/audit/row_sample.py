"""A sample of rows for a check by hand: the same rows for the same tables and seed, and few others after a change."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from typing import NamedTuple

from api.audit.audited_tables import StatedRelation, Tables
from loaders.core.strict_csv import formula_problem

COLUMNS = ("relation_id", "place", "says", "address", "locator", "verdict", "remark")
"""The columns of the sample. The last two are for the person who checks."""

_FACTS = (
    *("role", "start", "end", "attested", "amount_hedge", "amount_usd", "measure"),
    *("quantity_hedge", "quantity", "unit", "population", "note"),
)


class SampledRow(NamedTuple):
    """A row of relations, what it says in words, and where to look it up."""

    relation_id: str
    place: str
    says: str
    address: str
    locator: str


def draw(tables: Tables, count: int, seed: int) -> list[SampledRow]:
    """So many rows, in a random order that only the seed and the ids of rows decide. Raises ValueError."""
    if not 1 <= count <= len(tables.stated):
        raise ValueError(f"a sample of {count:,}: choose from 1 to {len(tables.stated):,}, the number of rows")
    shuffled = sorted(tables.stated, key=lambda stated: _lot(stated, seed))
    names = {row["actor_id"]: row["name"] for row in tables.actors}
    return [_sampled(stated, tables, names) for stated in shuffled[:count]]


def sample_text(rows: Sequence[SampledRow]) -> str:
    """The sample as CSV, without text that a spreadsheet would run as a formula."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([*(f"'{cell}" if formula_problem(cell) else cell for cell in row), "", ""] for row in rows)
    return out.getvalue()


def _lot(stated: StatedRelation, seed: int) -> bytes:
    row = stated.row
    return hashlib.sha256(f"{seed} {row['relation_id']} {row['source_id']}".encode()).digest()


def _sampled(stated: StatedRelation, tables: Tables, names: dict[str, str]) -> SampledRow:
    row = stated.row
    source = tables.source.get(row["source_id"])
    address = source["url"] if source else ""
    return SampledRow(row["relation_id"], str(row.place), _words(stated, names), address, row["locator"])


def _words(stated: StatedRelation, names: dict[str, str]) -> str:
    """What a row says: `Kim Kardashian visited San Quentin; start 2018-07; note ...`."""
    row, relation = stated
    ends = [names.get(row[column], row[column]) for column in ("subject", "object")]
    parts = [f"{name} {row[name]}" for name in _FACTS if row[name]]
    return "; ".join([f"{ends[0]} {relation.label} {ends[1]}".strip(), *parts])
