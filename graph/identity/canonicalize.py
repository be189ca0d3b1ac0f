"""All statements under canonical ids: merged ids are replaced, and each actor has one preferred name."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from graph.identity.resolver import CURATED, Identities, is_decision_file
from graph.identity.withdrawn_ids import without_ids
from graph.model.ids import BASE
from graph.rdf import nquads
from graph.rdf.nquads import NQuad
from graph.rdf.terms import RDF_TYPE
from graph.storage import nquads_files
from graph.storage.external_sort import sorted_lines

_ID, _TIE, _OUTCOME = (f"{BASE}{space}/" for space in ("id", "tie", "outcome"))
_TYPE = str(RDF_TYPE)
_NAME = nquads.iri_term("http://www.w3.org/2004/02/skos/core#prefLabel")
_OTHER_NAME = nquads.iri_term("http://www.w3.org/2004/02/skos/core#altLabel")
_ACTORS_IN_ID = {_TIE: (0, 2), _OUTCOME: (0,)}
"""Which parts of an id, separated by `--`, are ids of actors."""


def canonical_lines(paths: Sequence[Path], identities: Identities) -> Iterator[str]:
    """The lines of these datasets under canonical ids: sorted, each once."""
    files = [path for path in paths if not is_decision_file(path)]
    if is_canonical(files, identities):
        return nquads_files.merged(files)
    lines = _unique(_rewritten(files, identities)) if identities.canonical else nquads_files.merged(files)
    return _with_one_name(without_ids(lines, identities.withdrawn), _curated_graphs(files))


def is_canonical(paths: Iterable[Path], identities: Identities) -> bool:
    """Whether nothing would be rewritten: no ids are merged or withdrawn, and all names were given by people."""
    return not identities.canonical and not identities.withdrawn and all(map(_is_curated, paths))


def canonical_id(key: str, space: str, canonical: Mapping[str, str]) -> str:
    """The canonical id of an actor, or of a tie or an outcome, whose ids contain those of actors.

    `canonical` maps merged ids of actors to canonical ones; every other id is canonical already.
    """
    if space == "id":
        return canonical.get(key, key)
    parts = key.split("--")
    for place in _ACTORS_IN_ID.get(f"{BASE}{space}/", ()):
        if place < len(parts):
            parts[place] = canonical.get(parts[place], parts[place])
    return "--".join(parts)


def _is_curated(path: Path) -> bool:
    return path.stem == CURATED or path.stem.startswith(f"{CURATED}-")


def _unique(lines: Iterable[str]) -> Iterator[str]:
    return (line for line, _ in groupby(lines))


def _rewritten(paths: Sequence[Path], identities: Identities) -> Iterator[str]:
    """All lines in order. Only the rewritten ones have to be sorted again; the others stay where they are."""
    changed = sorted_lines(new for path in paths for new, old in _renamed(path, identities) if new != old)
    unchanged = ((new for new, old in _renamed(path, identities) if new == old) for path in paths)
    return heapq.merge(changed, *unchanged)


def _renamed(path: Path, identities: Identities) -> Iterator[tuple[str, str]]:
    """(line under canonical ids, line in the file) for each line of a dataset."""
    old_subject = subject = ""
    for line in nquads_files.read(path):
        quad = nquads.parse(line)
        if quad.subject != old_subject:
            old_subject = quad.subject
            subject = nquads.iri_term(_canonical_iri(nquads.iri_of(old_subject), identities.canonical))
        value = _renamed_object(quad, subject, identities)
        is_same = value == quad.object and subject == old_subject
        yield (line if is_same else NQuad(subject, quad.predicate, value, quad.graph).line), line


def _renamed_object(quad: NQuad, subject: str, identities: Identities) -> str:
    """The object of a line under canonical ids; a merged actor has the class of the canonical one."""
    iri = nquads.iri_of(quad.object)
    if not iri:
        return quad.object
    if quad.predicate == _TYPE and subject != quad.subject and nquads.iri_of(subject).startswith(_ID):
        return nquads.iri_term(identities.classes[nquads.iri_of(subject).removeprefix(_ID)])
    new = _canonical_iri(iri, identities.canonical)
    return quad.object if new == iri else nquads.iri_term(new)


def _canonical_iri(iri: str, canonical: Mapping[str, str]) -> str:
    if iri.startswith(_ID):
        key = iri[len(_ID) :]
        return _ID + canonical[key] if key in canonical else iri
    for space in (_TIE, _OUTCOME):
        if iri.startswith(space):
            return space + canonical_id(iri[len(space) :], space[len(BASE) : -1], canonical)
    return iri


def _curated_graphs(paths: Sequence[Path]) -> frozenset[str]:
    return frozenset(
        nquads.parse(line).graph for path in paths if _is_curated(path) for line in nquads_files.read(path)
    )


def _with_one_name(lines: Iterable[str], curated: frozenset[str]) -> Iterator[str]:
    """All lines, with one preferred name for each actor. `curated` are the graphs that people wrote."""
    for subject, group in groupby(lines, key=nquads.subject_of):
        if not nquads.iri_of(subject).startswith(_ID):
            yield from group
            continue
        of_actor = list(group)
        quads = list(map(nquads.parse, of_actor))
        name = _preferred_name(quads, curated)
        yield from sorted({_with_preferred(quad, name).line for quad in quads}) if name else of_actor


def _preferred_name(quads: Sequence[NQuad], curated: frozenset[str]) -> str | None:
    """The literal to prefer: a name by people, else that of most sources, else the first; None where one is clear."""
    names = [quad for quad in quads if quad.predicate == _NAME]
    others = [quad for quad in quads if quad.predicate == _OTHER_NAME]
    preferred = {quad.object for quad in names}
    if len(preferred) == 1 and preferred.isdisjoint(quad.object for quad in others):
        return None
    votes = Counter(quad.object for quad in names or others)
    if not votes:
        return None
    by_people = {quad.object for quad in names if quad.graph in curated}
    return min(votes, key=lambda name: (name not in by_people, -votes[name], name))


def _with_preferred(quad: NQuad, name: str) -> NQuad:
    """A name becomes the preferred one or another one; everything else stays."""
    if quad.predicate not in (_NAME, _OTHER_NAME):
        return quad
    return quad._replace(predicate=_NAME if quad.object == name else _OTHER_NAME)
