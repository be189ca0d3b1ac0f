"""What the shapes ask of a node, one question at a time: nodes that answer a question alike are judged alike by it.

A shape judges each property by itself, together with the properties that it is compared with and with what makes the
node a target of the shape. So a node needs no check where checked nodes have given each of its answers, be they
different nodes: of many thousand ties some hundred are checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from graph.rdf.terms import RDF_TYPE

SH = "http://www.w3.org/ns/shacl#"
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
ShapeNodes = Mapping[ox.NamedNode | ox.BlankNode, list[tuple[str, Term]]]
"""The (property, value) pairs of each node of a graph of shapes."""

_Value = tuple[str, str, int]
Answer = tuple[int, frozenset[_Value]]
"""The number of a question, and what a node has that it asks for."""

_TYPE = str(RDF_TYPE)
_TARGETS = {f"{SH}targetSubjectsOf": "", f"{SH}targetObjectsOf": "^"}
_LOOKED_AT = (f"{SH}path", f"{SH}lessThanOrEquals")
_NODES = (ox.NamedNode, ox.BlankNode)


class Question(NamedTuple):
    """What one shape asks of its targets in one place."""

    targets: frozenset[str]
    """Whoever has one of these properties, or (`^`) is the value of one, is asked."""
    is_for_classes: bool
    """Whether instances of a class are asked too."""
    asked: frozenset[str]
    """The properties that are looked at together."""


def questions(nodes: ShapeNodes) -> list[Question]:
    """The questions of all shapes: one for each property of a shape, and one for what it asks of the node itself."""
    return [question for properties in nodes.values() for question in _of_shape(properties, nodes)]


def answers(asked: Iterable[Question], values: Iterable[_Value]) -> frozenset[Answer]:
    """What a node with these (property, class of value, count) answers to the questions that it is asked."""
    by_property: dict[str, set[_Value]] = {}
    for value in values:
        by_property.setdefault(value[0], set()).add(value)
    return frozenset(_answers(asked, by_property))


def _answers(asked: Iterable[Question], by_property: Mapping[str, set[_Value]]) -> Iterator[Answer]:
    for number, question in enumerate(asked):
        is_target = not question.targets.isdisjoint(by_property)
        if is_target or question.is_for_classes:
            known = (by_property[prop] for prop in question.asked if prop in by_property)
            yield number, frozenset({("", "target", int(is_target))}.union(*known))


def _of_shape(properties: Iterable[tuple[str, Term]], nodes: ShapeNodes) -> Iterator[Question]:
    """The questions of a shape that has targets; no others, since they are parts of one that has."""
    pairs = list(properties)
    targets = frozenset(f"{_TARGETS[name]}{value}" for name, value in pairs if name in _TARGETS)
    is_for_classes = any(name == f"{SH}targetClass" for name, _ in pairs)
    if not targets and not is_for_classes:
        return
    of_class = {_TYPE} if is_for_classes else set()
    for name, value in pairs:
        if name == f"{SH}property":
            yield Question(targets, is_for_classes, frozenset(of_class | _paths(value, nodes)))
    of_node = [value for name, value in pairs if name != f"{SH}property"]
    yield Question(targets, is_for_classes, frozenset({_TYPE}.union(*(_paths(value, nodes) for value in of_node))))


def _paths(part: Term, nodes: ShapeNodes) -> set[str]:
    """The properties that a part of a shape looks at."""
    paths, waiting, seen = set[str](), [part], set[Term]()
    while waiting:
        term = waiting.pop()
        if term in seen or not isinstance(term, _NODES):
            continue
        seen.add(term)
        pairs = nodes.get(term, [])
        paths.update(str(value) for name, value in pairs if name in _LOOKED_AT)
        waiting += [value for _, value in pairs]
    return paths
