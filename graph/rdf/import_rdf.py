"""Import of other people's RDF: triples in terms of this ontology become statements, all others are counted by reason.

Nothing is fetched: no remote context of JSON-LD, no import, no external entity.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import pyoxigraph as ox

from graph.model.ids import slug
from graph.model.statements import EntityRef, PartialDate, Statement, TermRef, Value, WebAddress
from graph.rdf.ontology import Property, Vocabulary, vocabulary
from graph.rdf.terms import ENDS, RDF_TYPE, SOURCE_CLASS, ref_of

FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
"""The formats that are read, by the usual ending of a file."""

BASE = "urn:file:"
_SKOS, _SCHEMA = "http://www.w3.org/2004/02/skos/core#", "https://schema.org/"
_RDFS, _FOAF = "http://www.w3.org/2000/01/rdf-schema#", "http://xmlns.com/foaf/0.1/"
_LABELS = {
    f"{_RDFS}label": "name",
    f"{_FOAF}name": "name",
    f"{_SCHEMA}name": "name",
    "http://schema.org/name": "name",
    "http://purl.org/dc/terms/title": "name",
    f"{_SCHEMA}alternateName": "alt_name",
    "http://schema.org/alternateName": "alt_name",
    f"{_SKOS}hiddenLabel": "alt_name",
    f"{_SCHEMA}description": "description",
    "http://schema.org/description": "description",
}
"""Properties of other vocabularies -> our property with the same meaning, for actors."""

_DERIVED = frozenset({"valid_from", "valid_until", "retrieved", "sha256", "edition", "dataset"})
_ZONE = re.compile(r"(?:T.*|Z|[+-]\d\d:\d\d)$")
_END_NAMES = {end.value: name for name, end in ENDS.items()}
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read(data: bytes, ending: str) -> tuple[list[Statement], Counter[str]]:
    """Read a file: its statements, sorted by subject, and how many triples were skipped for which reason.

    `ending` is one of FORMATS. Raises ValueError where the file is not in that format.
    """
    triples = _triples(data, ending)
    terms, skipped = vocabulary(), Counter[str]()
    refs = _refs(triples, terms, skipped)
    statements = [statement for triple in triples for statement in _statements(triple, refs, terms, skipped)]
    return sorted(set(statements), key=_order), skipped


def _triples(data: bytes, ending: str) -> list[ox.Triple]:
    if ending == "rdf" and _DOCTYPE.search(data):
        raise ValueError("the file declares a document type: entities are not read, write its names out in full")
    text = _utf8(data)
    try:
        parsed = ox.parse(text, format=FORMATS[ending], base_iri=BASE)
        return list(dict.fromkeys(quad.triple if isinstance(quad, ox.Quad) else quad for quad in parsed))
    except (SyntaxError, OSError) as error:
        raise ValueError(" ".join(str(error).split())[:300]) from error


def _utf8(data: bytes) -> bytes:
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding).encode()
    except UnicodeDecodeError as error:
        raise ValueError(f"the file is not UTF-8 (byte {error.start + 1})") from error


def _refs(triples: Iterable[ox.Triple], terms: Vocabulary, skipped: Counter[str]) -> dict[str, EntityRef]:
    """Subject -> our reference to it, from its classes."""
    classes: dict[str, set[str]] = {}
    for triple in triples:
        if triple.predicate == RDF_TYPE and isinstance(triple.object, ox.NamedNode):
            classes.setdefault(_name(triple.subject), set()).add(triple.object.value)
    refs: dict[str, EntityRef] = {}
    for subject in sorted(classes):
        spaces = {_space(cls, terms) for cls in classes[subject]} - {None}
        ours = [cls for cls in classes[subject] if _space(cls, terms)]
        if len(ours) > 1:
            skipped["a thing of several kinds"] += 1
        elif spaces and (ref := _ref(subject, str(spaces.pop()))):
            refs[subject] = ref
        elif ours:
            skipped["an actor without an IRI that can be its id"] += 1
    return refs


def _space(cls: str, terms: Vocabulary) -> str | None:
    if cls in terms.kind_of_class:
        return "id"
    if cls in terms.relation_of_class:
        return "outcome" if terms.relation_of_class[cls].is_outcome else "tie"
    return "source" if cls == SOURCE_CLASS.value else None


def _ref(subject: str, space: str) -> EntityRef | None:
    """Our own ids stay, other IRIs are turned into ids; ties and outcomes get theirs later, from their statements."""
    if space != "id":
        return EntityRef(space, subject)
    ours = ref_of(subject)
    if ours is not None and ours.space == "id":
        try:
            return EntityRef.actor(ours.key)
        except ValueError:
            return None
    if subject.startswith("_:"):
        return None
    readable = slug(subject.rstrip("/#").rpartition("/")[2].rpartition("#")[2])[:60].strip("-")
    digest = hashlib.sha256(subject.encode()).hexdigest()[:8]
    return EntityRef("id", "-".join(part for part in ("iri", readable, digest) if part))


def _statements(
    triple: ox.Triple, refs: Mapping[str, EntityRef], terms: Vocabulary, skipped: Counter[str]
) -> Iterator[Statement]:
    subject = refs.get(_name(triple.subject))
    if subject is None:
        skipped["what is said of things that are no actors, ties, outcomes or sources of ours"] += 1
        return
    try:
        statement = _statement(subject, triple, refs, terms)
    except ValueError as error:
        skipped[str(error)] += 1
        return
    if statement is not None:
        yield statement


def _statement(
    subject: EntityRef, triple: ox.Triple, refs: Mapping[str, EntityRef], terms: Vocabulary
) -> Statement | None:
    """One triple as a statement; None where it follows from others. Raises ValueError with the reason to skip it."""
    predicate, value = triple.predicate.value, triple.object
    if triple.predicate == RDF_TYPE:
        return _kind(subject, value, terms)
    if predicate in _END_NAMES or predicate in _relations(terms):
        target = refs.get(_name(value))
        name = _END_NAMES.get(predicate) or _relations(terms)[predicate]
        if target is None:
            raise ValueError("a relation to something that the file does not describe as an actor")
        return Statement(subject, name, target, None)
    prop = _property(subject, predicate, terms)
    if prop is None:
        raise ValueError(f"the property <{predicate}>, which is none of ours")
    if prop.name in _DERIVED:
        return None
    known = _concept(prop, value, terms) if prop.value_type == "concept" else _value(prop, value)
    return None if known is False else Statement(subject, prop.name, known, None)  # only true is stated


def _property(subject: EntityRef, predicate: str, terms: Vocabulary) -> Property | None:
    if subject.space == "id" and predicate in _LABELS:
        return terms.properties[_LABELS[predicate]]
    return terms.property_of_iri.get(predicate)


def _kind(subject: EntityRef, value: object, terms: Vocabulary) -> Statement:
    cls = value.value if isinstance(value, ox.NamedNode) else ""
    if cls in terms.kind_of_class:
        return Statement(subject, "kind", TermRef(terms.kind_of_class[cls].name), None)
    if cls in terms.relation_of_class:
        return Statement(subject, "kind", TermRef(terms.relation_of_class[cls].name), None)
    if cls == SOURCE_CLASS.value:
        return Statement(subject, "kind", TermRef("source"), None)
    raise ValueError(f"the class <{cls}>, which is none of ours")


def _value(prop: Property, term: object) -> Value:
    """A term as the value of a property. Raises ValueError with the reason to skip it."""
    if not isinstance(term, ox.NamedNode | ox.Literal):
        raise ValueError(f"a {prop.label} that is no value")  # noqa: TRY004  a reason to skip it, as all others
    text = term.value
    try:
        match prop.value_type:
            case "partial date":
                return PartialDate.parse(_ZONE.sub("", text))
            case "date":
                return date.fromisoformat(_ZONE.sub("", text))
            case "number":
                return _number(text)
            case "boolean":
                return _boolean(text)
            case "url":
                return WebAddress.parse(text)
            case _:
                return " ".join(text.split())
    except (ValueError, InvalidOperation) as error:
        raise ValueError(f"a {prop.label} that cannot be one") from error


def _concept(prop: Property, term: object, terms: Vocabulary) -> str:
    """The name of a concept of ours. Raises ValueError with the reason to skip it."""
    iri = term.value if isinstance(term, ox.NamedNode) else ""
    if iri not in terms.concept_of_iri:
        raise ValueError(f"a {prop.label} that is none of ours")
    return terms.concept_of_iri[iri].name


def _boolean(text: str) -> bool:
    """A value of xsd:boolean; raises ValueError."""
    if text not in ("true", "false", "1", "0"):
        raise ValueError(f"{text[:20]!r} is neither true nor false")
    return text in ("true", "1")


def _number(text: str) -> int | Decimal:
    value = Decimal(text)
    if not value.is_finite() or abs(value) > 10**18:
        raise ValueError("no amount is as large")
    return int(value) if value == value.to_integral_value() else value


@lru_cache(maxsize=4)
def _relations(terms: Vocabulary) -> Mapping[str, str]:
    """Direct properties by IRI. Those that lead to outcomes follow from the outcomes."""
    return {relation.iri: name for name, relation in terms.relations.items() if not relation.is_outcome}


def _name(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else ""


def _order(statement: Statement) -> tuple[str, str, bool, str, str]:
    return (
        statement.subject.space,
        statement.subject.key,
        statement.predicate != "kind",
        statement.predicate,
        str(statement.value),
    )
