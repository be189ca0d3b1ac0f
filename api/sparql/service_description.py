"""Describes the SPARQL service, in the vocabulary of SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from graph.metadata.void import DATASET, VOID_PATH, term
from graph.rdf.terms import RDF_TYPE
from graph.sparql.formats import GRAPHS, RESULTS
from graph.versions.version_folders import Version

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
_XSD_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
MOST_GRAPHS = 5_000
"""The description lists at most this many named graphs; VoID gives their number."""


def service_description(endpoint: str, version: Version, store: ox.Store) -> list[ox.Quad]:
    """The description of the service at this address over this version."""
    return [ox.Quad(*triple) for triple in _triples(ox.NamedNode(endpoint), version, store)]


Triple = tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal]


def _triples(service: ox.NamedNode, version: Version, store: ox.Store) -> Iterator[Triple]:
    dataset, default = ox.BlankNode("dataset"), ox.BlankNode("default")
    yield service, RDF_TYPE, _sd("Service")
    yield service, _sd("endpoint"), service
    for language in ("SPARQL10Query", "SPARQL11Query"):
        yield service, _sd("supportedLanguage"), _sd(language)
    yield service, _sd("feature"), _sd("UnionDefaultGraph")
    for one in (*RESULTS, *GRAPHS):
        yield service, _sd("resultFormat"), ox.NamedNode(one.iri)
    yield service, _sd("defaultDataset"), dataset
    yield service, _sd("availableGraphs"), dataset
    yield dataset, RDF_TYPE, _sd("Dataset")
    yield dataset, RDF_TYPE, _sd("GraphCollection")
    yield dataset, _sd("defaultGraph"), default
    yield default, RDF_TYPE, _sd("Graph")
    yield default, _void("triples"), _integer(version.manifest.counts["triples"])
    yield service, term("rdfs:seeAlso"), ox.NamedNode(service.value.removesuffix("/sparql") + VOID_PATH)
    yield service, term("dcat:servesDataset"), DATASET
    for number, name in enumerate(_names(store)):
        named = ox.BlankNode(f"named{number}")
        yield dataset, _sd("namedGraph"), named
        yield named, RDF_TYPE, _sd("NamedGraph")
        yield named, _sd("name"), name


def _names(store: ox.Store) -> list[ox.NamedNode]:
    names = (name for name in store.named_graphs() if isinstance(name, ox.NamedNode))
    return sorted(names, key=lambda name: name.value)[:MOST_GRAPHS]


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(VOID + name)


def _integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=_XSD_INTEGER)
