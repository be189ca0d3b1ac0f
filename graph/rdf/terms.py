"""Statements as RDF. This is the only module that turns our values into RDF terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

import pyoxigraph as ox

from graph.model.ids import BASE, iri, plain_number
from graph.model.statements import (
    EntityRef,
    PartialDate,
    Statement,
    StatementGroup,
    TermRef,
    Value,
    WebAddress,
    by_subject,
)
from graph.rdf.ontology import RG, Relation, Vocabulary

_XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SOURCES_GRAPH = ox.NamedNode(f"{BASE}graph/sources")
CONFLICTS_GRAPH = ox.NamedNode(f"{BASE}graph/conflicts")
ONTOLOGY_GRAPH = ox.NamedNode(f"{BASE}graph/ontology")
DERIVED_GRAPH = ox.NamedNode(f"{BASE}graph/derived")
"""What no source states, but what follows from all of them together."""
SOURCE_CLASS = ox.NamedNode(f"{RG}Source")
CONFLICT_CLASS = ox.NamedNode(f"{RG}Conflict")
_DATE = ox.NamedNode(f"{_XSD}date")
_PARTIAL = {
    "year": ox.NamedNode(f"{_XSD}gYear"),
    "month": ox.NamedNode(f"{_XSD}gYearMonth"),
    "day": _DATE,
}
_INTEGER = ox.NamedNode(f"{_XSD}integer")
_DECIMAL = ox.NamedNode(f"{_XSD}decimal")
_BOOLEAN = ox.NamedNode(f"{_XSD}boolean")
_END_NAMES = (("from", "from"), ("to", "to"), ("about", "about"), ("achieved_through", "achievedThrough"))
_TYPE = RDF_TYPE.value
_ENDS = {name: RG + local for name, local in _END_NAMES}

ENDS = {name: ox.NamedNode(iri) for name, iri in _ENDS.items()}
"""The properties that lead from a tie or an outcome to its actors, by their names in statements."""

Term = ox.NamedNode | ox.Literal


@lru_cache(maxsize=65536)
def node(ref: EntityRef) -> ox.NamedNode:
    """A thing of this project as an RDF term."""
    return ox.NamedNode(iri(ref))


def ref_of(value: str) -> EntityRef | None:
    """The thing that an IRI of this project names; None for any other IRI."""
    space, slash, key = value.removeprefix(BASE).partition("/")
    return EntityRef(space, key) if slash and value.startswith(BASE) else None


def literal(value: Value) -> Term:
    """One value as an RDF term."""
    match value:
        case EntityRef():
            return node(value)
        case WebAddress():
            return ox.NamedNode(value.text)
        case PartialDate():
            return ox.Literal(str(value), datatype=_PARTIAL[value.precision])
        case TermRef():
            raise TypeError(f"{value} is a term of the ontology: only its vocabulary knows its IRI")
        case date():
            return ox.Literal(value.isoformat(), datatype=_DATE)
        case int():
            return _whole_or_boolean(value)
        case Decimal() if value == value.to_integral_value():
            return ox.Literal(plain_number(value), datatype=_INTEGER)
        case Decimal():
            return ox.Literal(plain_number(value), datatype=_DECIMAL)
        case str():
            return ox.Literal(value)


def _whole_or_boolean(value: int) -> ox.Literal:
    """In Python a bool is an int, in RDF it is not."""
    if isinstance(value, bool):
        return ox.Literal("true" if value else "false", datatype=_BOOLEAN)
    return ox.Literal(str(value), datatype=_INTEGER)


def quads(statements: Iterable[Statement], vocabulary: Vocabulary) -> Iterator[ox.Quad]:
    """Statements as quads, together with the quads that follow from them.

    Statements of one subject and source must follow each other, as a loader writes them.

    Derived are the direct triple of each tie, and the first and last possible day of its validity.
    """
    for group in by_subject(statements):
        me, graph = node(group.subject), _graph(group.subject.space, group.source)
        for name, value in zip(group.names, group.values, strict=True):
            predicate, known = _predicate_and_value(group.subject.space, name, value, vocabulary)
            yield ox.Quad(me, ox.NamedNode(predicate), literal(known), graph)
        for one, predicate, known in _following(group, vocabulary):
            yield ox.Quad(node(one), ox.NamedNode(predicate), literal(known), graph)


def statement_lines(groups: Iterable[StatementGroup], vocabulary: Vocabulary) -> list[str]:
    """The same as N-Quads lines, sorted, each once. Much quicker: terms that occur often are written once."""
    written: set[str] = set()
    for group in groups:
        space, me = group.subject.space, _text(group.subject)
        end = _ending(space, group.source)
        facts = zip(group.names, group.values, strict=True)
        written.update([f"{me} {_written(space, name, value, vocabulary)}{end}" for name, value in facts])
        for one, predicate, known in _following(group, vocabulary):
            written.add(f"{_text(one)} <{predicate}> {_text(known)}{end}")
    return sorted(written)


@lru_cache(maxsize=16384, typed=True)
def _text(value: Value) -> str:
    return str(literal(value))


@lru_cache(maxsize=1024)
def _ending(space: str, source: str | None) -> str:
    return f" {_graph(space, source)} .\n"


@lru_cache(maxsize=16384, typed=True)
def _written(space: str, name: str, value: Value, vocabulary: Vocabulary) -> str:
    """Predicate and object as they are written in a line."""
    predicate, known = _predicate_and_value(space, name, value, vocabulary)
    return f"<{predicate}> {literal(known)}"


def _graph(space: str, source: str | None) -> ox.NamedNode:
    """The graph of a source; without one, that of what the project itself says of sources or of conflicts."""
    if source is not None:
        return node(EntityRef("source", source))
    return CONFLICTS_GRAPH if space == "conflict" else SOURCES_GRAPH


def _predicate_and_value(space: str, name: str, value: Value, vocabulary: Vocabulary) -> tuple[str, Value]:
    if name == "kind":
        return _TYPE, WebAddress(_class_iri(space, str(value), vocabulary))
    if name in _ENDS:
        return _ENDS[name], value
    prop = vocabulary.properties[name]
    if prop.value_type == "url" and isinstance(value, str):
        return prop.iri, WebAddress.parse(value)
    if prop.value_type == "concept":
        return prop.iri, WebAddress(vocabulary.concepts[str(value)].iri)
    return prop.iri, value


def _class_iri(space: str, name: str, vocabulary: Vocabulary) -> str:
    match space:
        case "source":
            return SOURCE_CLASS.value
        case "conflict":
            return CONFLICT_CLASS.value
        case "id":
            return vocabulary.kinds[name].iri
        case _:
            return vocabulary.relations[name].record_class


def _following(group: StatementGroup, vocabulary: Vocabulary) -> Iterator[tuple[EntityRef, str, Value]]:
    """(subject, predicate IRI, value) that follow from what one source states about a tie or an outcome."""
    me = group.subject
    if me.space not in ("tie", "outcome"):
        return
    values = dict(zip(group.names, group.values, strict=True))
    if "kind" in values:
        yield _direct(me, values, vocabulary)
        yield from ((me, predicate, day) for predicate, day in _validity(values))


def _direct(me: EntityRef, values: dict[str, Value], vocabulary: Vocabulary) -> tuple[EntityRef, str, EntityRef]:
    relation: Relation = vocabulary.relations[str(values["kind"])]
    if relation.is_outcome:
        return _end(values, "about"), relation.iri, me
    return _end(values, "from"), relation.iri, _end(values, "to")


def _end(values: dict[str, Value], name: str) -> EntityRef:
    """The actor at one end of a tie or outcome."""
    end = values[name]
    assert isinstance(end, EntityRef)
    return end


def _validity(values: dict[str, Value]) -> Iterator[tuple[str, date]]:
    start, end = values.get("start"), values.get("end")
    if isinstance(start, PartialDate):
        yield f"{RG}validFrom", start.first
    if isinstance(end, PartialDate):
        yield f"{RG}validUntil", end.last
