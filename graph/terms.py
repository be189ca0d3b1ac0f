"""The only file that turns our statements into RDF quads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

import pyoxigraph as ox

from graph.ids import BASE, iri, plain_number
from graph.model import EntityRef, PartialDate, Statement, TermRef, Value, WebAddress
from graph.vocabulary import RG, Relation, Vocabulary

_XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SOURCES_GRAPH = ox.NamedNode(f"{BASE}graph/sources")
ONTOLOGY_GRAPH = ox.NamedNode(f"{BASE}graph/ontology")
SOURCE_CLASS = ox.NamedNode(f"{RG}Source")
_DATE = ox.NamedNode(f"{_XSD}date")
_PARTIAL = {
    "year": ox.NamedNode(f"{_XSD}gYear"),
    "month": ox.NamedNode(f"{_XSD}gYearMonth"),
    "day": _DATE,
}
_INTEGER = ox.NamedNode(f"{_XSD}integer")
_DECIMAL = ox.NamedNode(f"{_XSD}decimal")
_END_NAMES = (("from", "from"), ("to", "to"), ("about", "about"), ("achieved_through", "achievedThrough"))
_VALID_FROM = ox.NamedNode(f"{RG}validFrom")
_VALID_UNTIL = ox.NamedNode(f"{RG}validUntil")

ENDS = {name: ox.NamedNode(RG + local) for name, local in _END_NAMES}
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
            return ox.Literal(str(value), datatype=_INTEGER)
        case Decimal() if value == value.to_integral_value():
            return ox.Literal(plain_number(value), datatype=_INTEGER)
        case Decimal():
            return ox.Literal(plain_number(value), datatype=_DECIMAL)
        case str():
            return ox.Literal(value)


def quads(statements: Iterable[Statement], vocabulary: Vocabulary) -> Iterator[ox.Quad]:
    """Statements, grouped by subject and source as a loader writes them, as quads with all that follows from them.

    What follows: the direct triple of a tie, and the first and last possible day of its validity.
    """
    for (subject, source), group in groupby(statements, key=lambda said: (said.subject, said.source)):
        graph = SOURCES_GRAPH if source is None else node(EntityRef("source", source))
        yield from _subject_quads(subject, list(group), graph, vocabulary)


def _subject_quads(
    subject: EntityRef, said: Sequence[Statement], graph: ox.NamedNode, vocabulary: Vocabulary
) -> Iterator[ox.Quad]:
    me = node(subject)
    for statement in said:
        predicate, value = _predicate_and_value(statement, vocabulary)
        yield ox.Quad(me, predicate, value, graph)
    values = {statement.predicate: statement.value for statement in said}
    if "kind" in values and subject.space in ("tie", "outcome"):
        yield from _direct(me, values, graph, vocabulary)
        yield from _validity(me, values, graph)


def _predicate_and_value(statement: Statement, vocabulary: Vocabulary) -> tuple[ox.NamedNode, Term]:
    if statement.predicate == "kind":
        return RDF_TYPE, ox.NamedNode(_class_iri(statement, vocabulary))
    if statement.predicate in ENDS:
        return ENDS[statement.predicate], literal(statement.value)
    prop = vocabulary.properties[statement.predicate]
    if prop.value_type == "url" and isinstance(statement.value, str):
        return ox.NamedNode(prop.iri), literal(WebAddress.parse(statement.value))
    return ox.NamedNode(prop.iri), literal(statement.value)


def _class_iri(statement: Statement, vocabulary: Vocabulary) -> str:
    name = str(statement.value)
    match statement.subject.space:
        case "source":
            return SOURCE_CLASS.value
        case "id":
            return vocabulary.kinds[name].iri
        case _:
            return vocabulary.relations[name].record_class


def _direct(
    me: ox.NamedNode, values: dict[str, Value], graph: ox.NamedNode, vocabulary: Vocabulary
) -> Iterator[ox.Quad]:
    relation: Relation = vocabulary.relations[str(values["kind"])]
    start, end = (_end(values, "about"), me) if relation.is_outcome else (_end(values, "from"), _end(values, "to"))
    yield ox.Quad(start, ox.NamedNode(relation.iri), end, graph)


def _end(values: dict[str, Value], name: str) -> ox.NamedNode:
    """The actor at one end of a tie or outcome."""
    end = values[name]
    assert isinstance(end, EntityRef)
    return node(end)


def _validity(me: ox.NamedNode, values: dict[str, Value], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    start, end = values.get("start"), values.get("end")
    if isinstance(start, PartialDate):
        yield ox.Quad(me, _VALID_FROM, literal(start.first), graph)
    if isinstance(end, PartialDate):
        yield ox.Quad(me, _VALID_UNTIL, literal(end.last), graph)
