"""References between datasets: what the others would lose when one dataset is replaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graph.model.statements import EntityRef, Place, Statement, TermRef
from graph.rdf import nquads
from graph.rdf.ontology import Vocabulary
from graph.rdf.terms import CONFLICT_CLASS, ENDS, RDF_TYPE, SOURCE_CLASS, ref_of

_TYPE = str(RDF_TYPE)
_END_NAMES = {str(end): name for name, end in ENDS.items()}


class DescribedThings(NamedTuple):
    """The things that datasets describe: actors (slug -> kind) and sources."""

    actors: dict[str, str]
    sources: frozenset[str]


def described_things(datasets: Iterable[Iterable[str]], vocabulary: Vocabulary) -> DescribedThings:
    """The actors and sources that the lines of these datasets describe."""
    actors: dict[str, str] = {}
    sources: set[str] = set()
    kinds = vocabulary.kind_of_class
    for lines in datasets:
        for thing, cls in _classes(lines):
            ref = ref_of(thing)
            if ref and ref.space == "source":
                sources.add(ref.key)
            elif ref and cls in kinds:
                actors[ref.key] = kinds[cls].name
    return DescribedThings(actors, frozenset(sources))


def unknown_classes(lines: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """IRIs of the classes that a dataset uses and that are not in the ontology (any more), sorted."""
    known = {*vocabulary.kind_of_class, *vocabulary.relation_of_class, SOURCE_CLASS.value, CONFLICT_CLASS.value}
    return sorted({cls for _, cls in _classes(lines)} - known)


def lost_things(before: DescribedThings, after: DescribedThings) -> frozenset[EntityRef]:
    """The actors that are missing or have another kind afterwards, and the sources that are missing."""
    moved = {EntityRef("id", key) for key, kind in before.actors.items() if after.actors.get(key) != kind}
    return frozenset(moved | {EntityRef("source", key) for key in before.sources - after.sources})


def references(
    lines: Iterable[str], to: frozenset[EntityRef], vocabulary: Vocabulary, place: Place
) -> Iterator[Statement]:
    """The statements of a dataset that refer to these things: ties and outcomes with their ends, and sources."""
    ends: dict[EntityRef, list[Statement]] = {}
    touching: set[EntityRef] = set()
    for line in lines:
        quad = nquads.parse(line)
        subject, source = ref_of(nquads.iri_of(quad.subject)), ref_of(nquads.iri_of(quad.graph))
        if source in to:
            yield Statement(source, "kind", TermRef("source"), source.key, place)
        if subject and subject.space in ("tie", "outcome") and (end := _end(quad, vocabulary)):
            name, value = end
            ends.setdefault(subject, []).append(Statement(subject, name, value, None, place))
            if value in to:
                touching.add(subject)
    for subject in sorted(touching):
        yield from ends[subject]


def _classes(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(IRI of a thing, IRI of its class) for each thing that the lines describe."""
    for line in lines:
        quad = nquads.parse(line)
        if quad.predicate == _TYPE:
            yield nquads.iri_of(quad.subject), nquads.iri_of(quad.object)


def _end(quad: nquads.NQuad, vocabulary: Vocabulary) -> tuple[str, EntityRef | TermRef] | None:
    """(`kind`, relation) or (name of an end, actor), where a line says either."""
    predicate, iri = quad.predicate, nquads.iri_of(quad.object)
    if predicate == _TYPE:
        relation = vocabulary.relation_of_class.get(iri)
        return ("kind", TermRef(relation.name)) if relation else None
    name, ref = _END_NAMES.get(predicate), ref_of(iri)
    return (name, ref) if name and ref else None
