"""What all loaders of public records share: a record is one source, told whole or not at all, and why."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from graph.ids import tie_ref
from graph.model import EntityRef, PartialDate, Place, Said, Statement, TermRef, Value, WebAddress, by_subject
from loaders.base import Card, Cell, End, Facts, Pen
from loaders.fetch.keepsake import fetched_on
from loaders.files import RECORD_BYTES, Foreign, RecordFile, Refused, read_file
from loaders.tables import shown

NAME_LENGTH = 300
_TELLING = frozenset({"amount", "quantity", "unit"})
"""What tells ties apart besides their dates, where they have it."""

_TIE = ("kind", "from", "to", "claim_status")
"""What is said of every tie."""

TEXT_LENGTH = 2000
_said = cast("Callable[[tuple[Any, ...]], Said]", partial(tuple.__new__, Said))
"""Makes one of its parts: in half the time that a call of the class takes, and nothing is made more often."""

_Record = TypeVar("_Record", bound="Record")


class Edition(NamedTuple):
    """What tells two files of one record apart: the larger one counts. By its date, its layout, and then its bytes."""

    published: str
    rank: int
    sha256: str


class Record(Protocol):
    """One record, as it was parsed: enough is known to say which source it is."""

    @property
    def source_id(self) -> str:
        """The id of its source: `us-billstatus-115-s-756`."""
        ...

    @property
    def edition(self) -> Edition:
        """Which of several files of this source it is."""
        ...


class RecordLoader(Protocol[_Record]):
    """One kind of public record."""

    @property
    def card(self) -> Card:
        """What is known of these records."""
        ...

    def rows(self, file: RecordFile, pen: RecordPen) -> Iterator[_Record]:
        """The records of one file; raises Refused, or Foreign where it holds none."""
        ...

    def read(self, row: _Record, pen: RecordPen) -> None:
        """Write down all that one record says; raises Refused."""
        ...


class Remark(NamedTuple):
    """What became of a file, or of a part of it, that did not go the usual way."""

    file: str
    what: str
    """`refused`: broken; `foreign`: of another kind; `superseded`: told by another file; `note`: of a part of it."""
    reason: str


@dataclass(slots=True)
class Told:
    """What one record says, or why it says nothing."""

    file: str
    said: list[Said] = field(default_factory=list)
    source_id: str = ""
    edition: Edition | None = None
    remarks: list[Remark] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    @property
    def statements(self) -> list[Statement]:
        """All that it says, one by one."""
        return [statement for said in self.said for statement in said.statements]


class Portrait(NamedTuple):
    """An actor as records describe it, ready to be written down: made once where many records name the same."""

    ref: EntityRef
    names: tuple[str, ...]
    values: tuple[Value, ...]


def portrait(slug: str, kind: str, **known: Value | tuple[str, ...] | None) -> Portrait:
    """Describe an actor: its names, identifiers and topics. A tuple gives a property several values."""
    names, values = ["kind"], list[Value]([_term(kind)])
    for name, value in known.items():
        if type(value) is tuple:  # and not one of the classes of values that are tuples too
            names += [name] * len(value)
            values += value
        elif value is not None:
            names.append(name)
            values.append(cast("Value", value))
    return Portrait(EntityRef("id", slug), tuple(names), tuple(values))


class RecordPen(Pen):
    """Writes what one record says. All of it stands in one source."""

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
        self.said: list[Said] = []
        self._dataset, self._retrieved = dataset, retrieved
        self._source = ""
        self._actors: dict[str, EntityRef] = {}
        self._ties: set[str] = set()

    def note(self, text: str) -> None:
        """Say that a part of the record was passed over, and why."""
        self.notes.append(text)

    def fill(self, name: str, value: object) -> None:
        """Count whether a value stood where one is expected; the guards hold the share against the card."""
        self.tally[name] += 1
        if value not in (None, ""):
            self.tally[f"{name}: given"] += 1

    def fills(self, name: str, values: Sequence[object]) -> None:
        """Count in how many places a value stood where one is expected."""
        self.tally[name] += len(values)
        if given := len(values) - values.count(None) - values.count(""):
            self.tally[f"{name}: given"] += given

    def source(self, source_id: str, card: Card, **known: Value | None) -> None:
        """Begin: all that follows stands in this source. `known` is at least its title, source_url and tier."""
        self._source = source_id
        told: dict[str, Value | None] = {
            "kind": _term("source"),
            "publisher": card.publisher,
            "licence": card.licence,
            **known,
            "retrieved": self._retrieved,
            "sha256": self.file.sha256,
            "dataset": self._dataset,
        }
        given = {name: value for name, value in told.items() if value is not None}
        self._say(EntityRef("source", source_id), (*given,), (*given.values(),), None)

    def edition(self, source_id: str, edition: Edition) -> None:
        """Say which edition of its source this is, so that none that is older takes its place in a later load."""
        if edition.published:
            self._say(EntityRef("source", source_id), ("edition",), (edition.published,), None)

    def actor(self, slug: str, kind: str, **known: Value | tuple[str, ...] | None) -> EntityRef:
        """Describe an actor once: its names, identifiers and topics. A tuple gives a property several values."""
        return self._actors.get(slug) or self.introduce(portrait(slug, kind, **known))

    def introduce(self, actor: Portrait) -> EntityRef:
        """Describe an actor of whom many records tell, once."""
        ref = actor.ref
        if ref.key not in self._actors:
            self._actors[ref.key] = ref
            self._say(ref, actor.names, actor.values, self._source)
        return ref

    def bond(self, subject: EntityRef, relation: str, target: EntityRef, **known: Value | None) -> bool:
        """Write down a tie that the record states, with what is known of it (role, start, end, amount, ...).

        False where this record has told of it already.
        """
        plain = relation not in self._by_role and _TELLING.isdisjoint(known)
        dates = (("", known.get("start")), ("until", known.get("end")))
        ref = tie_ref(subject.key, relation, target.key, dates if plain else self._telling(relation, known))
        if ref.key in self._ties:
            return False
        self._ties.add(ref.key)
        claim = known.pop("claim_status", None) or "stated"
        given = {name: value for name, value in known.items() if value is not None}
        self._say(ref, (*_TIE, *given), (_term(relation), subject, target, claim, *given.values()), self._source)
        return True

    def _telling(self, relation: str, known: Mapping[str, Value | None]) -> Iterable[tuple[str, object]]:
        """What tells this tie from others between the same ends: as `Pen.tie` has it, so that curated ties agree."""
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

    def outcome(self, relation: Cell, about: End, through: End | None, source: str, facts: Facts) -> None:
        """Write down a measured or claimed number about an actor, perhaps achieved through another."""
        super().outcome(relation, about, through, source, facts)
        self.said += by_subject(self.statements)
        self.statements.clear()

    def _say(self, subject: EntityRef, names: tuple[str, ...], values: tuple[Value, ...], source: str | None) -> None:
        self.said.append(_said((subject, source, names, values, (self.place,) * len(names))))


class Terms(NamedTuple):
    """What a pen must know of the ontology: the relations that a role tells apart."""

    by_role: Container[str] = frozenset()


def told(loader: RecordLoader[Any], path: Path, terms: Terms, retrieved: date | None = None) -> Iterator[Told]:
    """All that one file says, record by record. What is refused says nothing, and why.

    `retrieved` is the day on which it was fetched; where none is given, that which `reentry fetch` noted beside it.
    """
    name = shown(path)
    try:
        file = read_file(path, getattr(loader, "file_bytes", RECORD_BYTES))
        odd = None
        if retrieved is None:
            retrieved, odd = fetched_on(path, file.sha256)
        pen = RecordPen(file, loader.card.name, terms.by_role, retrieved)
        if odd is not None:
            pen.note(odd)
        for row in loader.rows(file, pen):
            yield _told(loader, row, RecordPen(file, loader.card.name, terms.by_role, retrieved))
        if pen.notes:
            yield Told(name, remarks=[Remark(name, "note", text) for text in pen.notes])
    except Refused as error:
        yield Told(name, remarks=[_remark(name, error)])
    except RecursionError:
        yield Told(name, remarks=[Remark(name, "refused", "the file is nested deeper than any record is")])


def _told(loader: RecordLoader[Any], row: Record, pen: RecordPen) -> Told:
    name = pen.file.name
    try:
        with _uncollected():
            loader.read(row, pen)
            source_id, edition = row.source_id, row.edition
            if getattr(loader, "keeps_latest", False):
                pen.edition(source_id, edition)
    except Refused as error:
        return Told(name, remarks=[_remark(name, error)])
    remarks = [Remark(name, "note", text) for text in pen.notes]
    return Told(name, pen.said, source_id, edition, remarks, pen.tally)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing that is read makes cycles: to collect garbage is only to go through all statements again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _remark(file: str, error: Refused) -> Remark:
    return Remark(file, "foreign" if isinstance(error, Foreign) else "refused", str(error))


@lru_cache(maxsize=65536)
def day(text: str) -> PartialDate | None:
    """A date as records write it, with or without a time (`2018-12-18T20:22:00-05:00`); None where it is none."""
    try:
        return PartialDate.parse(text[:10])
    except ValueError:
        return None


def clean(text: str | None, length: int = TEXT_LENGTH) -> str | None:
    """A text in one line, without signs that nobody sees; cut at a word, with an ellipsis, where it is too long.

    None where nothing is left.
    """
    if not text:
        return None
    line = " ".join(text.split())
    if not line.isprintable():
        line = "".join(filter(str.isprintable, line))
    if len(line) > length:
        line = line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
    return line or None


def address(text: str) -> WebAddress:
    """A web address that this program made itself."""
    return WebAddress.parse(text)


@lru_cache(maxsize=256)
def _term(name: str) -> TermRef:
    return TermRef(name)
