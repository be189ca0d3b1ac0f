"""Example queries: SHACL executables in examples.ttl, part of every version, so that any editor can show them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from graph.model.ids import BASE
from graph.rdf import nquads
from graph.rdf.terms import RDF_TYPE

EXAMPLES_GRAPH = ox.NamedNode(f"{BASE}graph/examples")
_FILE = Path(__file__).with_name("examples.ttl")
_SH = "http://www.w3.org/ns/shacl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_TEXTS = ("select", "construct", "ask")


@dataclass(frozen=True, slots=True)
class Example:
    """A query with the question that it answers, and one sentence on what it shows."""

    iri: str
    label: str
    comment: str
    topic: str
    query: str

    @property
    def name(self) -> str:
        """The last part of its IRI, without the number that gives its place."""
        return self.iri.rpartition("/")[2].partition("-")[2]


@lru_cache(maxsize=1)
def examples() -> tuple[Example, ...]:
    """All examples, in the order in which to read them."""
    store = ox.Store()
    store.load(path=str(_FILE), format=ox.RdfFormat.TURTLE)
    executables = store.quads_for_pattern(None, RDF_TYPE, ox.NamedNode(f"{_SH}SPARQLExecutable"), None)
    subjects = {quad.subject.value for quad in executables if isinstance(quad.subject, ox.NamedNode)}
    return tuple(_example(store, iri) for iri in sorted(subjects))


def example_lines() -> list[str]:
    """The examples as lines of their own named graph."""
    parsed = ox.parse(path=str(_FILE), format=ox.RdfFormat.TURTLE)
    return nquads.lines(ox.Quad(triple.subject, triple.predicate, triple.object, EXAMPLES_GRAPH) for triple in parsed)


def _example(store: ox.Store, iri: str) -> Example:
    return Example(
        iri,
        label=_text(store, iri, f"{_RDFS}label"),
        comment=_text(store, iri, f"{_RDFS}comment"),
        topic=_text(store, iri, "https://schema.org/keywords"),
        query=_text(store, iri, *(_SH + form for form in _TEXTS)),
    )


def _text(store: ox.Store, iri: str, *predicates: str) -> str:
    """The one text that an example has under one of these properties."""
    me = ox.NamedNode(iri)
    matches = [store.quads_for_pattern(me, ox.NamedNode(predicate), None, None) for predicate in predicates]
    (text,) = [quad.object.value for quads in matches for quad in quads if isinstance(quad.object, ox.Literal)]
    return text
