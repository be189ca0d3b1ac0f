"""The writer of a public record: adds sources, actors and ties, and counts how often a value was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any, NamedTuple, cast

from graph.model.ids import tie_ref
from graph.model.statements import EntityRef, Place, StatementGroup, TermRef, Value, WebAddress, by_subject
from loaders.core.loader import Card, Cell, End, Facts, StatementWriter
from loaders.readers.input_files import RecordFile

_DISTINGUISHING = frozenset({"amount", "quantity", "unit"})
"""Facts that distinguish ties besides their dates."""

_TIE = ("kind", "from", "to", "claim_status")
"""The properties of every tie."""

_make_group = cast("Callable[[tuple[Any, ...]], StatementGroup]", partial(tuple.__new__, StatementGroup))
"""Makes one `Said` in half the time of calling the class; nothing is made more often."""


class Edition(NamedTuple):
    """Orders the files of one record by date, layout and digest: the largest wins."""

    published: str
    rank: int
    sha256: str


class ActorDescription(NamedTuple):
    """A description of an actor that many records share, made once."""

    ref: EntityRef
    names: tuple[str, ...]
    values: tuple[Value, ...]


def describe_actor(slug: str, kind: str, **known: Value | tuple[str, ...] | None) -> ActorDescription:
    """Describe an actor by its names, identifiers and topics. A tuple gives a property several values."""
    names, values = ["kind"], list[Value]([_term(kind)])
    for name, value in known.items():
        if type(value) is tuple:  # and not one of the classes of values that are tuples too
            names += [name] * len(value)
            values += value
        elif value is not None:
            names.append(name)
            values.append(cast("Value", value))
    return ActorDescription(EntityRef("id", slug), tuple(names), tuple(values))


class RecordWriter(StatementWriter):
    """Collects the statements of one record, all with one source."""

    def __init__(
        self,
        file: RecordFile,
        dataset: str,
        by_role: Container[str] = frozenset(),
        retrieved: date | None = None,
    ) -> None:
        super().__init__(by_role)
        self.file, self.place = file, Place(file.name)
        self.tally: Counter[str] = Counter()
        self.notes: list[str] = []
        self.subjects: list[StatementGroup] = []
        self._dataset, self.retrieved = dataset, retrieved
        self._source = ""
        self._actors: dict[str, EntityRef] = {}
        self._ties: set[str] = set()

    def note(self, text: str) -> None:
        """Note that a part of the record was not read, and why."""
        self.notes.append(text)

    def count_value(self, name: str, value: object) -> None:
        """Count whether an expected value is given; count_checks compares the share with the card."""
        self.tally[name] += 1
        if value not in (None, ""):
            self.tally[f"{name}: given"] += 1

    def count_values(self, name: str, values: Sequence[object]) -> None:
        """Count how many of these expected values are given."""
        self.tally[name] += len(values)
        if given := len(values) - values.count(None) - values.count(""):
            self.tally[f"{name}: given"] += given

    def add_source(self, source_id: str, card: Card, **known: Value | None) -> None:
        """Begin the source of all that follows. `known` has title and tier; source_url is by default the card's."""
        self._source = source_id
        properties: dict[str, Value | None] = {
            "kind": _term("source"),
            "publisher": card.publisher,
            "licence": card.licence,
            "source_url": _card_address(card.url),
            **known,
            "retrieved": self.retrieved,
            "sha256": self.file.sha256,
            "dataset": self._dataset,
        }
        given = {name: value for name, value in properties.items() if value is not None}
        self._append(EntityRef("source", source_id), (*given,), (*given.values(),), None)

    def add_edition(self, source_id: str, edition: Edition) -> None:
        """State the edition of the source, so that a later load does not replace it with an older one."""
        if edition.published:
            self._append(EntityRef("source", source_id), ("edition",), (edition.published,), None)

    def add_actor(self, slug: str, kind: str, **known: Value | tuple[str, ...] | None) -> EntityRef:
        """Add an actor with its names, identifiers and topics, once for each record. A tuple gives several values."""
        return self._actors.get(slug) or self.add_described_actor(describe_actor(slug, kind, **known))

    def add_described_actor(self, actor: ActorDescription) -> EntityRef:
        """Add an actor from a shared description, once for each record."""
        ref = actor.ref
        if ref.key not in self._actors:
            self._actors[ref.key] = ref
            self._append(ref, actor.names, actor.values, self._source)
        return ref

    def add_tie(self, subject: EntityRef, relation: str, target: EntityRef, **known: Value | None) -> bool:
        """Add a tie that the record states, with its facts (role, start, end, amount, ...).

        False if this record has the same tie already.
        """
        plain = relation not in self._by_role and _DISTINGUISHING.isdisjoint(known)
        dates = (("", known.get("start")), ("until", known.get("end")))
        ref = tie_ref(
            subject.key, relation, target.key, dates if plain else self._distinguishing_parts(relation, known)
        )
        if ref.key in self._ties:
            return False
        self._ties.add(ref.key)
        claim = known.pop("claim_status", None) or "stated"
        given = {name: value for name, value in known.items() if value is not None}
        self._append(ref, (*_TIE, *given), (_term(relation), subject, target, claim, *given.values()), self._source)
        return True

    def _distinguishing_parts(self, relation: str, known: Mapping[str, Value | None]) -> Iterable[tuple[str, object]]:
        """What distinguishes this tie from others, as in StatementWriter.write_tie, so that curated ties agree."""
        yield "", known.get("start")
        yield "until", known.get("end")
        if "amount" in known:
            yield str(known.get("currency") or ""), known["amount"]
        unit, quantity = known.get("unit"), known.get("quantity")
        if quantity is not None:
            yield str(unit or ""), quantity
        if relation in self._by_role:
            yield "role", known.get("role")
        if quantity is None:
            yield "unit", unit

    def write_outcome(self, relation: Cell, about: End, through: End | None, source: str, facts: Facts) -> None:
        """Write a measured or claimed number about an actor, perhaps achieved through another."""
        super().write_outcome(relation, about, through, source, facts)
        self.subjects += by_subject(self.statements)
        self.statements.clear()

    def _append(
        self, subject: EntityRef, names: tuple[str, ...], values: tuple[Value, ...], source: str | None
    ) -> None:
        self.subjects.append(_make_group((subject, source, names, values, (self.place,) * len(names))))


@lru_cache(maxsize=256)
def _card_address(url: str) -> WebAddress:
    return WebAddress.parse(url)


@lru_cache(maxsize=256)
def _term(name: str) -> TermRef:
    return TermRef(name)
