"""A description of one actor, tie, outcome or source, read from its N-Quads lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import pyoxigraph as ox

from graph.model.statements import EntityRef
from graph.rdf.ontology import RG, Vocabulary, table_name
from graph.rdf.plain_values import plain_value
from graph.rdf.terms import ENDS, RDF_TYPE, ref_of

Value: TypeAlias = str | int | Decimal
THINGS = {"id": "actor", "outcome": "outcome", "source": "source", "tie": "tie", "conflict": "conflict"}
"""Space of ids -> what it holds."""

_DERIVED = frozenset((f"{RG}validFrom", f"{RG}validUntil"))


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of one thing.

    `properties` is property name -> value -> ids of the sources that state it (none for what is known of a source)."""

    ref: EntityRef
    properties: Mapping[str, Mapping[Value, frozenset[str]]]

    @property
    def sources(self) -> frozenset[str]:
        """All sources that state anything about it."""
        return frozenset(
            source for values in self.properties.values() for sources in values.values() for source in sources
        )

    def first(self, name: str) -> Value | None:
        """The value of a property, the first where there are several; None where there is none."""
        return min(self.properties.get(name, ()), key=str, default=None)


def describe(lines: Iterable[str], terms: Vocabulary) -> Description | None:
    """Describe the subject of these lines, which must all have the same; None where it is nothing of this project.

    Direct triples and the first and last possible days are left out: both follow from the other lines.
    """
    ref: EntityRef | None = None
    properties: dict[str, dict[Value, set[str]]] = {}
    for quad in ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS):
        assert isinstance(quad, ox.Quad) and isinstance(quad.subject, ox.NamedNode)
        ref = ref_of(quad.subject.value)
        if ref is None or ref.space not in THINGS or quad.predicate.value in _DERIVED or _is_direct(ref, quad.object):
            continue
        name, value = _name_and_value(quad, terms)
        properties.setdefault(name, {}).setdefault(value, set()).update(_source(quad.graph_name))
    if ref is None or not properties:
        return None
    return Description(ref, {name: {v: frozenset(s) for v, s in values.items()} for name, values in properties.items()})


def _is_direct(subject: EntityRef, value: object) -> bool:
    """Whether a triple leads from an actor to an actor or an outcome: only direct triples do."""
    target = ref_of(value.value) if isinstance(value, ox.NamedNode) else None
    return subject.space == "id" and target is not None and target.space in ("id", "outcome")


def _name_and_value(quad: ox.Quad, terms: Vocabulary) -> tuple[str, Value]:
    if quad.predicate == RDF_TYPE:
        assert isinstance(quad.object, ox.NamedNode)
        return "kind", _kind(quad.object.value, terms)
    ends = {end: name for name, end in ENDS.items()}
    prop = terms.property_of_iri.get(quad.predicate.value)
    known = prop.name if prop else table_name(quad.predicate.value)
    value = plain_value(quad.object)
    if prop and prop.value_type == "concept":
        value = table_name(value)
    return ends.get(quad.predicate, known), value


def _kind(iri: str, terms: Vocabulary) -> str:
    """The kind of an actor or the relation of a tie; a class that is no longer in the ontology keeps its own name."""
    known = terms.kind_of_class.get(iri) or terms.relation_of_class.get(iri)
    return known.name if known else table_name(iri)


def _source(graph: object) -> frozenset[str]:
    ref = ref_of(graph.value) if isinstance(graph, ox.NamedNode) else None
    return frozenset((ref.key,)) if ref and ref.space == "source" else frozenset()
