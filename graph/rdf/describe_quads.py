"""Linked data: everything that the graph states about one thing, as quads and in the formats of RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import pyoxigraph as ox

from graph.model.ids import iri
from graph.model.statements import EntityRef
from graph.rdf.default_graph import merged_triples
from graph.rdf.terms import ENDS, SOURCES_GRAPH

FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
"""Media type -> format, the most requested first."""

_QUAD_FORMATS = ("application/trig", "application/n-quads")
"""The formats that tell which source states what. JSON-LD could, and is kept as short as Turtle."""

PREFIXES = {
    "rg": "https://w3id.org/reentry-graph/ontology#",
    "id": "https://w3id.org/reentry-graph/id/",
    "tie": "https://w3id.org/reentry-graph/tie/",
    "outcome": "https://w3id.org/reentry-graph/outcome/",
    "source": "https://w3id.org/reentry-graph/source/",
    "conflict": "https://w3id.org/reentry-graph/conflict/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def describe(store: ox.Store, ref: EntityRef) -> list[ox.Quad]:
    """Everything stated about a thing, in the named graphs of the sources; empty for an unknown thing.

    For an actor this includes its ties and outcomes, for a source everything in its graph.
    """
    me = ox.NamedNode(iri(ref))
    quads = [quad for quad in store.quads_for_pattern(me, None, None, None) if _is_sourced(quad)]
    if ref.space == "source":
        quads += store.quads_for_pattern(None, None, None, me)
    elif ref.space == "id":
        for end in ENDS.values():
            for quad in store.quads_for_pattern(None, end, me, ox.DefaultGraph()):
                quads += filter(_is_sourced, store.quads_for_pattern(quad.subject, None, None, None))
    sources = {quad.graph_name for quad in quads if quad.graph_name not in (SOURCES_GRAPH, me)}
    quads += _descriptions(store, sources)
    return sorted(set(quads), key=str)


def serialize(
    quads: list[ox.Quad], media_type: str, store: ox.Store | None = None, asked: EntityRef | None = None
) -> bytes:
    """Quads, of a store if one is given, sorted, in one of FORMATS (else KeyError).

    TriG and N-Quads say the same in their default graph as Turtle, for clients that look nowhere else, and in the named
    graphs which source states what. The default graph lacks dates that another source gives more exactly, and
    statements that may be of any of several ties, but for the one that is `asked` for.
    """
    form = FORMATS[media_type]
    me = ox.NamedNode(iri(asked)) if asked else None
    triples = merged_triples(store, quads, me) if store else dict.fromkeys(quad.triple for quad in quads)
    if media_type not in _QUAD_FORMATS:
        return ox.serialize(triples, format=form, prefixes=PREFIXES) or b""
    merged = (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    return ox.serialize(dict.fromkeys(chain(merged, quads)), format=form, prefixes=PREFIXES) or b""


def _descriptions(store: ox.Store, sources: Iterable[object]) -> Iterator[ox.Quad]:
    for source in sources:
        if isinstance(source, ox.NamedNode):
            yield from store.quads_for_pattern(source, None, None, SOURCES_GRAPH)


def _is_sourced(quad: ox.Quad) -> bool:
    return not isinstance(quad.graph_name, ox.DefaultGraph)
