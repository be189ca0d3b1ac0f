"""ontology.ttl, read once: kinds, properties and relations. The ontology decides, code obeys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

RG = "https://w3id.org/reentry-graph/ontology#"
_OWL = "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of actor, such as `government_body`."""

    name: str
    iri: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an actor, a tie, an outcome or a source, and what its values must be."""

    name: str
    iri: str
    label: str
    value_type: str
    allowed: frozenset[str]
    pattern: str | None
    is_identifier: bool
    identifies: frozenset[str] = frozenset()
    """Kinds of actors of which one value names one actor alone."""
    of_actors: bool = False
    least: Decimal = Decimal(0)
    greatest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a scheme that is the value of a property, such as the measure `recidivism_rate`."""

    name: str
    iri: str
    label: str
    definition: str
    scheme: str
    broader: frozenset[str]
    """Names of the concepts right above it."""
    units: frozenset[str]
    """The units that it may be counted in; none for a sum of money."""


@dataclass(frozen=True, slots=True)
class Publicity:
    """The ends (`from`, `to`) of a relation at which a person is public: by a role, a debated case, an official act.

    `when_role` is a regular expression for roles that make the person public whom the relation starts from.
    """

    role: frozenset[str] = frozenset()
    case: frozenset[str] = frozenset()
    act: frozenset[str] = frozenset()
    when_role: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of the tables: its direct property, its tie class, and how it reads in both directions."""

    name: str
    iri: str
    label: str
    inverse_label: str
    definition: str
    record_class: str
    family: str
    temporality: str
    from_kinds: frozenset[str]
    to_kinds: frozenset[str]
    by_role: bool
    is_outcome: bool
    passes_money: bool = False
    is_transitive: bool = False
    """Whether what it leads to is passed on: what lies in a town lies in the state of the town."""
    left_aside_to: frozenset[str] = frozenset()
    """Kinds of actors to which ties of this relation are left aside by measures."""
    publicity: Publicity = Publicity()
    ends_paths: bool = False
    """Whether no path passes over its ties: what is tied to one end has nothing to do with the other."""
    begins_target: bool = False
    """Whether the actor at its end came into being by it."""
    needs_role: bool = False
    """Whether it says little without the office or post in `role`."""
    course_of_bill: str = ""
    """Its part in the course of a bill: `enactment`, `same subject` or `support`; empty for most."""

    @property
    def is_in_place(self) -> bool:
        """Whether it says where an actor is: a structural tie that may lead to a place."""
        return self.family == "structural_tie" and "place" in self.to_kinds


_Term = TypeVar("_Term", Kind, Property, Relation, Concept)


def ontology_path() -> Path:
    """The ontology: inside the installed package, else at the root of the source tree."""
    packaged = Path(__file__).parents[1] / "ontology.ttl"
    return packaged if packaged.is_file() else Path(__file__).parents[2] / "ontology.ttl"


def table_name(iri: str) -> str:
    """The name of a term in the tables: `apprentice_at` for `...#apprenticeAt`."""
    local = iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    return _WORD.sub("_", local).lower()


class Vocabulary:
    """The terms of one ontology, by table name and by IRI."""

    def __init__(self, turtle: bytes) -> None:
        self.turtle = turtle
        self._store = ox.Store()
        self._store.bulk_load(turtle, format=ox.RdfFormat.TURTLE)
        self.kinds = _by_name(self._kind(iri) for iri in self._subclasses(f"{RG}Actor"))
        self.relations = _by_name(self._relation(iri) for iri in self._subjects_with("tieClass", "outcomeClass"))
        self.concepts = _by_name(map(self._concept, self._subjects(f"{_SKOS}inScheme", None)))
        self.properties = _by_name(self._property(iri) for iri in self._subjects_with("valueType"))

    @cached_property
    def kind_of_class(self) -> Mapping[str, Kind]:
        """Kinds by the IRI of their class."""
        return {kind.iri: kind for kind in self.kinds.values()}

    @cached_property
    def relation_of_class(self) -> Mapping[str, Relation]:
        """Relations by the IRI of their tie (or outcome) class."""
        return {relation.record_class: relation for relation in self.relations.values()}

    @cached_property
    def property_of_iri(self) -> Mapping[str, Property]:
        """Properties by IRI."""
        return {prop.iri: prop for prop in self.properties.values()}

    @cached_property
    def concept_of_iri(self) -> Mapping[str, Concept]:
        """Concepts by IRI."""
        return {concept.iri: concept for concept in self.concepts.values()}

    def with_narrower(self, name: str) -> frozenset[str]:
        """The names of a concept and of all that are narrower."""
        below = {concept.name for concept in self.concepts.values() if name in concept.broader}
        return frozenset({name}).union(*map(self.with_narrower, below))

    @cached_property
    def by_role(self) -> frozenset[str]:
        """Names of the relations where ties with different roles are different ties."""
        return frozenset(name for name, relation in self.relations.items() if relation.by_role)

    @cached_property
    def transitive(self) -> frozenset[str]:
        """Names of the relations that are passed on from actor to actor."""
        return frozenset(name for name, relation in self.relations.items() if relation.is_transitive)

    @cached_property
    def outcomes(self) -> frozenset[str]:
        """Names of the relations that state a number about an actor instead of a tie to another one."""
        return frozenset(name for name, relation in self.relations.items() if relation.is_outcome)

    def _kind(self, iri: str) -> Kind:
        return Kind(table_name(iri), iri, self._label(iri), self._text(iri, f"{_SKOS}definition"))

    def _concept(self, iri: str) -> Concept:
        return Concept(
            name=table_name(iri),
            iri=iri,
            label=self._label(iri),
            definition=self._text(iri, f"{_SKOS}definition"),
            scheme=next(iter(self._iris(iri, f"{_SKOS}inScheme"))),
            broader=frozenset(map(table_name, self._iris(iri, f"{_SKOS}broader"))),
            units=frozenset(self._texts(iri, f"{RG}allowedUnit")),
        )

    def _allowed(self, iri: str) -> frozenset[str]:
        """The values that a property may have, as they are written in tables; none where any will do."""
        schemes = self._iris(iri, f"{RG}valueScheme")
        concepts = {concept.name for concept in self.concepts.values() if concept.scheme in schemes}
        return frozenset(self._texts(iri, f"{RG}allowedValue")) | concepts

    def _property(self, iri: str) -> Property:
        return Property(
            name=self._own_text(iri, "name") or table_name(iri),
            iri=iri,
            label=self._label(iri),
            value_type=self._own_text(iri, "valueType"),
            allowed=self._allowed(iri),
            pattern=self._own_text(iri, "pattern") or None,
            is_identifier=f"{RG}identifier" in self._iris(iri, f"{_RDFS}subPropertyOf"),
            identifies=frozenset(map(table_name, self._iris(iri, f"{RG}identifies"))),
            of_actors=f"{RG}Actor" in self._iris(iri, f"{_RDFS}domain"),
            least=Decimal(self._own_text(iri, "least") or 0),
            greatest=Decimal(text) if (text := self._own_text(iri, "greatest")) else None,
        )

    def _relation(self, iri: str) -> Relation:
        outcome_class = self._iris(iri, f"{RG}outcomeClass")
        record_class = (outcome_class or self._iris(iri, f"{RG}tieClass"))[0]
        return Relation(
            name=table_name(iri),
            iri=iri,
            label=self._label(iri),
            inverse_label=self._own_text(iri, "inverseLabel"),
            definition=self._text(iri, f"{_SKOS}definition"),
            record_class=record_class,
            family=table_name(next(iter(self._iris(record_class, f"{_RDFS}subClassOf")), record_class)),
            temporality=self._own_text(record_class, "temporality"),
            from_kinds=frozenset(map(table_name, self._iris(iri, f"{RG}fromKind"))),
            to_kinds=frozenset(map(table_name, self._iris(iri, f"{RG}toKind"))),
            by_role=bool(self._iris(record_class, f"{RG}identifiedBy")),
            is_outcome=bool(outcome_class),
            passes_money=bool(self._own_text(record_class, "passesMoney")),
            publicity=self._publicity(iri),
            is_transitive=f"{_OWL}TransitiveProperty" in self._iris(iri, f"{_RDF}type"),
            left_aside_to=frozenset(map(table_name, self._iris(record_class, f"{RG}leftAsideTo"))),
            ends_paths=bool(self._own_text(record_class, "endsPaths")),
            begins_target=bool(self._own_text(record_class, "beginsTarget")),
            needs_role=bool(self._own_text(record_class, "needsRole")),
            course_of_bill=self._own_text(iri, "courseOfBill"),
        )

    def _publicity(self, iri: str) -> Publicity:
        role, case, act = (
            frozenset(self._texts(iri, f"{RG}{name}")) for name in ("publicRole", "publicCase", "officialAct")
        )
        return Publicity(role, case, act, self._own_text(iri, "publicWhenRole"))

    def _subclasses(self, iri: str) -> list[str]:
        return self._subjects(f"{_RDFS}subClassOf", ox.NamedNode(iri))

    def _subjects_with(self, *own_properties: str) -> list[str]:
        return sorted({iri for name in own_properties for iri in self._subjects(RG + name, None)})

    def _subjects(self, predicate: str, value: ox.NamedNode | None) -> list[str]:
        quads = self._store.quads_for_pattern(None, ox.NamedNode(predicate), value, None)
        return sorted(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))

    def _values(self, iri: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        quads = self._store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None, None)
        return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)]

    def _iris(self, iri: str, predicate: str) -> list[str]:
        own = [term.value for term in self._values(iri, predicate) if isinstance(term, ox.NamedNode)]
        return sorted(own, key=lambda value: (not value.startswith(RG), value))

    def _texts(self, iri: str, predicate: str) -> list[str]:
        return sorted(term.value for term in self._values(iri, predicate) if isinstance(term, ox.Literal))

    def _text(self, iri: str, predicate: str) -> str:
        return next(iter(self._texts(iri, predicate)), "")

    def _own_text(self, iri: str, name: str) -> str:
        return self._text(iri, RG + name)

    def _label(self, iri: str) -> str:
        return self._text(iri, f"{_RDFS}label")


def _by_name(terms: Iterable[_Term]) -> Mapping[str, _Term]:
    return {term.name: term for term in terms}


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The ontology shipped with the project, read once."""
    return Vocabulary(ontology_path().read_bytes())
