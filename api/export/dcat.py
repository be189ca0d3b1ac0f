"""Where the graph is to be had, in the words of DCAT and VoID: the service, the files, the datasets it was made of.

These addresses are those of the server that is asked; what the graph holds stands in the graph itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from api.http.current_version import CurrentVersion
from graph.export.file_formats import FORMATS
from graph.metadata.void import DATASET, LICENCE, NAMESPACES, TITLE, VOID_GRAPH, VOID_PATH, Triples, english, part, term
from graph.rdf.terms import RDF_TYPE
from graph.sparql.prologue import PREFIXES
from graph.versions.version_folders import Version

_PREFIXES = {**PREFIXES, **NAMESPACES}
TRIPLES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
"""What the description is offered as: media type -> format, the most wanted first."""
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_ABOUT = {"title": "dcterms:title", "publisher": "dcterms:publisher", "licence": "dcterms:rights", "url": "foaf:page"}


def dataset_description(address: str, version: Version, store: ox.Store) -> list[ox.Triple]:
    """All that is said of one version on a server at an address (`https://example.org`)."""
    quads = store.quads_for_pattern(None, None, None, VOID_GRAPH)
    triples = {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads}
    triples |= {ox.Triple(*triple) for triple in _on_server(address, version)}
    return sorted(triples, key=_place)


def serialised(triples: list[ox.Triple], media_type: str) -> bytes:
    """A description in one of TRIPLES."""
    return ox.serialize(triples, format=TRIPLES[media_type], prefixes=_PREFIXES) or b""


def _place(triple: ox.Triple) -> tuple[bool, str]:
    """The whole before its parts."""
    return "#" in str(triple.subject), str(triple)


def _on_server(address: str, version: Version) -> Triples:
    yield from _document(ox.NamedNode(address + VOID_PATH))
    yield from _version(version)
    yield from _service(ox.NamedNode(f"{address}/sparql"))
    yield DATASET, term("foaf:homepage"), ox.NamedNode(f"{address}/")
    yield DATASET, term("dcat:landingPage"), ox.NamedNode(f"{address}/")
    yield DATASET, term("void:uriLookupEndpoint"), ox.NamedNode(f"{address}/api/search?q=")
    yield from _files(address)
    for name, about in version.manifest.datasets.items():
        yield from _contribution(name, about)


def _document(me: ox.NamedNode) -> Triples:
    yield me, RDF_TYPE, term("void:DatasetDescription")
    yield me, term("dcterms:title"), english(f"Description of {TITLE}")
    yield me, term("foaf:primaryTopic"), DATASET


def _version(version: Version) -> Triples:
    name = ox.Literal(version.manifest.version)
    yield DATASET, term("dcat:version"), name
    yield DATASET, term("owl:versionInfo"), name
    yield DATASET, term("dcterms:issued"), ox.Literal(version.manifest.created, datatype=term("xsd:dateTime"))


def _service(me: ox.NamedNode) -> Triples:
    yield me, RDF_TYPE, term("dcat:DataService")
    yield me, term("dcterms:title"), english(f"SPARQL service of {TITLE}")
    yield me, term("dcat:endpointURL"), me
    yield me, term("dcat:endpointDescription"), me
    yield me, term("dcat:servesDataset"), DATASET
    yield me, term("dcterms:conformsTo"), ox.NamedNode("https://www.w3.org/TR/sparql11-protocol/")
    yield DATASET, term("void:sparqlEndpoint"), me


def _files(address: str) -> Triples:
    for suffix, file_format in FORMATS.items():
        file, me = ox.NamedNode(f"{address}/export/graph.{suffix}"), part(file=f"graph.{suffix}")
        yield DATASET, term("dcat:distribution"), me
        yield me, RDF_TYPE, term("dcat:Distribution")
        yield me, term("dcterms:title"), english(f"{TITLE} as {file_format.name}")
        yield me, term("dcat:downloadURL"), file
        yield me, term("dcat:accessURL"), file
        yield me, term("dcat:mediaType"), ox.NamedNode(_MEDIA_TYPES + file_format.media_type)
        yield me, term("dcterms:license"), ox.NamedNode(LICENCE)
        if file_format.needs_store:
            yield DATASET, term("void:dataDump"), file


def _contribution(name: str, about: Mapping[str, object]) -> Triples:
    me = part(dataset=name)
    yield DATASET, term("void:subset"), me
    yield me, RDF_TYPE, term("void:Dataset")
    for key, predicate in _ABOUT.items():
        if about.get(key):
            yield me, term(predicate), ox.Literal(str(about[key]))


def serialised_dataset(current: CurrentVersion, address: str, media_type: str) -> bytes:
    """The description of a version as served at an address, in one of TRIPLES."""
    return serialised(dataset_description(address, current.version, current.store), media_type)
