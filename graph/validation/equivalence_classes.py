"""Equivalence classes of nodes: the shapes cannot tell two nodes of one class apart, so one is checked for all.

The class of a node is all that the shapes can ask of it: which of the properties that they name it has, how often, and
with which class of value. Two texts are equivalent if no bound of length lies between them and both match all patterns;
two integers if no bound lies between them; two dates always, unless one is compared with another. Any other value is
equivalent only to itself. Where the shapes use a SHACL term that is not handled here, each node has its own class.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from graph.rdf import nquads
from graph.rdf.terms import RDF_TYPE

EquivalenceClass = frozenset[tuple[str, str, int]]
"""(property, class of value, number of such values, up to the highest number that the shapes count to)."""

_SH = "http://www.w3.org/ns/shacl#"
_NUMERIC = ("minCount", "maxCount", "minLength", "maxLength", "minInclusive")
_VALUE_TERMS = frozenset({"class", "datatype", "nodeKind", "or", "pattern", *_NUMERIC})
_EXACT_TERMS = frozenset({"in", "lessThanOrEquals"})
_COMPARED = f"{_SH}lessThanOrEquals"
_SHAPE_TERMS = frozenset({"message", "path", "property", "targetClass", "targetObjectsOf", "targetSubjectsOf"})
_FOCUS_TERMS = frozenset({"class", "nodeKind", "or"})
_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_XSD = "http://www.w3.org/2001/XMLSchema#"
_YEAR, _MONTH, _DAY = "[1-9][0-9]{3}", "(?:0[1-9]|1[0-2])", "(?:0[1-9]|1[0-9]|2[0-8])"
_DATES = {
    f"{_XSD}date": re.compile(f"{_YEAR}-{_MONTH}-{_DAY}"),
    f"{_XSD}gYearMonth": re.compile(f"{_YEAR}-{_MONTH}"),
    f"{_XSD}gYear": re.compile(_YEAR),
}
"""Datatype -> its dates that exist in every year. Each of the few others is equivalent only to itself."""

_INTEGER = f"{_XSD}integer"
_WHOLE_NUMBER = re.compile("[0-9]{1,15}")
_TYPE = str(RDF_TYPE)


class _Rule(NamedTuple):
    """What the shapes ask of the values of one property."""

    is_exact: bool
    compared: frozenset[str]
    """Properties of the same node that its values are compared with."""
    lengths: frozenset[int]
    bounds: frozenset[int]
    patterns: tuple[re.Pattern[str], ...]
    max_count: int


class EquivalenceClasses:
    """The equivalence classes that one file of shapes distinguishes."""

    def __init__(self, turtle: bytes) -> None:
        self._nodes: dict[ox.NamedNode | ox.BlankNode, list[tuple[str, _Term]]] = {}
        for triple in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
            assert isinstance(triple.subject, ox.NamedNode | ox.BlankNode)
            self._nodes.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))
        self.all_terms_known = all(map(_has_known_terms, self._nodes.values()))
        self._rules = self._read_rules() if self.all_terms_known else {}

    def class_of(
        self, subject: str, lines: Iterable[str], classes: Mapping[str, Sequence[str]], pointers: Iterable[str]
    ) -> EquivalenceClass:
        """The class of a node, from its lines, the class lines of its values, and the lines that point to it."""
        if not self.all_terms_known:
            return frozenset({("", subject, 1)})
        counts = Counter(self._value_classes(lines, classes))
        values = {(prop, value, min(many, self._max_count(prop))) for (prop, value), many in counts.items()}
        return frozenset(values | {(f"^{nquads.parse(line).predicate}", "", 1) for line in pointers})

    def _value_classes(self, lines: Iterable[str], classes: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
        values = {nquads.parse(line)[1:3] for line in lines}
        present = {nquads.iri_of(prop) for prop, _ in values}
        for prop, value in values:
            if prop == _TYPE:
                yield prop, value
            elif (rule := self._rules.get(nquads.iri_of(prop))) is not None:
                is_exact = rule.is_exact or not present.isdisjoint(rule.compared)
                yield prop, value if is_exact else _value_class(value, rule, classes)

    def _max_count(self, prop: str) -> int:
        rule = self._rules.get(nquads.iri_of(prop))
        return rule.max_count if rule else 1

    def _read_rules(self) -> dict[str, _Rule]:
        rules: dict[str, list[tuple[str, _Term]]] = {}
        for properties in self._nodes.values():
            path = next((value for name, value in properties if name == f"{_SH}path"), None)
            if isinstance(path, ox.NamedNode):
                rules.setdefault(path.value, []).extend(properties)
            for name, value in properties:
                if name == _COMPARED and isinstance(value, ox.NamedNode) and path is not None:
                    rules.setdefault(value.value, []).append((name, path))
                elif name == f"{_SH}targetSubjectsOf" and isinstance(value, ox.NamedNode):
                    rules.setdefault(value.value, [])
        return {path: _rule(properties) for path, properties in rules.items()}


def _has_known_terms(properties: Iterable[tuple[str, _Term]]) -> bool:
    """Whether a node of the shapes graph uses only SHACL terms that are handled here."""
    terms = {name.removeprefix(_SH): value for name, value in properties if name.startswith(_SH)}
    if not terms.keys() <= _VALUE_TERMS | _EXACT_TERMS | _SHAPE_TERMS:
        return False
    if "path" in terms:
        return isinstance(terms["path"], ox.NamedNode) and "property" not in terms
    value_terms = terms.keys() - _SHAPE_TERMS
    return value_terms <= _FOCUS_TERMS or value_terms <= {"datatype"} or value_terms <= {"class"}


def _rule(properties: Iterable[tuple[str, _Term]]) -> _Rule:
    values: dict[str, list[str]] = {}
    for name, value in properties:
        text = value.value if isinstance(value, ox.Literal | ox.NamedNode) else ""
        values.setdefault(name.removeprefix(_SH), []).append(text)
    numbers = {name: list(map(int, values.get(name, ()))) for name in _NUMERIC}
    return _Rule(
        is_exact="in" in values,
        compared=frozenset(values.get("lessThanOrEquals", ())),
        lengths=frozenset([*numbers["minLength"], *(most + 1 for most in numbers["maxLength"])]),
        bounds=frozenset(numbers["minInclusive"]),
        patterns=tuple(re.compile(pattern) for pattern in values.get("pattern", ())),
        max_count=max([1, *numbers["minCount"], *(most + 1 for most in numbers["maxCount"])]),
    )


def _value_class(value: str, rule: _Rule, classes: Mapping[str, Sequence[str]]) -> str:
    """The class of a value, which is given in N-Triples."""
    if iri := nquads.iri_of(value):
        named = " ".join(sorted({nquads.parse(line).object for line in classes.get(iri, ())}))
        return f"<{named}>" if _matches_patterns(iri, rule) else value
    if not value.startswith('"'):
        return value
    text, datatype, language = nquads.literal_parts(value)
    if not (datatype or language):
        return f'"{sum(len(text) >= least for least in rule.lengths)}"' if _matches_patterns(text, rule) else value
    if rule.patterns or rule.lengths:
        return value
    if datatype == _INTEGER and _WHOLE_NUMBER.fullmatch(text):
        return f"integer {sum(int(text) >= least for least in rule.bounds)}"
    return datatype if datatype in _DATES and _DATES[datatype].fullmatch(text) else value


def _matches_patterns(text: str, rule: _Rule) -> bool:
    return all(pattern.search(text) for pattern in rule.patterns)


@lru_cache(maxsize=1)
def project_classes() -> EquivalenceClasses:
    """The equivalence classes that the shapes of the project distinguish."""
    return EquivalenceClasses(Path(__file__).with_name("shapes.ttl").read_bytes())
