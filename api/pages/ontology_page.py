"""The ontology for people: every term under its own anchor, in groups, with all that is stated of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from api.http.current_version import CurrentVersion
from api.pages.render import render
from graph.rdf.ontology import RG, Vocabulary
from graph.rdf.ontology_document import triples, version_of
from graph.sparql.prologue import PREFIXES

_RDF, _RDFS = PREFIXES["rdf"], PREFIXES["rdfs"]
_SKOS, _OWL = PREFIXES["skos"], "http://www.w3.org/2002/07/owl#"
_TYPE, _LABEL, _COMMENT = f"{_RDF}type", f"{_RDFS}label", f"{_RDFS}comment"
_SHOWN = frozenset((_LABEL, _COMMENT, f"{_SKOS}definition", f"{_SKOS}prefLabel", f"{RG}inverseLabel"))
"""What stands above the rows of a term."""
_HIDDEN = _SHOWN | {f"{_RDFS}isDefinedBy", _TYPE}
_NAMES = {
    f"{_RDFS}subClassOf": ("subclass of", "subclasses"),
    f"{_RDFS}subPropertyOf": ("sub-property of", "sub-properties"),
    f"{_RDFS}domain": ("domain", "properties with this domain"),
    f"{_RDFS}range": ("range", ""),
    f"{RG}tieClass": ("class of its ties", "relation"),
    f"{RG}outcomeClass": ("class of its outcomes", "relation"),
    f"{_SKOS}broader": ("broader", "narrower"),
    f"{_SKOS}inScheme": ("scheme", "concepts"),
    f"{_SKOS}scopeNote": ("note", ""),
    f"{_SKOS}example": ("example", ""),
    f"{_SKOS}closeMatch": ("nearly the same", ""),
}
"""Property -> how a row is called, and how the row of the other end (none where it is empty). Others have a label."""
_TRAITS = {f"{_OWL}SymmetricProperty": "symmetric", f"{_OWL}TransitiveProperty": "transitive"}
_LONGEST_LIST = 30
"""A row of the other end with more terms is left out: Actor is the domain of every relation."""
GROUPS = {
    "kinds": "Kinds of actors",
    "relations": "Relations",
    "ties": "Classes of ties",
    "classes": "Other classes",
    "properties": "Properties",
    "concepts": "Concepts",
    "annotations": "Annotations that programs read",
}
"""The groups of terms, in the order of the page."""

Properties: TypeAlias = Mapping[str, Sequence[ox.NamedNode | ox.Literal]]
"""Property -> values, of one term."""


class Value(NamedTuple):
    """A value in a row; `href` is empty for a text."""

    text: str
    href: str = ""


class Term(NamedTuple):
    """One term: `inverse` is how a relation reads from its other end, `rows` is what else is stated of it."""

    name: str
    label: str
    comment: str
    inverse: str
    traits: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Value]]]


def ontology_page(current: CurrentVersion) -> str:
    """The page of the whole ontology."""
    terms = current.graph.terms
    return render("ontology.html", current, groups=groups(terms), titles=GROUPS, number=version_of(terms))


@lru_cache(maxsize=2)
def groups(terms: Vocabulary) -> Mapping[str, Sequence[Term]]:
    """Group -> its terms in the order of the file."""
    properties, naming = _properties_of_terms(terms)
    grouped: dict[str, list[Term]] = {name: [] for name in GROUPS}
    for iri, about in properties.items():
        if iri.startswith(RG):
            grouped[_group(about)].append(_term(iri, about, naming[iri], properties))
    return grouped


def _properties_of_terms(terms: Vocabulary) -> tuple[Mapping[str, Properties], Mapping[str, Mapping[str, list[str]]]]:
    """What is stated of each term, and which terms name it in which property."""
    properties: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    naming: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples(terms):
        subject, value = triple.subject, triple.object
        assert isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal)
        properties[subject.value][triple.predicate.value].append(value)
        if isinstance(value, ox.NamedNode):
            naming[value.value][triple.predicate.value].append(subject.value)
    return properties, naming


def _group(about: Properties) -> str:
    types = {value.value for value in about[_TYPE]}
    above = {value.value for value in about.get(f"{_RDFS}subClassOf", ())}
    if f"{_OWL}Class" in types:
        if f"{RG}Actor" in above:
            return "kinds"
        return "ties" if f"{RG}temporality" in about or f"{RG}Tie" in above else "classes"
    if about.keys() & {f"{RG}tieClass", f"{RG}outcomeClass"}:
        return "relations"
    if types & {f"{_SKOS}Concept", f"{_SKOS}ConceptScheme"}:
        return "concepts"
    return "annotations" if f"{_OWL}AnnotationProperty" in types else "properties"


def _term(
    iri: str, about: Properties, named_by: Mapping[str, Sequence[str]], properties: Mapping[str, Properties]
) -> Term:
    rows = [
        (_title(predicate, properties), [_value(value) for value in values])
        for predicate, values in about.items()
        if predicate not in _HIDDEN
    ]
    for predicate, (_, other) in _NAMES.items():
        if other and 0 < len(named_by.get(predicate, ())) <= _LONGEST_LIST:
            rows.append((other, [_value(ox.NamedNode(subject)) for subject in named_by[predicate]]))
    return Term(
        name=iri.removeprefix(RG),
        label=_text(about, _LABEL) or _text(about, f"{_SKOS}prefLabel"),
        comment=_text(about, _COMMENT),
        inverse=_text(about, f"{RG}inverseLabel"),
        traits=[_TRAITS[value.value] for value in about[_TYPE] if value.value in _TRAITS],
        rows=rows,
    )


def _text(about: Properties, predicate: str) -> str:
    return next((value.value for value in about.get(predicate, ())), "")


def _title(predicate: str, properties: Mapping[str, Properties]) -> str:
    if predicate in _NAMES:
        return _NAMES[predicate][0]
    return _text(properties[predicate], _LABEL) if predicate in properties else _value(ox.NamedNode(predicate)).text


def _value(term: ox.NamedNode | ox.Literal) -> Value:
    if isinstance(term, ox.Literal):
        return Value(term.value)
    if term.value.startswith(RG):
        return Value(term.value.removeprefix(RG), f"#{term.value.removeprefix(RG)}")
    return Value(_shortened(term.value, PREFIXES.items()), term.value)


def _shortened(iri: str, prefixes: Iterable[tuple[str, str]]) -> str:
    return next((f"{prefix}:{iri.removeprefix(space)}" for prefix, space in prefixes if iri.startswith(space)), iri)
