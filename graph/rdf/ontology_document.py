"""The ontology as a document in all formats of RDF, with what readers need that know RDFS alone.

Added to what is written in ontology.ttl are each definition as `rdfs:comment`, and domain and range of every relation:
they follow from the rest of the file, so nobody has to write them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pyoxigraph as ox

from graph.rdf.describe_quads import FORMATS, PREFIXES
from graph.rdf.ontology import RG, Vocabulary

ONTOLOGY = f"{RG.rstrip('#')}"
"""The IRI of the ontology."""
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_DEFINITION = ox.NamedNode("http://www.w3.org/2004/02/skos/core#definition")
_COMMENT, _DOMAIN, _RANGE = (ox.NamedNode(_RDFS + name) for name in ("comment", "domain", "range"))
_RANGES = {"text": f"{_XSD}string", "boolean": f"{_XSD}boolean", "date": f"{_XSD}date"}
"""The value types that have one datatype."""
_ADDED = "\n# The same for readers that know RDFS alone: definitions as comments, domains and ranges.\n"


@lru_cache(maxsize=4)
def triples(terms: Vocabulary) -> tuple[ox.Triple, ...]:
    """All triples of the document: those that are written, in their order, then those that follow, sorted."""
    return (*_written(terms), *_following(terms))


def document(terms: Vocabulary, media_type: str) -> bytes:
    """The ontology in one of FORMATS. Turtle begins as it is written, with its headings."""
    if media_type == "text/turtle":
        added = "".join(f"{triple} .\n" for triple in _following(terms))
        return terms.turtle + f"{_ADDED}{added}".encode()
    return ox.serialize(triples(terms), format=FORMATS[media_type], prefixes=PREFIXES) or b""


def version_of(terms: Vocabulary) -> str:
    """The version of the ontology, the last part of its `owl:versionIRI`."""
    predicate = ox.NamedNode(f"{_OWL}versionInfo")
    (version,) = (one.object for one in _written(terms) if one.predicate == predicate)
    assert isinstance(version, ox.Literal)
    return version.value


@lru_cache(maxsize=4)
def _written(terms: Vocabulary) -> tuple[ox.Triple, ...]:
    return tuple(quad.triple for quad in ox.parse(terms.turtle, format=ox.RdfFormat.TURTLE))


def _following(terms: Vocabulary) -> list[ox.Triple]:
    written = _written(terms)
    given = {(one.subject, one.predicate) for one in written}
    derived = {*_comments(written), *_ends(terms), *_ranges(terms)}
    return sorted((one for one in derived if (one.subject, one.predicate) not in given), key=str)


def _comments(written: tuple[ox.Triple, ...]) -> Iterator[ox.Triple]:
    for one in written:
        if one.predicate == _DEFINITION:
            yield ox.Triple(one.subject, _COMMENT, one.object)


def _ends(terms: Vocabulary) -> Iterator[ox.Triple]:
    """A relation leads from an actor to an actor, or to an outcome."""
    actor = ox.NamedNode(f"{RG}Actor")
    for relation in terms.relations.values():
        me = ox.NamedNode(relation.iri)
        yield ox.Triple(me, _DOMAIN, actor)
        yield ox.Triple(me, _RANGE, ox.NamedNode(relation.record_class) if relation.is_outcome else actor)


def _ranges(terms: Vocabulary) -> Iterator[ox.Triple]:
    for prop in terms.properties.values():
        if prop.value_type in _RANGES and prop.iri.startswith(RG):
            yield ox.Triple(ox.NamedNode(prop.iri), _RANGE, ox.NamedNode(_RANGES[prop.value_type]))
