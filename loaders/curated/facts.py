"""Loader of the curated facts: tables of sources, actors and relations."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from graph.model.statements import EntityRef, PartialDate, Place, Value, WebAddress
from loaders.core.amounts import parse_amount
from loaders.core.loader import Card, Cell, End, Entity, Facts, StatementWriter
from loaders.core.record_dates import exact_day
from loaders.core.strict_csv import Row, formula_problem, read_table
from loaders.curated.conflict_rows import COLUMNS as CONFLICTS
from loaders.curated.conflict_rows import Conflicts
from loaders.readers.input_files import printable_path

SOURCES = ("source_id", "url", "title", "publisher", "author", "published", "tier")
ACTORS = ("actor_id", "kind", "name", "alt_names", "description", "source_id", "external_ids")
_FACT_COLUMNS = ("role", "start", "end", "amount_usd", "quantity", "unit")
_RECEIPT_COLUMNS = ("source_id", "locator", "note", "outcome_type", "claim_status", "conflict_id")
RELATIONS = ("relation_id", "subject", "predicate", "object", *_FACT_COLUMNS, *_RECEIPT_COLUMNS)
TABLES = {"sources": (SOURCES, "source"), "actors": (ACTORS, "id"), "relations": (RELATIONS, None)}
"""The columns of each table, the id of a row first, and the namespace of these ids."""
OF_RECORDS = ("licence", "retrieved", "sha256")
"""Further columns of a table of sources that are record files."""
OF_OUTCOMES = ("measure", "population", "window_years")
"""Further columns of a table of relations that has outcomes."""
HEDGES = ("amount_hedge", "quantity_hedge")
"""Further columns of a table of relations with numbers that sources do not give exactly."""
OPTIONAL = {"sources": OF_RECORDS, "relations": ("cumulative", *OF_OUTCOMES, "attested", *HEDGES)}
"""The columns that a table can do without."""
COORDINATES = ("latitude", "longitude")
"""Properties of actors that are numbers; they stand among the identifiers."""
SAME_MONEY = ("relation_id", "money_in", "why")
"""The columns of same_money.csv, which a folder may have besides the three tables."""
_CURATED_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*|us-[a-z]+-[A-Z0-9]+", re.ASCII)
"""A slug, or an id from a public record with capital letters: `us-bioguide-G000386`, `us-state-CA`."""
_RELATION_ID = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*", re.ASCII)


_RUNNING_TOTAL = re.compile(r"\bcumulative\b", re.IGNORECASE)
_UNMARKED_TOTAL = (
    "the note says cumulative: write yes in the column cumulative if the amount is a running total, "
    "otherwise put the note in other words"
)


def facts_path() -> Path:
    """The folder of the facts shipped with the project: in the installed package, else in the source tree."""
    packaged = Path(__file__).parents[1] / "facts"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "facts"


def shipped_folders() -> list[Path]:
    """All folders of shipped facts: the curated one, and those of tables extracted from public records."""
    return [facts_path(), *sorted(table.parent for table in facts_path().glob("*/sources.csv"))]


def number(text: str) -> int | Decimal:
    """A plain number; negative ones are left to later checks. Raises ValueError that says how to write one."""
    value = parse_amount(text, digits=15, decimals=6)
    if value is None:
        raise ValueError(f"{text[:40]!r} is not a number: write digits alone, as 250000 or 21.5")
    return value


@lru_cache(16_384)
def curated_slug(text: str) -> str:
    """An id of the curated tables. Raises ValueError."""
    if not _CURATED_ID.fullmatch(text):
        raise ValueError(f"{text[:60]!r} is not an id: use lower-case letters, digits and single dashes")
    return EntityRef.actor(text).key


class _StatedRow(NamedTuple):
    """The tie that a row of relations.csv states: its id, its source, and its amount if it has one.

    For a row that states an outcome, the actor that it is about.
    """

    tie: EntityRef
    source: str
    amount: Value | None


class Curated:
    """Reads folders with the three tables; same_money.csv, for money that two rows report; and conflicts.csv."""

    card = Card(
        name="curated",
        title="Curated facts of reentry advocacy",
        publisher="Reentry Graph",
        licence="CC-BY-4.0",
        url="https://w3id.org/reentry-graph/",
        how_to_get="Shipped with the project, in facts/.",
        last_checked=date(2026, 11, 24),
    )

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], Place] = {}
        self._stated_rows: dict[str, _StatedRow] = {}
        self._conflicts = Conflicts()
        self.ties: dict[str, EntityRef] = {}
        """The ties that the rows of relations.csv read so far state, by relation id."""

    def rows(self, path: Path, writer: StatementWriter) -> Iterator[Row]:
        """The rows of the three tables of one folder, and of same_money.csv and conflicts.csv where they are there."""
        if not os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises where a folder cannot be entered
            text = "there is no such folder, or it cannot be entered: name the folder with the three tables"
            writer.add_problem(Place(printable_path(path)), text)
            for _, space in TABLES.values():
                writer.mark_unread(space)
            return
        for table, (columns, space) in TABLES.items():
            yield from read_table(path / f"{table}.csv", columns, writer, space, OPTIONAL.get(table, ()))
        for table, columns in {"same_money": SAME_MONEY, "conflicts": CONFLICTS}.items():
            if os.path.lexists(path / f"{table}.csv"):
                yield from read_table(path / f"{table}.csv", columns, writer)
        if not writer.problems:
            self._conflicts.check(writer)

    def read(self, row: Row, writer: StatementWriter) -> None:
        """Write the statements of one row."""
        read: Callable[[Row, StatementWriter], None] = {
            "sources": self._read_source,
            "actors": self._read_actor,
            "relations": self._read_relation,
            "same_money": self._read_same_money,
            "conflicts": self._read_conflict,
        }[row.table]
        with row:
            read(row, writer)

    def _read_source(self, row: Row, writer: StatementWriter) -> None:
        cell = row.pop("source_id")
        source_id = self._new_id("sources", cell, curated_slug, writer)
        source = writer.entity(EntityRef("source", source_id or "unreadable"), "source", None, cell.place)
        url, title, tier = row.pop("url"), row.pop("title"), row.pop("tier")
        source.add("source_url", writer.require(url, WebAddress.parse), url.place)
        source.add("title", writer.require(title, str), title.place)
        for column in ("publisher", "author"):
            text = row.pop(column)
            source.add(column, text.text, text.place)
        published = row.pop("published")
        source.add("published", writer.parse(published, PartialDate.parse), published.place)
        source.add("tier", writer.require(tier, _tier), tier.place)
        licence, retrieved, sha256 = (row.pop(column) for column in OF_RECORDS)
        source.add("licence", licence.text, licence.place)
        source.add("retrieved", writer.parse(retrieved, exact_day), retrieved.place)
        source.add("sha256", sha256.text, sha256.place)

    def _read_actor(self, row: Row, writer: StatementWriter) -> None:
        cell, kind, name = row.pop("actor_id"), row.pop("kind"), row.pop("name")
        slug = self._new_id("actors", cell, curated_slug, writer)
        source = writer.require(row.pop("source_id"), curated_slug)
        alternatives, description, identifiers = (row.pop(c) for c in ("alt_names", "description", "external_ids"))
        writer.require(kind, str)
        writer.require(name, str)
        if not (slug and source and kind.text):
            if slug:
                writer.mark_unread("id", slug)
            return
        actor = writer.entity(EntityRef("id", slug), kind.text, source, kind.place)
        actor.add("name", name.text, name.place)
        for alternative in filter(None, map(str.strip, alternatives.text.split("|"))):
            actor.add("alt_name", alternative, alternatives.place)
            if problem := formula_problem(alternative):
                writer.add_problem(alternatives.place, problem)
        actor.add("description", description.text, description.place)
        _add_identifiers(actor, identifiers, writer)

    def _read_relation(self, row: Row, writer: StatementWriter) -> None:
        key = self._new_id("relations", row.pop("relation_id"), relation_id, writer)
        relation, subject, target = row.pop("predicate"), row.pop("subject"), row.pop("object")
        source = writer.require(row.pop("source_id"), curated_slug)
        about = _end(subject, writer, required=True)
        other = _end(target, writer, required=not writer.is_outcome(relation.text))
        facts = self._facts(row, writer)
        writer.require(relation, str)
        if not (source and about and relation.text):
            return
        if writer.is_outcome(relation.text):
            writer.write_outcome(relation, about, other, source, facts)
            self._stated_rows[key or ""] = _StatedRow(about.ref, source, None)
        elif other:
            tie = self.ties[key or ""] = writer.write_tie(relation, about, other, source, facts)
            self._stated_rows[key or ""] = _StatedRow(tie, source, facts.value("amount"))

    def _facts(self, row: Row, writer: StatementWriter) -> Facts:
        status, conflict = row.pop("claim_status"), row.pop("conflict_id")
        self._conflicts.note(conflict, status)
        return _facts(row, status, conflict, writer)

    def _read_conflict(self, row: Row, writer: StatementWriter) -> None:
        self._conflicts.read(row, lambda cell: self._new_id("conflicts", cell, curated_slug, writer), writer)

    def _read_same_money(self, row: Row, writer: StatementWriter) -> None:
        """Write that the money of a tie is contained in that of another: the same gift, or a larger total."""
        part, whole, why = row.pop("relation_id"), row.pop("money_in"), row.pop("why")
        self._new_id("same_money", part, relation_id, writer)
        writer.require(whole, relation_id)
        writer.require(why, str)
        part_row, whole_row = self._money(part, writer), self._money(whole, writer)
        if part_row is None or whole_row is None:
            return
        if part_row.tie == whole_row.tie:
            writer.add_problem(
                whole.place, "both rows state one and the same tie, which counts once anyway: delete this row"
            )
        elif _number(part_row) > _number(whole_row):
            amounts = f"it holds {_number(whole_row):,}, less than the {_number(part_row):,} of {part.text!r}"
            writer.add_problem(whole.place, f"{amounts}: exchange the two")
        else:
            money = Entity(writer, part_row.tie, part_row.source).add("money_in", whole_row.tie, whole.place)
            money.add("note", why.text, why.place)

    def _money(self, cell: Cell, writer: StatementWriter) -> _StatedRow | None:
        """The tie of a row with an amount; None if there is none (which is reported)."""
        row = self._stated_rows.get(cell.text)
        if row and row.amount is not None:
            return row
        if cell.text and (row or ("relations", cell.text) not in self._seen):
            what = "is not a tie with an amount" if row else "is not a relation_id of relations.csv"
            writer.add_problem(cell.place, f"{cell.text[:120]!r} {what}: copy the relation_id of a tie with an amount")
        return None

    def _new_id(self, table: str, cell: Cell, parse: Callable[[str], str], writer: StatementWriter) -> str | None:
        key = writer.require(cell, parse)
        if key is None:
            return None
        first = self._seen.setdefault((table, key), cell.place)
        if first != cell.place:
            writer.add_problem(cell.place, f"{key!r} is already in line {first.line}: give each row its own id")
        return key


def _number(row: _StatedRow) -> int | Decimal:
    assert isinstance(row.amount, int | Decimal)
    return row.amount


def _end(cell: Cell, writer: StatementWriter, *, required: bool) -> End | None:
    key = (writer.require if required else writer.parse)(cell, curated_slug)
    return End(EntityRef("id", key), cell.place) if key else None


def _facts(row: Row, status: Cell, conflict: Cell, writer: StatementWriter) -> Facts:
    start, end, amount, quantity = (row.pop(column) for column in ("start", "end", "amount_usd", "quantity"))
    texts = [(name, row.pop(name)) for name in ("role", "unit", "locator", "note", "outcome_type")]
    measure, population, window = (row.pop(column) for column in OF_OUTCOMES)
    cumulative, attested = row.pop("cumulative"), row.pop("attested")
    hedges = [(name, row.pop(name)) for name in HEDGES]
    dollars, note = writer.parse(amount, number), dict(texts)["note"].text
    if dollars is not None and not cumulative.text and _RUNNING_TOTAL.search(note):
        writer.add_problem(cumulative.place, _UNMARKED_TOTAL)
    facts: list[tuple[str, Value | None, Place]] = [
        ("start", writer.parse(start, PartialDate.parse), start.place),
        ("end", writer.parse(end, PartialDate.parse), end.place),
        ("attested", writer.parse(attested, PartialDate.parse), attested.place),
        ("amount", dollars, amount.place),
        ("currency", None if dollars is None else "USD", amount.place),
        ("cumulative", writer.parse(cumulative, _yes), cumulative.place),
        ("quantity", writer.parse(quantity, number), quantity.place),
        *((name, cell.text, cell.place) for name, cell in (*hedges, *texts)),
        ("measure", measure.text, measure.place),
        ("population", population.text, population.place),
        ("window_years", writer.parse(window, number), window.place),
        ("claim_status", writer.require(status, str), status.place),
        ("conflict", writer.parse(conflict, curated_slug), conflict.place),
    ]
    return Facts(facts)


def _add_identifiers(actor: Entity, cell: Cell, writer: StatementWriter) -> None:
    for pair in filter(None, map(str.strip, cell.text.split("|"))):
        key, equals, value = pair.partition("=")
        if not (equals and key.strip() and value.strip()) or key.strip() in ("kind", "name", "alt_name", "description"):
            writer.add_problem(
                cell.place, f"{pair[:60]!r} is not key=value: write identifiers as ein=95-4756226|url=https://..."
            )
            continue
        actor.add(key.strip(), writer.parse(Cell(value.strip(), cell.place), _parser(key.strip())), cell.place)


def _parser(identifier: str) -> Callable[[str], Value]:
    """How the value of an identifier, or of another property of an actor, is read."""
    if identifier in COORDINATES:
        return number
    return PartialDate.parse if identifier.endswith("_date") else str


def _tier(text: str) -> int:
    if text not in ("1", "2", "3"):
        raise ValueError(f"{text[:20]!r} is not a tier: write 1, 2 or 3 (facts/README.md says what each means)")
    return int(text)


def _yes(text: str) -> bool:
    if text != "yes":
        raise ValueError(f"{text[:20]!r} cannot stand here: write yes, or leave the cell empty")
    return True


def relation_id(text: str) -> str:
    """The id of a row of relations.csv. Raises ValueError."""
    if not _RELATION_ID.fullmatch(text):
        raise ValueError(f"{text[:60]!r} is not an id: use lower-case letters, digits and dashes")
    return text
