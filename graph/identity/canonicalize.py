"""What is said once it is known who is who: merged ids give way to canonical ones, and each actor has one name."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from graph.identity.resolver import CURATED, Identities, is_judged
from graph.model.ids import BASE
from graph.rdf.terms import RDF_TYPE
from graph.storage import nquads_files
from graph.storage.external_sort import sorted_lines

_ACTOR = f"<{BASE}id/"
_ID, _TIE, _OUTCOME = (f"{BASE}{space}/" for space in ("id", "tie", "outcome"))
_NAME = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
_OTHER_NAME = "<http://www.w3.org/2004/02/skos/core#altLabel>"
_NAMED_IN_ID = {_TIE: (0, 2), _OUTCOME: (0,)}
"""Which parts of an id are ids of actors."""


def settled(paths: Sequence[Path], who: Identities) -> Iterator[str]:
    """The lines of these datasets in order, each once, as they stand when it is known who is who."""
    spoken = [path for path in paths if not is_judged(path)]
    if is_settled(spoken, who):
        return nquads_files.merged(spoken)
    lines = _unique(_rewritten(spoken, who) if who.canonical else nquads_files.merged(spoken))
    return _with_one_name(lines, _curated_graphs(spoken))


def is_settled(paths: Iterable[Path], who: Identities) -> bool:
    """Whether these datasets stand as they are: nobody is merged, and people alone gave names."""
    return not who.canonical and all(map(_by_people, paths))


def moved(key: str, space: str, canonical: Mapping[str, str]) -> str:
    """The id that this one stands for: of an actor, or of a tie or an outcome with merged actors in its id."""
    if space == "id":
        return canonical.get(key, key)
    parts = key.split("--")
    for place in _NAMED_IN_ID.get(f"{BASE}{space}/", ()):
        if place < len(parts):
            parts[place] = canonical.get(parts[place], parts[place])
    return "--".join(parts)


def _by_people(path: Path) -> bool:
    return path.stem == CURATED or path.stem.startswith(f"{CURATED}-")


def _unique(lines: Iterable[str]) -> Iterator[str]:
    return (line for line, _ in groupby(lines))


def _rewritten(paths: Sequence[Path], who: Identities) -> Iterator[str]:
    """All lines in order; those that name a merged id are sorted anew."""
    changed = sorted_lines(line for path in paths for line, was in _renamed(path, who) if line != was)
    kept = ((line for line, was in _renamed(path, who) if line == was) for path in paths)
    return heapq.merge(changed, *kept)


def _renamed(path: Path, who: Identities) -> Iterator[tuple[str, str]]:
    """(line with canonical ids, line as it was)."""
    subject = known = ""
    typed = str(RDF_TYPE)
    for line in nquads_files.read(path):
        was, predicate, rest = line.split(" ", 2)
        if was != subject:
            subject, known = was, f"<{_iri(was[1:-1], who.canonical)}>"
        value = rest
        if rest.startswith("<"):
            end = rest.index(">")
            if predicate == typed and known != was and known.startswith(_ACTOR):
                value = f"<{who.classes[known.removeprefix(_ACTOR)[:-1]]}{rest[end:]}"
            else:
                value = f"<{_iri(rest[1:end], who.canonical)}{rest[end:]}"
        yield (line if known == was and value == rest else f"{known} {predicate} {value}"), line


def _iri(iri: str, canonical: Mapping[str, str]) -> str:
    if iri.startswith(_ID):
        key = iri[len(_ID) :]
        return _ID + canonical[key] if key in canonical else iri
    for space in (_TIE, _OUTCOME):
        if iri.startswith(space):
            return space + moved(iri[len(space) :], space[len(BASE) : -1], canonical)
    return iri


def _curated_graphs(paths: Sequence[Path]) -> frozenset[str]:
    return frozenset(
        nquads_files.graph_of(line) for path in paths if _by_people(path) for line in nquads_files.read(path)
    )


def _with_one_name(lines: Iterable[str], curated: frozenset[str]) -> Iterator[str]:
    """All lines, with one preferred name for each actor."""
    for subject, group in groupby(lines, key=nquads_files.subject_of):
        if not subject.startswith(_ID):
            yield from group
            continue
        told = list(group)
        name = _chosen(told, curated)
        yield from sorted({_as_named(line, name) for line in told}) if name else told


def _chosen(told: Sequence[str], curated: frozenset[str]) -> str | None:
    """The name that is preferred: that of people, else that of most sources, else the first; None where all is well."""
    names = [line for line in told if f"> {_NAME} " in line]
    others = [line for line in told if f"> {_OTHER_NAME} " in line]
    preferred = {_label(line) for line in names}
    if len(preferred) == 1 and preferred.isdisjoint(map(_label, others)):
        return None
    votes: Counter[str] = Counter(map(_label, names or others))
    if not votes:
        return None
    by_people = {_label(line) for line in names if nquads_files.graph_of(line) in curated}
    return min(votes, key=lambda label: (label not in by_people, -votes[label], label))


def _as_named(line: str, name: str) -> str:
    """A name as the preferred one or as another one."""
    for predicate in (_NAME, _OTHER_NAME):
        if f"> {predicate} " in line:
            return line.replace(f"> {predicate} ", f"> {_NAME if _label(line) == name else _OTHER_NAME} ", 1)
    return line


def _label(line: str) -> str:
    """The literal of a line, as it is written there."""
    return line.split(" ", 2)[2].rsplit(" <", 1)[0]
