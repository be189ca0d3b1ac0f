"""Equivalence classes of nodes: the shapes cannot tell two nodes of one class apart, so one is checked for all.

The class of a node is all that the shapes can ask of it: which of the properties that they name it has, how often, and
with which class of value. Two texts are equivalent if no bound of length lies between them and both match all patterns;
two numbers of one datatype if no bound lies between them; two dates always, and where they are compared with each other
if their order is the same; two things if the shapes name the same classes of them. Any other value is equivalent only
to itself. Where the shapes use a SHACL term that is not handled here, each node has its own class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from graph.rdf import nquads
from graph.rdf.terms import RDF_TYPE
from graph.validation.shape_questions import SH, Answer, Question, ShapeNodes, Term, answers, questions

EquivalenceClass = frozenset[tuple[str, str, int]]
"""(property, class of value, number of such values, up to the highest number that the shapes count to)."""

_NUMERIC = ("minCount", "maxCount", "minLength", "maxLength", "minInclusive")
_VALUE_TERMS = frozenset({"class", "datatype", "nodeKind", "or", "pattern", *_NUMERIC})
_EXACT_TERMS = frozenset({"in", "lessThanOrEquals"})
_CLASSES = (f"{SH}class", f"{SH}targetClass")
_COMPARED = f"{SH}lessThanOrEquals"
_SHAPE_TERMS = frozenset({"message", "path", "property", "targetClass", "targetObjectsOf", "targetSubjectsOf"})
_FOCUS_TERMS = frozenset({"class", "nodeKind", "or"})
_XSD = "http://www.w3.org/2001/XMLSchema#"
_YEAR, _MONTH = "[1-9][0-9]{3}", "(?:0[1-9]|1[0-2])"
_DAY = f"(?:{_MONTH}-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
_XSD_DATE = f"{_XSD}date"
_END_OF_DAY = f'"^^<{_XSD_DATE}>'
_DATES = {
    _XSD_DATE: re.compile(f"{_YEAR}-{_DAY}"),
    f"{_XSD}gYearMonth": re.compile(f"{_YEAR}-{_MONTH}"),
    f"{_XSD}gYear": re.compile(_YEAR),
}
"""Datatype -> its dates that exist in every year. Each of the few others is equivalent only to itself."""

_NUMBERS = {
    f"{_XSD}integer": re.compile("-?[0-9]{1,15}"),
    f"{_XSD}decimal": re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}"),
}
_TYPE = str(RDF_TYPE)
_CACHED = 16_384


class _Rule(NamedTuple):
    """What the shapes ask of the values of one property."""

    is_exact: bool
    is_compared: bool
    """Whether its values are compared with those of another property of the same node."""
    lengths: frozenset[int]
    bounds: frozenset[int]
    patterns: tuple[re.Pattern[str], ...]
    max_count: int


class EquivalenceClasses:
    """The equivalence classes that one file of shapes distinguishes, in a graph with this hierarchy of classes."""

    def __init__(self, turtle: bytes, subclass_lines: Iterable[str] = ()) -> None:
        self._nodes: ShapeNodes = {}
        for triple in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
            assert isinstance(triple.subject, ox.NamedNode | ox.BlankNode)
            self._nodes.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))
        self._superclasses = _superclasses(subclass_lines)
        triples = (pair for pairs in self._nodes.values() for pair in pairs)
        self._named = frozenset(str(value) for name, value in triples if name in _CLASSES)
        self.all_terms_known = all(map(_has_known_terms, self._nodes.values()))
        self._rules = self._read_rules() if self.all_terms_known else {}
        self._compared = frozenset(prop for prop, rule in self._rules.items() if rule.is_compared)
        self._asked_value = lru_cache(_CACHED)(self._value_of)
        self._literal_class = lru_cache(_CACHED)(lambda prop, value: _literal_class(value, self._rules[prop]))
        self._class_of_kinds = lru_cache(_CACHED)(self._kinds_class)
        self._questions: list[Question] = questions(self._nodes) if self.all_terms_known else []

    def class_of(
        self, subject: str, lines: Iterable[str], classes: Mapping[str, Sequence[str]], pointers: Iterable[str]
    ) -> EquivalenceClass:
        """The class of a node, from its lines, the class lines of its values, and the lines that point to it."""
        if not self.all_terms_known:
            return frozenset({("", subject, 1)})
        counts: dict[tuple[str, str], int] = {}
        for known in self._value_classes(lines, classes):
            counts[known] = counts.get(known, 0) + 1
        values = {
            (prop, value, 1 if many == 1 else min(many, self._max_count(prop)))
            for (prop, value), many in counts.items()
        }
        return frozenset(values | {(f"^{nquads.parse(line).predicate}", "", 1) for line in pointers})

    def answers_of(self, cls: EquivalenceClass) -> frozenset[Answer]:
        """What the nodes of a class answer to the questions of the shapes; see graph/validation/shape_questions.py."""
        return answers(self._questions, cls) if self.all_terms_known else frozenset({(-1, cls)})

    def _value_classes(self, lines: Iterable[str], classes: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
        values = {self._asked_value(line[line.index(" ") :]) for line in lines}
        compared = self._compared_values(values)
        for known in values:
            prop, value = known
            if prop == _TYPE:
                yield from ((prop, cls) for cls in self._asked_classes(value))
            elif prop:
                yield prop, (compared and compared.get(known)) or self._value_class(prop, value, classes)

    def _value_of(self, ending: str) -> tuple[str, str]:
        """Property and value in what follows the subject in a line; both empty where no shape asks for the property."""
        _, prop, value, _ = nquads.parse(ending)
        return (prop, value) if prop == _TYPE or prop in self._rules else ("", "")

    def _compared_values(self, values: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """What stands for values that are compared with each other: of days, their order; of others, each its own."""
        compared = [known for known in values if known[0] in self._compared]
        if len(compared) < 2 or len({prop for prop, _ in compared}) < 2:
            return {}
        in_order = sorted({value for _, value in compared})
        are_days = all(map(_is_day, in_order))
        return {(prop, value): f"day {in_order.index(value)}" if are_days else value for prop, value in compared}

    def _value_class(self, prop: str, value: str, classes: Mapping[str, Sequence[str]]) -> str:
        """The class of a value, which is given in N-Triples."""
        rule, iri = self._rules[prop], nquads.iri_of(value)
        if rule.is_exact:
            return value
        if not iri:
            return self._literal_class(prop, value)
        return self._class_of_kinds(tuple(classes.get(iri, ()))) if _matches_patterns(iri, rule) else value

    def _kinds_class(self, class_lines: tuple[str, ...]) -> str:
        """The class of a thing with these lines that say what it is."""
        kinds = (self._asked_classes(nquads.parse(line).object) for line in class_lines)
        return f"<{' '.join(sorted(set().union(*kinds)))}>"

    def _asked_classes(self, cls: str) -> frozenset[str]:
        """The classes that the shapes name and that contain all instances of this one."""
        return self._superclasses.get(cls, frozenset({cls})) & self._named

    def _max_count(self, prop: str) -> int:
        return self._rules[prop].max_count if prop in self._rules else 1

    def _read_rules(self) -> dict[str, _Rule]:
        rules: dict[str, list[tuple[str, Term]]] = {}
        for properties in self._nodes.values():
            path = next((value for name, value in properties if name == f"{SH}path"), None)
            if isinstance(path, ox.NamedNode):
                rules.setdefault(path.value, []).extend(properties)
            for name, value in properties:
                if name == _COMPARED and isinstance(value, ox.NamedNode) and path is not None:
                    rules.setdefault(value.value, []).append((name, path))
                elif name == f"{SH}targetSubjectsOf" and isinstance(value, ox.NamedNode):
                    rules.setdefault(value.value, [])
        return {nquads.iri_term(path): _rule(properties) for path, properties in rules.items()}


def _has_known_terms(properties: Iterable[tuple[str, Term]]) -> bool:
    """Whether a node of the shapes graph uses only SHACL terms that are handled here."""
    terms = {name.removeprefix(SH): value for name, value in properties if name.startswith(SH)}
    if not terms.keys() <= _VALUE_TERMS | _EXACT_TERMS | _SHAPE_TERMS:
        return False
    if "path" in terms:
        return isinstance(terms["path"], ox.NamedNode) and "property" not in terms
    value_terms = terms.keys() - _SHAPE_TERMS
    return value_terms <= _FOCUS_TERMS or value_terms <= {"datatype"} or value_terms <= {"class"}


def _rule(properties: Iterable[tuple[str, Term]]) -> _Rule:
    values: dict[str, list[str]] = {}
    for name, value in properties:
        text = value.value if isinstance(value, ox.Literal | ox.NamedNode) else ""
        values.setdefault(name.removeprefix(SH), []).append(text)
    numbers = {name: list(map(int, values.get(name, ()))) for name in _NUMERIC}
    return _Rule(
        is_exact="in" in values,
        is_compared="lessThanOrEquals" in values,
        lengths=frozenset([*numbers["minLength"], *(most + 1 for most in numbers["maxLength"])]),
        bounds=frozenset(numbers["minInclusive"]),
        patterns=tuple(re.compile(pattern) for pattern in values.get("pattern", ())),
        max_count=max([1, *numbers["minCount"], *(most + 1 for most in numbers["maxCount"])]),
    )


def _literal_class(value: str, rule: _Rule) -> str:
    """The class of a literal, which is given in N-Triples."""
    if not value.startswith('"'):
        return value
    text, datatype, language = nquads.literal_parts(value)
    if not (datatype or language):
        return f'"{sum(len(text) >= least for least in rule.lengths)}"' if _matches_patterns(text, rule) else value
    if rule.patterns or rule.lengths:
        return value
    if datatype in _NUMBERS and _NUMBERS[datatype].fullmatch(text):
        return f"{datatype} {sum(Decimal(text) >= least for least in rule.bounds)}"
    return datatype if datatype in _DATES and _DATES[datatype].fullmatch(text) else value


def _is_day(value: str) -> bool:
    """Whether a value is a day that exists in every year: such days sort as their texts do."""
    return value.endswith(_END_OF_DAY) and bool(_DATES[_XSD_DATE].fullmatch(value[1 : -len(_END_OF_DAY)]))


def _matches_patterns(text: str, rule: _Rule) -> bool:
    return all(pattern.search(text) for pattern in rule.patterns)


def _superclasses(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    """Each class with itself and all classes above it."""
    above: dict[str, set[str]] = {}
    for quad in map(nquads.parse, lines):
        above.setdefault(quad.subject, {quad.subject}).add(quad.object)
    grows = True
    while grows:
        before = sum(map(len, above.values()))
        for classes in above.values():
            classes.update(*(above.get(cls, ()) for cls in tuple(classes)))
        grows = sum(map(len, above.values())) > before
    return {cls: frozenset(classes) for cls, classes in above.items()}


@lru_cache(maxsize=1)
def project_classes(subclass_lines: tuple[str, ...] = ()) -> EquivalenceClasses:
    """The equivalence classes that the shapes of the project distinguish."""
    return EquivalenceClasses(Path(__file__).with_name("shapes.ttl").read_bytes(), subclass_lines)
