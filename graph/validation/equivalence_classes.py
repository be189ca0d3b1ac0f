"""Which things are so alike that the shapes cannot tell them apart: one of each form is checked for all of them.

A form is all that the shapes may ask of a thing: which of the properties they name it has, how often, with which sort
of value. Two texts are of one sort where no bound of length lies between them and each matches every pattern; two
numbers where no bound does; two dates always, but where one is compared with another. Any other value stands in the
form as it is. Where the shapes use a word that is not known here, every thing has a form of its own.
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

Form = frozenset[tuple[str, str, int]]
"""(property, sort of value, how many such values, as far as the shapes count)."""

_SH = "http://www.w3.org/ns/shacl#"
_NUMBERS = ("minCount", "maxCount", "minLength", "maxLength", "minInclusive")
_OF_VALUES = frozenset({"class", "datatype", "nodeKind", "or", "pattern", *_NUMBERS})
_BY_VALUE = frozenset({"in", "lessThanOrEquals"})
_COMPARED = f"{_SH}lessThanOrEquals"
_OF_SHAPES = frozenset({"message", "path", "property", "targetClass", "targetObjectsOf", "targetSubjectsOf"})
_OF_FOCUS = frozenset({"class", "nodeKind", "or"})
_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_XSD = "http://www.w3.org/2001/XMLSchema#"
_YEAR, _MONTH, _DAY = "[1-9][0-9]{3}", "(?:0[1-9]|1[0-2])", "(?:0[1-9]|1[0-9]|2[0-8])"
_DATES = {
    f"{_XSD}date": re.compile(f"{_YEAR}-{_MONTH}-{_DAY}"),
    f"{_XSD}gYearMonth": re.compile(f"{_YEAR}-{_MONTH}"),
    f"{_XSD}gYear": re.compile(_YEAR),
}
"""Datatype -> the dates of it that exist in every year: the few others stand as they are."""

_INTEGER = f"{_XSD}integer"
_WHOLE = re.compile("[0-9]{1,15}")
_TYPE = str(RDF_TYPE)


class _Rule(NamedTuple):
    """What the shapes ask of the values of one property."""

    by_value: bool
    compared: frozenset[str]
    """Properties of the same thing that its values are compared with."""
    lengths: frozenset[int]
    bounds: frozenset[int]
    patterns: tuple[re.Pattern[str], ...]
    counted: int


class Forms:
    """The forms that one file of shapes can tell apart."""

    def __init__(self, turtle: bytes) -> None:
        self._shapes: dict[ox.NamedNode | ox.BlankNode, list[tuple[str, _Term]]] = {}
        for triple in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
            assert isinstance(triple.subject, ox.NamedNode | ox.BlankNode)
            self._shapes.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))
        self.are_known = all(map(_is_known, self._shapes.values()))
        self._rules = self._read_rules() if self.are_known else {}

    def form(
        self, subject: str, lines: Iterable[str], classes: Mapping[str, Sequence[str]], pointers: Iterable[str]
    ) -> Form:
        """The form of a thing, from its lines, the classes of the things that they lead to, and who points at it."""
        if not self.are_known:
            return frozenset({("", subject, 1)})
        counted = Counter(self._sorts(lines, classes))
        values = {(prop, sort, min(many, self._counted(prop))) for (prop, sort), many in counted.items()}
        return frozenset(values | {(f"^{nquads.parse(line).predicate}", "", 1) for line in pointers})

    def _sorts(self, lines: Iterable[str], classes: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
        pairs = {nquads.parse(line)[1:3] for line in lines}
        present = {nquads.iri_of(prop) for prop, _ in pairs}
        for prop, value in pairs:
            if prop == _TYPE:
                yield prop, value
            elif (rule := self._rules.get(nquads.iri_of(prop))) is not None:
                as_it_is = rule.by_value or not present.isdisjoint(rule.compared)
                yield prop, value if as_it_is else _sort(value, rule, classes)

    def _counted(self, prop: str) -> int:
        rule = self._rules.get(nquads.iri_of(prop))
        return rule.counted if rule else 1

    def _read_rules(self) -> dict[str, _Rule]:
        rules: dict[str, list[tuple[str, _Term]]] = {}
        for pairs in self._shapes.values():
            path = next((value for name, value in pairs if name == f"{_SH}path"), None)
            if isinstance(path, ox.NamedNode):
                rules.setdefault(path.value, []).extend(pairs)
            for name, value in pairs:
                if name == _COMPARED and isinstance(value, ox.NamedNode) and path is not None:
                    rules.setdefault(value.value, []).append((name, path))
                elif name == f"{_SH}targetSubjectsOf" and isinstance(value, ox.NamedNode):
                    rules.setdefault(value.value, [])
        return {path: _rule(pairs) for path, pairs in rules.items()}


def _is_known(pairs: Iterable[tuple[str, _Term]]) -> bool:
    """Whether all that a node of the shapes says is understood here."""
    words = {name.removeprefix(_SH): value for name, value in pairs if name.startswith(_SH)}
    if not words.keys() <= _OF_VALUES | _BY_VALUE | _OF_SHAPES:
        return False
    if "path" in words:
        return isinstance(words["path"], ox.NamedNode) and "property" not in words
    of_values = words.keys() - _OF_SHAPES
    return of_values <= _OF_FOCUS or of_values <= {"datatype"} or of_values <= {"class"}


def _rule(pairs: Iterable[tuple[str, _Term]]) -> _Rule:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        text = value.value if isinstance(value, ox.Literal | ox.NamedNode) else ""
        values.setdefault(name.removeprefix(_SH), []).append(text)
    numbers = {name: list(map(int, values.get(name, ()))) for name in _NUMBERS}
    return _Rule(
        by_value="in" in values,
        compared=frozenset(values.get("lessThanOrEquals", ())),
        lengths=frozenset([*numbers["minLength"], *(most + 1 for most in numbers["maxLength"])]),
        bounds=frozenset(numbers["minInclusive"]),
        patterns=tuple(re.compile(pattern) for pattern in values.get("pattern", ())),
        counted=max([1, *numbers["minCount"], *(most + 1 for most in numbers["maxCount"])]),
    )


def _sort(value: str, rule: _Rule, classes: Mapping[str, Sequence[str]]) -> str:
    """What the shapes can see of a value, as it stands in N-Triples."""
    if iri := nquads.iri_of(value):
        named = " ".join(sorted({nquads.parse(line).object for line in classes.get(iri, ())}))
        return f"<{named}>" if _all_match(iri, rule) else value
    if not value.startswith('"'):
        return value
    text, datatype, language = nquads.literal_parts(value)
    if not (datatype or language):
        return f'"{sum(len(text) >= least for least in rule.lengths)}"' if _all_match(text, rule) else value
    if rule.patterns or rule.lengths:
        return value
    if datatype == _INTEGER and _WHOLE.fullmatch(text):
        return f"integer {sum(int(text) >= least for least in rule.bounds)}"
    return datatype if datatype in _DATES and _DATES[datatype].fullmatch(text) else value


def _all_match(text: str, rule: _Rule) -> bool:
    return all(pattern.search(text) for pattern in rule.patterns)


@lru_cache(maxsize=1)
def forms() -> Forms:
    """The forms that the shapes of the project tell apart."""
    return Forms(Path(__file__).with_name("shapes.ttl").read_bytes())
