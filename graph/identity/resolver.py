"""Who is who: ids that share an identifier which names one actor alone, or that were judged the same, are one actor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from graph.model.ids import BASE
from graph.rdf.ontology import Vocabulary
from graph.rdf.terms import RDF_TYPE
from graph.storage import nquads_files
from graph.storage.external_sort import sorted_lines

CURATED = "curated"
"""Datasets of this name, or of one that begins so, are written by people: their ids are canonical."""

JUDGED = "identity"
"""Datasets of this name, or of one that begins so, hold what people judged; they are no part of what is said."""

SAME = "<http://www.w3.org/2002/07/owl#sameAs>"
DIFFERENT = "<http://www.w3.org/2002/07/owl#differentFrom>"
UNSURE = "<http://www.w3.org/2004/02/skos/core#relatedMatch>"
IDENTITY_GRAPH = f"{BASE}graph/identity"
_ACTOR = f"<{BASE}id/"


class Identities(NamedTuple):
    """Which ids stand for an actor that has another, canonical one."""

    canonical: Mapping[str, str]
    """Id -> canonical id, for the ids that are not canonical."""
    classes: Mapping[str, str]
    """Canonical id -> the class of the actor, as an IRI."""
    contradictions: tuple[str, ...]
    """In words: what could not be joined, because something else speaks against it."""


class _Claim(NamedTuple):
    """An actor that bears an identifier. Sorts curated ids first, then by id."""

    rank: int
    slug: str
    dataset: str
    cls: str


def line(one: str, relation: str, other: str) -> str:
    """A judgement on two ids as a line of a dataset."""
    return f"{_ACTOR}{one}> {relation} {_ACTOR}{other}> <{IDENTITY_GRAPH}> .\n"


def is_judged(path: Path) -> bool:
    """Whether this is a dataset of judgements."""
    return path.stem == JUDGED or path.stem.startswith(f"{JUDGED}-")


def identities(paths: Sequence[Path], vocabulary: Vocabulary) -> Identities:
    """Who is who in these datasets."""
    spoken = [path for path in paths if not is_judged(path)]
    judged = [judgement for path in paths if is_judged(path) for judgement in _judgements(path)]
    shared = list(_shared(spoken, vocabulary))
    claims: dict[str, _Claim] = {}
    for claim in (claim for _, group in shared for claim in group):
        claims[claim.slug] = min(claim, claims.get(claim.slug, claim))
    claims |= _claims_of({slug for _, *pair in judged for slug in pair} - claims.keys(), spoken)
    joined = _Joined(claims, {frozenset(pair) for relation, *pair in judged if relation == DIFFERENT})
    for relation, one, other in judged:
        if relation == SAME:
            joined.join(one, other, "a judgement")
    for what, group in shared:
        first, *others = dict.fromkeys(claim.slug for claim in group)
        for other in others:
            joined.join(first, other, what)
    return joined.result()


def decided(paths: Iterable[Path]) -> dict[frozenset[str], str]:
    """The pairs that were judged, and how."""
    judged = (judgement for path in paths if is_judged(path) for judgement in _judgements(path))
    return {frozenset(pair): relation for relation, *pair in judged}


def _judgements(path: Path) -> Iterator[tuple[str, str, str]]:
    for text in nquads_files.read(path):
        one, relation, other, _ = text.split(" ", 3)
        yield relation, one.removeprefix(_ACTOR)[:-1], other.removeprefix(_ACTOR)[:-1]


def _shared(paths: Sequence[Path], vocabulary: Vocabulary) -> Iterator[tuple[str, list[_Claim]]]:
    """(identifier in words, who bears it) for each that several actors bear, as far as it names one alone."""
    telling = {f"<{prop.iri}>": prop for prop in vocabulary.properties.values() if prop.identifies}
    kinds = {prop: {vocabulary.kinds[kind].iri for kind in telling[prop].identifies} for prop in telling}
    rows = (row for path in paths for row in _rows(path, kinds))
    for (prop, value), group in groupby(map(_parted, sorted_lines(rows)), key=lambda parts: (parts[0], parts[1])):
        borne = sorted({_Claim(int(rank), slug, dataset, cls) for _, _, rank, slug, dataset, cls in group})
        if len({claim.slug for claim in borne}) > 1:
            yield f"{telling[prop].name}={value}", borne


def _rows(path: Path, kinds: Mapping[str, set[str]]) -> Iterator[str]:
    """Each identifier of an actor whose kind it identifies, as a line that sorts by identifier."""
    rank = 0 if path.stem == CURATED else 1 if path.stem.startswith(f"{CURATED}-") else 2
    for subject, cls, values in _described(path, kinds):
        for prop, value in values:
            if cls in kinds[prop]:
                yield "\t".join((prop, value, str(rank), subject, path.stem, cls)) + "\n"


def _described(path: Path, props: Iterable[str]) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """(slug, class, identifiers) of each actor of a dataset; memory stays flat."""
    wanted, typed = frozenset(props), str(RDF_TYPE)
    actors = (text for text in nquads_files.read(path) if text.startswith(_ACTOR))
    for subject, lines in groupby(actors, key=nquads_files.subject_of):
        cls, values = "", set()
        for text in lines:
            _, predicate, rest = text.split(" ", 2)
            if predicate == typed:
                cls = rest[1 : rest.index(">")]
            elif predicate in wanted:
                values.add((predicate, rest[1 : rest.index('"', 1)]))
        if cls:
            yield subject.removeprefix(f"{BASE}id/"), cls, sorted(values)


def _parted(row: str) -> list[str]:
    return row[:-1].split("\t")


def _claims_of(slugs: set[str], paths: Sequence[Path]) -> dict[str, _Claim]:
    """What is known of actors that only judgements name."""
    found: dict[str, _Claim] = {}
    if slugs:
        for path in paths:
            rank = 0 if path.stem == CURATED else 1 if path.stem.startswith(f"{CURATED}-") else 2
            for slug, cls, _ in _described(path, ()):
                if slug in slugs:
                    found.setdefault(slug, _Claim(rank, slug, path.stem, cls))
    return found


class _Joined:
    """Groups of ids that grow together, as far as nothing speaks against it."""

    def __init__(self, claims: Mapping[str, _Claim], apart: set[frozenset[str]]) -> None:
        self._claims, self._apart = claims, apart
        self._group: dict[str, set[str]] = {}
        self._contradictions: list[str] = []

    def join(self, one: str, other: str, why: str) -> None:
        """Make one of two groups, or note what speaks against it."""
        if one not in self._claims or other not in self._claims:
            return  # a judgement on an actor that is not (or no more) held
        first, second = self._group.get(one, {one}), self._group.get(other, {other})
        if first is second or one == other:
            return
        if objection := self._objection(first, second):
            self._contradictions.append(f"{why} says that {one} and {other} are the same: {objection}")
            return
        both = first | second
        for slug in both:
            self._group[slug] = both

    def result(self) -> Identities:
        """All groups, each by its canonical id."""
        canonical, classes = dict[str, str](), dict[str, str]()
        for group in {id(group): group for group in self._group.values()}.values():
            head, *others = sorted(self._claims[slug] for slug in group)
            classes[head.slug] = head.cls
            canonical |= {claim.slug: head.slug for claim in others}
        return Identities(canonical, classes, tuple(sorted(self._contradictions)))

    def _objection(self, first: set[str], second: set[str]) -> str | None:
        for one in sorted(first):
            for other in sorted(second):
                if frozenset((one, other)) in self._apart:
                    return f"{one} and {other} are judged not to be"
                mine, theirs = self._claims[one], self._claims[other]
                if mine.dataset == theirs.dataset and mine.rank < 2:
                    return f"{one} and {other} stand side by side in {mine.dataset}; let one of them go"
        return None
