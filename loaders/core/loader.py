"""The contract of a loader (card, rows, read), and the writer that collects its statements."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from graph.model.errors import ReentryError
from graph.model.ids import outcome_ref, tie_ref
from graph.model.statements import EntityRef, Place, Problem, Statement, TermRef, Value
from loaders.readers.input_files import RECORD_BYTES

_Parsed = TypeVar("_Parsed")
_Row = TypeVar("_Row")
_statement = partial(tuple.__new__, Statement)
"""Makes a statement of a tuple, without the keyword handling of the class: this runs for each value of a load."""

OUTCOMES = frozenset({"reported_outcome"})
"""Relations that lead to a number instead of an actor, unless the ontology adds others."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a loader reads, from whom, and which counts are plausible.

    `least` and `most` are plausible counts for each kind of record; `filled` is the share of them (0 to 1)
    that must have a value.
    """

    name: str
    title: str
    publisher: str
    licence: str
    url: str
    how_to_get: str
    last_checked: date
    least: Mapping[str, int] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)
    filled: Mapping[str, float] = field(default_factory=dict)
    largest_file: int = RECORD_BYTES
    """Bytes; a larger file is refused."""
    keeps_latest: bool = False
    """Whether the latest edition stays when an earlier one is loaded after it."""


class Cell(NamedTuple):
    """One value as text, and its place."""

    text: str
    place: Place


class LeftoverColumns(ReentryError):
    """A loader left columns of a row unread: each must be handled or ignored by name."""

    problem, exit_code = "unread-columns", 1

    def __init__(self, place: Place, columns: Iterable[str]) -> None:
        super().__init__(f"{place}: columns nobody read: {', '.join(columns)}")


class Loader(Protocol[_Row]):
    """One kind of record."""

    @property
    def card(self) -> Card:
        """What is known of these records."""
        ...

    def rows(self, path: Path, writer: StatementWriter) -> Iterator[_Row]:
        """The records of one file or folder, in order; problems are reported to the writer."""
        ...

    def read(self, row: _Row, writer: StatementWriter) -> None:
        """Write all statements of one record."""
        ...


class StatementWriter:
    """Collects the statements of a loader, and problems with their places."""

    def __init__(self, by_role: Container[str] = frozenset(), outcomes: Container[str] = OUTCOMES) -> None:
        self.statements: list[Statement] = []
        self.problems: list[Problem] = []
        self.unread: set[EntityRef] = set()
        self._places: set[Place] = set()
        self._by_role, self._outcomes = by_role, outcomes

    def add_problem(self, place: Place, text: str) -> None:
        """Report something that is wrong with the data."""
        self.problems.append(Problem(place, text))
        self._places.add(place)

    def mark_unread(self, space: str | None, key: str = "") -> None:
        """Note that a record with this id exists but cannot be read; without a key, any number of records.

        References to it are then not reported as unknown, as its record is reported already.
        """
        if space is not None:
            with suppress(ValueError):  # a key that is no id is known to nobody
                self.unread.add(EntityRef(space, EntityRef.actor(key).key if key else ""))

    def is_outcome(self, relation: str) -> bool:
        """Whether this relation leads to a number instead of an actor."""
        return relation in self._outcomes

    def parse(self, cell: Cell, parse: Callable[[str], _Parsed]) -> _Parsed | None:
        """The value of a cell; None if it is empty, or wrong (which is reported)."""
        if not cell.text:
            return None
        try:
            return parse(cell.text)
        except ValueError as error:
            self.add_problem(cell.place, str(error))
            return None

    def require(self, cell: Cell, parse: Callable[[str], _Parsed]) -> _Parsed | None:
        """Like `parse`, for a cell that must not be empty."""
        if not cell.text and cell.place not in self._places:
            self.add_problem(cell.place, "the cell is empty: it must have a value")
        return self.parse(cell, parse)

    def entity(self, ref: EntityRef, kind: str, source: str | None, place: Place) -> Entity:
        """Describe an actor, or a source (whose own `source` is None)."""
        return Entity(self, ref, source).add("kind", TermRef(kind), place)

    def write_tie(self, relation: Cell, subject: End, target: End, source: str, facts: Facts) -> EntityRef:
        """Write a tie; return its id, made from its relation, its ends and what distinguishes it from other ties."""
        unit = ("unit", facts.value("unit") if facts.value("quantity") is None else None)
        marks = [*facts.marks(with_role=relation.text in self._by_role), unit]
        ref = tie_ref(subject.ref.key, relation.text, target.ref.key, marks)
        entity = Entity(self, ref, source).add("kind", TermRef(relation.text), relation.place)
        entity.add("from", subject.ref, subject.place).add("to", target.ref, target.place)
        facts.write(entity)
        return ref

    def write_outcome(self, relation: Cell, about: End, through: End | None, source: str, facts: Facts) -> None:
        """Write a measured or claimed number about an actor, perhaps achieved through another."""
        counted = str(facts.value("measure") or facts.value("unit") or "").replace("_", " ")
        marks = [("through", through.ref.key if through else None), *facts.marks(with_role=False), *facts.scope()]
        ref = outcome_ref(about.ref.key, counted, marks)
        entity = Entity(self, ref, source).add("kind", TermRef(relation.text), relation.place)
        entity.add("about", about.ref, about.place)
        if through:
            entity.add("achieved_through", through.ref, through.place)
        facts.write(entity)


class End(NamedTuple):
    """An actor at one end of a tie, and where it was named."""

    ref: EntityRef
    place: Place


class Entity:
    """One subject, as one source describes it."""

    def __init__(self, writer: StatementWriter, ref: EntityRef, source: str | None) -> None:
        self._writer, self.ref, self._source = writer, ref, source

    def add(self, predicate: str, value: Value | None, place: Place) -> Entity:
        """Add one statement; none if the value is None or empty."""
        if value not in (None, ""):
            assert value is not None
            self._writer.statements.append(_statement((self.ref, predicate, value, self._source, place)))
        return self


class Facts:
    """The facts of a tie or an outcome besides its ends: (name, value, place), in a fixed order."""

    def __init__(self, facts: Iterable[tuple[str, Value | None, Place]]) -> None:
        self._facts = [(name, value, place) for name, value, place in facts if value not in (None, "")]

    def value(self, name: str) -> Value | None:
        """The value of one fact, or None."""
        return next((value for known, value, _ in self._facts if known == name), None)

    def marks(self, *, with_role: bool) -> list[tuple[str, Value | None]]:
        """What distinguishes this tie from others between the same ends, as parts of its id."""
        currency = str(self.value("currency") or "")
        unit = str(self.value("unit") or "")
        return [
            ("", _text(self.value("start"))),
            ("until", _text(self.value("end"))),
            (currency, self.value("amount")),
            (unit, self.value("quantity")),
            ("role", self.value("role") if with_role else None),
            ("type", self.value("outcome_type")),
        ]

    def scope(self) -> list[tuple[str, Value | None]]:
        """What else distinguishes an outcome from others: whom it counts, and over how many years."""
        return [("of", self.value("population")), ("window", self.value("window_years"))]

    def write(self, entity: Entity) -> None:
        """Add all facts to an entity."""
        for name, value, place in self._facts:
            entity.add(name, value, place)


def _text(value: Value | None) -> str | None:
    return None if value is None else str(value)


class Reading(NamedTuple):
    """The result of reading: statements and problems."""

    dataset: str
    statements: list[Statement]
    problems: list[Problem]
    unread: frozenset[EntityRef] = frozenset()
    """Things whose records exist but cannot be read."""
    ties: Mapping[str, EntityRef] = {}
    """The tie that a row states, by the id of the row, where the rows of a table have ids."""


def run(
    loader: Loader[_Row],
    paths: Iterable[Path],
    dataset: str,
    by_role: Container[str],
    outcomes: Container[str] = OUTCOMES,
) -> Reading:
    """Read every record of these files or folders.

    `by_role` names the relations that their role tells apart, `outcomes` those that lead to a number.
    """
    writer = StatementWriter(by_role, outcomes)
    for path in paths:
        for row in loader.rows(path, writer):
            loader.read(row, writer)
    return Reading(dataset, writer.statements, writer.problems, frozenset(writer.unread))
