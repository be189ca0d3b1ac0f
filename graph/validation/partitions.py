"""A graph cut into portions that can be checked one by one: some things whole, and the classes of those around them.

That is all a shape may ask of a node: its own properties, the classes of their values, and (`sh:targetObjectsOf`) who
points at it. So memory holds one portion, and the classes of all things but ties.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from graph.model.ids import BASE
from graph.rdf import nquads
from graph.rdf.terms import RDF_TYPE

Reader = Callable[[], Iterator[str]]
"""Reads sorted N-Quads lines from the beginning, as often as it is called."""

_TYPE = str(RDF_TYPE)
_TIE = f"<{BASE}tie/"


class Portion(NamedTuple):
    """IRIs of things to check, all lines of them, and the lines around them that a shape may ask for."""

    focus: list[str]
    lines: list[str]
    context: list[str]


class Around(NamedTuple):
    """Lines by the thing they tell of: its classes, and who points at it."""

    classes: dict[str, list[str]]
    pointers: dict[str, list[str]]


Admits = Callable[[str, list[str], Around], bool]
"""Whether a thing goes into a portion: its IRI, its lines, and what is known of those around it."""


def portions(
    read: Reader, about: Container[str] | None, pointing: Container[str], size: int, admits: Admits | None = None
) -> Iterator[Portion]:
    """The things of these IRIs (None: all) in portions of about `size` lines, as far as they are admitted.

    `pointing` are IRIs of properties: a thing that one of them points at is told who does.
    """
    around = _around(read(), pointing)
    dangling = set(around.pointers)
    portion = Portion([], [], [])
    for term, group in groupby(read(), key=nquads.subject_of):
        subject = nquads.iri_of(term)
        dangling.discard(subject)
        lines = list(group) if about is None or subject in about else []
        if lines and (admits is None or admits(subject, lines, around)):
            portion.focus.append(subject)
            portion.lines.extend(lines)
            if len(portion.lines) >= size:
                yield _with_context(portion, around)
                portion = Portion([], [], [])
    portion.focus.extend(sorted(_pointed_at_from(dangling, about, around)))
    if portion.focus:
        yield _with_context(portion, around)


def subjects(lines: Iterable[str]) -> frozenset[str]:
    """The IRIs that these lines speak of."""
    return frozenset(nquads.iri_of(term) for term, _ in groupby(lines, key=nquads.subject_of))


def _around(lines: Iterator[str], pointing: Container[str]) -> Around:
    around = Around({}, {})
    for line in lines:
        if line.startswith(_TIE):
            continue  # nothing points at a tie
        quad = nquads.parse(line)
        if quad.predicate == _TYPE:
            around.classes.setdefault(nquads.iri_of(quad.subject), []).append(line)
        elif (thing := nquads.iri_of(quad.object)) and nquads.iri_of(quad.predicate) in pointing:
            around.pointers.setdefault(thing, []).append(line)
    return around


def _with_context(portion: Portion, around: Around) -> Portion:
    things = {nquads.iri_of(nquads.parse(line).object) for line in portion.lines} - {"", *portion.focus}
    context = [line for thing in sorted(things) for line in around.classes.get(thing, ())]
    context += [line for thing in portion.focus for line in around.pointers.get(thing, ())]
    return portion._replace(context=context)


def _pointed_at_from(dangling: set[str], about: Container[str] | None, around: Around) -> Iterator[str]:
    """Things that are pointed at and nowhere told of, where one that is asked about does."""
    for thing in dangling:
        if about is None or any(nquads.iri_of(nquads.subject_of(line)) in about for line in around.pointers[thing]):
            yield thing
