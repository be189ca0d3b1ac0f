"""Which ids name one actor: those that share an identifier of one actor alone, and those that people decided on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from graph.identity.withdrawn_ids import is_withdrawal_file, read_withdrawals, withdrawn_ids
from graph.model.ids import BASE
from graph.rdf import nquads
from graph.rdf.ontology import Vocabulary
from graph.rdf.terms import RDF_TYPE
from graph.storage import nquads_files
from graph.storage.external_sort import sorted_lines

CURATED = "curated"
"""Datasets of this name, or of a name that begins with `curated-`, are written by people: their ids are canonical."""

DECISIONS = "identity"
"""Datasets of this name, or of a name that begins with `identity-`, hold decisions on ids and no facts."""

SAME = nquads.iri_term("http://www.w3.org/2002/07/owl#sameAs")
DIFFERENT = nquads.iri_term("http://www.w3.org/2002/07/owl#differentFrom")
UNSURE = nquads.iri_term("http://www.w3.org/2004/02/skos/core#relatedMatch")
IDENTITY_GRAPH = f"{BASE}graph/identity"
_ID = f"{BASE}id/"
_ACTOR = f"<{_ID}"
_TYPE = str(RDF_TYPE)


class Identities(NamedTuple):
    """Which ids stand for an actor that has another, canonical one."""

    canonical: Mapping[str, str]
    """Id -> canonical id, for the ids that are not canonical."""
    classes: Mapping[str, str]
    """Canonical id -> the class of the actor, as an IRI."""
    contradictions: tuple[str, ...]
    """What could not be merged, and what speaks against it, one sentence each."""
    withdrawn: frozenset[str] = frozenset()
    """Ids that the datasets use although they were withdrawn."""


class _Decision(NamedTuple):
    """What people decided on two ids: SAME, DIFFERENT or UNSURE."""

    relation: str
    one: str
    other: str

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.one, self.other))


class _Member(NamedTuple):
    """An id that may be merged with others. Sorts curated ids first, then by id."""

    rank: int
    slug: str
    dataset: str
    cls: str


def decision_line(one: str, relation: str, other: str, space: str = "id") -> str:
    """A decision on two ids of actors, or of ties, as a line of a dataset. `relation` is SAME, DIFFERENT or UNSURE."""
    ends = (nquads.iri_term(f"{BASE}{space}/{key}") for key in (one, other))
    terms = next(ends), relation, next(ends), nquads.iri_term(IDENTITY_GRAPH)
    return nquads.NQuad(*terms).line


def is_decision_file(path: Path) -> bool:
    """Whether a dataset holds decisions on ids (or withdrawals of ids) and no facts."""
    return _is_identity_file(path) or is_withdrawal_file(path)


def _is_identity_file(path: Path) -> bool:
    return path.stem == DECISIONS or path.stem.startswith(f"{DECISIONS}-")


def resolve(paths: Sequence[Path], vocabulary: Vocabulary) -> Identities:
    """Find out which ids of these datasets name one actor."""
    files = [path for path in paths if not is_decision_file(path)]
    decided = _decisions(paths)
    withdrawn = withdrawn_ids(files, read_withdrawals(paths))
    shared = list(_not_withdrawn(_shared_identifiers(files, vocabulary), withdrawn))
    members: dict[str, _Member] = {}
    for member in (member for _, group in shared for member in group):
        members[member.slug] = min(member, members.get(member.slug, member))
    members |= _members({slug for decision in decided for slug in decision.pair} - members.keys() - withdrawn, files)
    clusters = _Clusters(members, {decision.pair for decision in decided if decision.relation == DIFFERENT})
    for relation, one, other in decided:
        if relation == SAME:
            clusters.merge(one, other, "a judgement")
    for identifier, group in shared:
        first, *others = dict.fromkeys(member.slug for member in group)
        for other in others:
            clusters.merge(first, other, identifier)
    return clusters.identities()._replace(withdrawn=withdrawn)


def decisions(paths: Iterable[Path]) -> dict[frozenset[str], str]:
    """The pairs of ids that people decided on -> SAME, DIFFERENT or UNSURE."""
    return {decision.pair: decision.relation for decision in _decisions(paths)}


def _decisions(paths: Iterable[Path]) -> list[_Decision]:
    quads = (quad for quad in decided_quads(paths) if quad.subject.startswith(_ACTOR))
    return [_Decision(quad.predicate, _slug(quad.subject), _slug(quad.object)) for quad in quads]


def decided_quads(paths: Iterable[Path]) -> Iterator[nquads.NQuad]:
    """All decisions of people in these datasets, on actors and on ties."""
    return (nquads.parse(line) for path in paths if _is_identity_file(path) for line in nquads_files.read(path))


def _slug(term: str) -> str:
    return nquads.iri_of(term).removeprefix(_ID)


def _shared_identifiers(paths: Sequence[Path], vocabulary: Vocabulary) -> Iterator[tuple[str, list[_Member]]]:
    """(identifier as `name=value`, who has it) for each that names one actor alone and that several ids have."""
    props = {nquads.iri_term(prop.iri): prop for prop in vocabulary.properties.values() if prop.identifies}
    classes = {term: {vocabulary.kinds[kind].iri for kind in prop.identifies} for term, prop in props.items()}
    rows = (row for path in paths for row in _rows(path, classes))
    for (prop, value), group in groupby(map(_cells, sorted_lines(rows)), key=lambda cells: (cells[0], cells[1])):
        members = sorted({_Member(int(rank), slug, dataset, cls) for _, _, rank, slug, dataset, cls in group})
        if len({member.slug for member in members}) > 1:
            yield f"{props[prop].name}={nquads.literal_parts(value).text}", members


def _not_withdrawn(
    shared: Iterable[tuple[str, list[_Member]]], withdrawn: frozenset[str]
) -> Iterator[tuple[str, list[_Member]]]:
    """Shared identifiers with those who still have them."""
    for identifier, members in shared:
        if left := [member for member in members if member.slug not in withdrawn]:
            yield identifier, left


def _rows(path: Path, classes: Mapping[str, set[str]]) -> Iterator[str]:
    """Each identifier of an actor of a class that it identifies, as a line that sorts by identifier."""
    for slug, cls, values in _actors(path, classes):
        for prop, value in values:
            if cls in classes[prop]:
                yield "\t".join((prop, value, str(_rank(path)), slug, path.stem, cls)) + "\n"


def _cells(row: str) -> list[str]:
    return row[:-1].split("\t")


def _rank(path: Path) -> int:
    """0 for the shipped facts, 1 for the facts of other people, 2 for public records."""
    if path.stem == CURATED:
        return 0
    return 1 if path.stem.startswith(f"{CURATED}-") else 2


def _actors(path: Path, props: Iterable[str]) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """(slug, class, [(property, literal)]) of each actor of a dataset; memory holds one actor at a time."""
    identifying = frozenset(props)
    lines = (line for line in nquads_files.read(path) if line.startswith(_ACTOR))
    for subject, group in groupby(lines, key=nquads.subject_of):
        cls, values = "", set()
        for quad in map(nquads.parse, group):
            if quad.predicate == _TYPE:
                cls = nquads.iri_of(quad.object)
            elif quad.predicate in identifying:
                values.add((quad.predicate, quad.object))
        if cls:
            yield _slug(subject), cls, sorted(values)


def _members(slugs: set[str], paths: Sequence[Path]) -> dict[str, _Member]:
    """The ids that only decisions name, each as the first dataset has it."""
    members: dict[str, _Member] = {}
    if slugs:
        for path in paths:
            for slug, cls, _ in _actors(path, ()):
                if slug in slugs:
                    members.setdefault(slug, _Member(_rank(path), slug, path.stem, cls))
    return members


class _Clusters:
    """Groups of ids that name one actor. They grow as far as nothing speaks against it."""

    def __init__(self, members: Mapping[str, _Member], different: set[frozenset[str]]) -> None:
        self._members, self._different = members, different
        self._cluster: dict[str, set[str]] = {}
        self._contradictions: list[str] = []

    def merge(self, one: str, other: str, why: str) -> None:
        """Make one cluster of the clusters of two ids, or note what speaks against it."""
        if one not in self._members or other not in self._members:
            return  # a decision on an actor that no dataset describes (any more)
        first, second = self._cluster.get(one, {one}), self._cluster.get(other, {other})
        if first is second or one == other:
            return
        if objection := self._objection(first, second):
            self._contradictions.append(f"{why} says that {one} and {other} are the same: {objection}")
            return
        both = first | second
        for slug in both:
            self._cluster[slug] = both

    def identities(self) -> Identities:
        """All clusters, each by its canonical id."""
        canonical, classes = dict[str, str](), dict[str, str]()
        for cluster in {id(cluster): cluster for cluster in self._cluster.values()}.values():
            head, *others = sorted(self._members[slug] for slug in cluster)
            classes[head.slug] = head.cls
            canonical |= {member.slug: head.slug for member in others}
        return Identities(canonical, classes, tuple(sorted(self._contradictions)))

    def _objection(self, first: set[str], second: set[str]) -> str | None:
        for one in sorted(first):
            for other in sorted(second):
                if frozenset((one, other)) in self._different:
                    return f"{one} and {other} are judged not to be"
                mine, theirs = self._members[one], self._members[other]
                if mine.dataset == theirs.dataset and mine.rank < 2:
                    return f"{one} and {other} stand side by side in {mine.dataset}; let one of them go"
        return None
