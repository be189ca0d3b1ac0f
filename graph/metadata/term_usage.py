"""The classes and properties of a version with their definitions and how often they are used, for suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from graph.metadata.void import DATASET, VOID_GRAPH, short, term
from graph.rdf.terms import ONTOLOGY_GRAPH, RDF_TYPE

_KINDS_OF_PROPERTY = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")


@dataclass(frozen=True, slots=True)
class Word:
    """A class or a property: `rg:funds`. Empty texts where the ontology does not define it."""

    name: str
    iri: str
    label: str
    definition: str
    count: int


class Lexicon(NamedTuple):
    """All terms in use and those that the ontology defines, the most used first."""

    classes: list[Word]
    properties: list[Word]


def lexicon(store: ox.Store) -> Lexicon:
    """The terms of one version, from its ontology and its own statistics."""
    classes = dict(_counts(store, "class", "entities"))
    properties = dict(_counts(store, "property", "triples"))
    for kind in _KINDS_OF_PROPERTY:
        properties = dict.fromkeys(_defined(store, kind), 0) | properties
    return Lexicon(_words(store, dict.fromkeys(_defined(store, "owl:Class"), 0) | classes), _words(store, properties))


def _counts(store: ox.Store, kind: str, counted: str) -> Iterator[tuple[str, int]]:
    for partition in _objects(store, DATASET, f"void:{kind}Partition", VOID_GRAPH):
        assert isinstance(partition, ox.NamedNode)
        (name,) = _objects(store, partition, f"void:{kind}", VOID_GRAPH)
        (count,) = _objects(store, partition, f"void:{counted}", VOID_GRAPH)
        yield name.value, int(count.value)


def _defined(store: ox.Store, kind: str) -> Iterator[str]:
    for quad in store.quads_for_pattern(None, RDF_TYPE, term(kind), ONTOLOGY_GRAPH):
        assert isinstance(quad.subject, ox.NamedNode)
        yield quad.subject.value


def _words(store: ox.Store, counts: dict[str, int]) -> list[Word]:
    words = [
        Word(short(iri), iri, _text(store, iri, "rdfs:label"), _text(store, iri, "skos:definition"), count)
        for iri, count in counts.items()
    ]
    return sorted(words, key=lambda word: (-word.count, word.name))


def _text(store: ox.Store, iri: str, predicate: str) -> str:
    return next((value.value for value in _objects(store, ox.NamedNode(iri), predicate, ONTOLOGY_GRAPH)), "")


def _objects(
    store: ox.Store, subject: ox.NamedNode, predicate: str, graph: ox.NamedNode
) -> Iterator[ox.NamedNode | ox.Literal]:
    for quad in store.quads_for_pattern(subject, term(predicate), None, graph):
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        yield quad.object
