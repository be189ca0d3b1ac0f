"""Description of the graph in VoID and DCAT: counts by class and property, licence, and where to get it.

The counts are made when a version is published, in a named graph of their own, so that queries can read them.
They count everything but that graph. What depends on the server, its addresses above all, is added on request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pyoxigraph as ox

from graph.metadata.class_counts import SPACES, ClassCounts
from graph.model.ids import BASE
from graph.rdf.terms import RDF_TYPE
from graph.sparql.prologue import PREFIXES

VOID_GRAPH = ox.NamedNode(f"{BASE}graph/void")
VOID_PATH = "/.well-known/void"
"""Path of the description on a server."""
DATASET = ox.NamedNode(f"{BASE}dataset")
TITLE = "Reentry Graph"
DESCRIPTION = (
    "Who helps people come home from prison in the United States, who pays for it and who changed the law, as a graph "
    "in which every fact names its source and its date. Each source is a named graph; the default graph is the merge "
    "of all named graphs. The counts leave out the graph that holds them."
)
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CREATOR = "The Reentry Graph project"

NAMESPACES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_KNOWN = {**NAMESPACES, **PREFIXES}
_HERE = f"{BASE.rstrip('/')}{VOID_PATH}#"
_NAMESPACE = re.compile(r".*[/#]")

Value = ox.NamedNode | ox.Literal
Triples = Iterator[tuple[ox.NamedNode, ox.NamedNode, Value]]


def statistics(counts: ClassCounts, digest: str) -> list[ox.Quad]:
    """The counts of a version as quads of their own graph. They depend on the facts alone."""
    return [
        ox.Quad(*triple, VOID_GRAPH) for triple in (*_dataset(counts, digest), *_classes(counts), *_properties(counts))
    ]


def term(name: str) -> ox.NamedNode:
    """`void:triples` as an RDF term."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(_KNOWN[prefix] + local)


def number(value: int) -> ox.Literal:
    """A count as an RDF term."""
    return ox.Literal(str(value), datatype=term("xsd:integer"))


def english(text: str) -> ox.Literal:
    """A text for people as an RDF term."""
    return ox.Literal(text, language="en")


def part(**names: str) -> ox.NamedNode:
    """The name of a part of the description, made of what it is about: `...#class=rg:Person&property=rg:funds`."""
    return ox.NamedNode(_HERE + "&".join(f"{name}={short(iri)}" for name, iri in names.items()))


def short(iri: str) -> str:
    """`rg:Person` for the IRI of a term; percent-encoded where its namespace has no prefix here."""
    for prefix, namespace in _KNOWN.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{quote(iri.removeprefix(namespace), safe='')}"
    return quote(iri, safe="")


def _dataset(counts: ClassCounts, digest: str) -> Triples:
    for kind in ("void:Dataset", "dcat:Dataset"):
        yield DATASET, RDF_TYPE, term(kind)
    yield DATASET, term("dcterms:title"), english(TITLE)
    yield DATASET, term("dcterms:description"), english(DESCRIPTION)
    yield DATASET, term("dcterms:license"), ox.NamedNode(LICENCE)
    yield DATASET, term("dcterms:identifier"), ox.Literal(digest)
    creator = part(creator="reentry-graph")
    yield DATASET, term("dcterms:creator"), creator
    yield DATASET, term("dcterms:publisher"), creator
    yield creator, RDF_TYPE, term("foaf:Organization")
    yield creator, term("foaf:name"), ox.Literal(CREATOR)
    yield DATASET, term("void:uriRegexPattern"), ox.Literal(f"^{re.escape(BASE)}({'|'.join(SPACES)})/")
    yield from _totals(counts)
    for iri in _vocabularies([*counts.of_class, *counts.of_property]):
        yield DATASET, term("void:vocabulary"), ox.NamedNode(iri)
    for iri in counts.fullest:
        yield DATASET, term("void:exampleResource"), ox.NamedNode(iri)


def _totals(counts: ClassCounts) -> Triples:
    totals = {
        "triples": counts.triples,
        "entities": sum(counts.things.values()),
        "distinctSubjects": counts.subjects,
        "classes": len(counts.of_class),
        "properties": len(counts.of_property),
    }
    for name, count in totals.items():
        yield DATASET, term(f"void:{name}"), number(count)


def _classes(counts: ClassCounts) -> Triples:
    for iri, count in counts.of_class.items():
        mine = part(**{"class": iri})
        yield DATASET, term("void:classPartition"), mine
        yield mine, term("void:class"), ox.NamedNode(iri)
        yield mine, term("void:entities"), number(count)
    for (of_class, iri), count in counts.of_pair.items():
        mine = part(**{"class": of_class, "property": iri})
        yield part(**{"class": of_class}), term("void:propertyPartition"), mine
        yield mine, term("void:property"), ox.NamedNode(iri)
        yield mine, term("void:triples"), number(count)


def _properties(counts: ClassCounts) -> Triples:
    for iri, count in counts.of_property.items():
        mine = part(property=iri)
        yield DATASET, term("void:propertyPartition"), mine
        yield mine, term("void:property"), ox.NamedNode(iri)
        yield mine, term("void:triples"), number(count)
        yield mine, term("void:distinctSubjects"), number(counts.subjects_of[iri])


def _vocabularies(iris: Iterable[str]) -> list[str]:
    """The namespaces of these terms, sorted."""
    matches = (_NAMESPACE.match(iri) for iri in iris)
    return sorted({match[0] for match in matches if match})
