"""Partitions of a graph that can be validated one at a time: some nodes with all they need to be checked.

A shape can ask three things of a node: its own properties, the classes of their values, and (`sh:targetObjectsOf`)
which nodes point to it. So memory needs one partition, and the classes of all nodes that are not ties.
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


class Partition(NamedTuple):
    """IRIs of nodes to check, all lines of these nodes, and the lines of other nodes that a shape may ask for."""

    focus: list[str]
    lines: list[str]
    context: list[str]


class Neighborhood(NamedTuple):
    """Lines by IRI: the classes of each node, and the lines of other nodes that point to it."""

    classes: dict[str, list[str]]
    pointers: dict[str, list[str]]


Admit = Callable[[str, list[str], Neighborhood], bool]
"""Whether a node goes into a partition: takes its IRI, its lines and the neighborhood of the graph."""


def partition_graph(
    read: Reader,
    selected: Container[str] | None,
    pointer_properties: Container[str],
    size: int,
    admit: Admit | None = None,
) -> Iterator[Partition]:
    """The nodes with these IRIs in partitions of roughly `size` lines, without those that `admit` refuses.

    `selected` is None for all nodes. `pointer_properties` are IRIs of properties: a node comes with the lines of these
    properties that point to it.
    """
    neighborhood = _neighborhood(read(), pointer_properties)
    dangling = set(neighborhood.pointers)
    partition = Partition([], [], [])
    for lines in nquads.by_subject(read()):
        subject = nquads.iri_of(nquads.subject_of(lines[0]))
        dangling.discard(subject)
        if (selected is None or subject in selected) and (admit is None or admit(subject, lines, neighborhood)):
            partition.focus.append(subject)
            partition.lines.extend(lines)
            if len(partition.lines) >= size:
                yield _with_context(partition, neighborhood)
                partition = Partition([], [], [])
    partition.focus.extend(sorted(_undescribed(dangling, selected, neighborhood)))
    if partition.focus:
        yield _with_context(partition, neighborhood)


def subjects(lines: Iterable[str]) -> frozenset[str]:
    """The IRIs of the subjects of these lines."""
    return frozenset(nquads.iri_of(term) for term, _ in groupby(lines, key=nquads.subject_of))


def _neighborhood(lines: Iterator[str], pointer_properties: Container[str]) -> Neighborhood:
    neighborhood = Neighborhood({}, {})
    for line in lines:
        if line.startswith(_TIE):
            continue  # no shape asks who points to a tie, and there are many
        subject, predicate, _ = line.split(" ", 2)
        if predicate == _TYPE:
            neighborhood.classes.setdefault(nquads.iri_of(subject), []).append(line)
        elif nquads.iri_of(predicate) in pointer_properties and (iri := nquads.iri_of(nquads.parse(line).object)):
            neighborhood.pointers.setdefault(iri, []).append(line)
    return neighborhood


def _with_context(partition: Partition, neighborhood: Neighborhood) -> Partition:
    iris = {nquads.iri_of(nquads.parse(line).object) for line in partition.lines} - {"", *partition.focus}
    context = [line for iri in sorted(iris) for line in neighborhood.classes.get(iri, ())]
    context += [line for iri in partition.focus for line in neighborhood.pointers.get(iri, ())]
    return partition._replace(context=context)


def _undescribed(dangling: set[str], selected: Container[str] | None, neighborhood: Neighborhood) -> Iterator[str]:
    """Nodes that a selected node points to, although no line describes them."""
    for iri in dangling:
        if selected is None or any(
            nquads.iri_of(nquads.subject_of(line)) in selected for line in neighborhood.pointers[iri]
        ):
            yield iri
