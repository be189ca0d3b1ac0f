"""All statements under canonical ids: merged ids are replaced, and each actor has one preferred name."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path

from graph.identity.actor_merging import CURATED, Identities, is_decision_file
from graph.identity.withdrawn_ids import without_ids
from graph.model.ids import BASE
from graph.rdf import nquads
from graph.rdf.nquads import NQuad
from graph.rdf.terms import RDF_TYPE
from graph.storage import nquads_files
from graph.storage.external_sort import sorted_lines
from graph.storage.sorted_streams import merged_streams

_ACTOR = f"<{BASE}id/"
_ID, _TIE, _OUTCOME = _SPACES = tuple(f"{BASE}{space}/" for space in ("id", "tie", "outcome"))
_OF_ACTORS = tuple(f"<{space}" for space in _SPACES)
"""How the terms begin that have ids of actors in them."""
_TYPE = str(RDF_TYPE)
_NAME = nquads.iri_term("http://www.w3.org/2004/02/skos/core#prefLabel")
_OTHER_NAME = nquads.iri_term("http://www.w3.org/2004/02/skos/core#altLabel")
_HAS_NAME = re.compile(f" (?:{re.escape(_NAME)}|{re.escape(_OTHER_NAME)}) ")
_ACTORS_IN_ID = {_TIE: (0, 2), _OUTCOME: (0,)}
"""Which parts of an id, separated by `--`, are ids of actors."""


def canonical_lines(paths: Sequence[Path], identities: Identities) -> Iterator[str]:
    """The lines of these datasets under canonical ids: sorted, each once."""
    files = [path for path in paths if not is_decision_file(path)]
    if is_canonical(files, identities):
        return nquads_files.merged(files)
    lines = _rewritten(files, identities) if identities.canonical else nquads_files.merged(files)
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


def _rewritten(paths: Sequence[Path], identities: Identities) -> Iterator[str]:
    """All lines in order, each once. Only the rewritten ones are sorted again; the others stay where they are."""
    renamed = _Renamed(identities)
    places = {path: array("q") for path in paths}
    changed = sorted_lines(line for path in paths for line in renamed.changed(path, places[path]))
    first = next(changed, "")  # now all places are known
    unchanged = (nquads_files.lines_besides(nquads_files.read(path), places[path]) for path in paths)
    return merged_streams(chain([first] if first else [], changed), *unchanged)


class _Renamed:
    """Writes lines under canonical ids."""

    def __init__(self, identities: Identities) -> None:
        self._canonical, self._classes = identities.canonical, identities.classes
        self._merged = {nquads.iri_term(_ID + slug) for slug in identities.canonical}

    def changed(self, path: Path, places: array[int]) -> Iterator[str]:
        """The lines of a dataset that change, as they become; `places` takes where they were."""
        beginning, subject, is_merged = "-", "", False
        for place, line in enumerate(nquads_files.read(path)):
            if not line.startswith(beginning):
                old = nquads.subject_of(line)
                beginning, subject = f"{old} ", self._term(old)
                is_merged = subject != old
            if is_merged or self._leads_elsewhere(line, len(beginning)):
                quad = nquads.parse(line)
                places.append(place)
                yield NQuad(subject, quad.predicate, self._object(quad, subject), quad.graph).line

    def _leads_elsewhere(self, line: str, begin: int) -> bool:
        """Whether the object of a line, whose predicate begins here, has another canonical id."""
        begin = line.index(" ", begin) + 1
        if not line.startswith(_OF_ACTORS, begin):
            return False
        term = line[begin : line.index(" ", begin)]
        return term in self._merged if term.startswith(_ACTOR) else self._term(term) != term

    def _object(self, quad: NQuad, subject: str) -> str:
        """The object of a line under canonical ids; a merged actor has the class of the canonical one."""
        if quad.predicate == _TYPE and subject != quad.subject and subject.startswith(_ACTOR):
            return nquads.iri_term(self._classes[nquads.iri_of(subject).removeprefix(_ID)])
        return self._term(quad.object)

    def _term(self, term: str) -> str:
        iri = nquads.iri_of(term)
        return nquads.iri_term(_canonical_iri(iri, self._canonical)) if iri else term


def _canonical_iri(iri: str, canonical: Mapping[str, str]) -> str:
    if iri.startswith(_ID):
        key = iri[len(_ID) :]
        return _ID + canonical[key] if key in canonical else iri
    for space in (_TIE, _OUTCOME):
        if iri.startswith(space):
            return space + canonical_id(iri[len(space) :], space[len(BASE) : -1], canonical)
    return iri


def _curated_graphs(paths: Sequence[Path]) -> frozenset[str]:
    """The graphs in which people describe actors."""
    lines = (line for path in paths if _is_curated(path) for line in nquads_files.read(path))
    return frozenset(nquads.parse(line).graph for line in lines if line.startswith(_ACTOR))


def _with_one_name(lines: Iterable[str], curated: frozenset[str]) -> Iterator[str]:
    """All lines, with one preferred name for each actor. `curated` are the graphs that people wrote."""
    for subject, group in groupby(lines, key=_actor_of):
        if not subject:
            yield from group
            continue
        of_actor = list(group)
        quads = [nquads.parse(line) for line in of_actor if _HAS_NAME.search(line)]
        if name := _preferred_name(quads, curated):
            of_actor = sorted({_with_preferred(quad, name).line for quad in map(nquads.parse, of_actor)})
        yield from of_actor


def _actor_of(line: str) -> str:
    """The actor that a line describes; empty for a line of anything else."""
    return nquads.subject_of(line) if line.startswith(_ACTOR) else ""


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
