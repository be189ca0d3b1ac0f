"""All statements under the ids of the ties that they support: see graph/identity/tie_matching.py for the rule."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path

import numpy as np

from graph.identity.actor_merging import DIFFERENT, SAME, decided_quads, resolve
from graph.identity.canonical_statements import canonical_id, canonical_lines
from graph.identity.tie_matching import NO_DECISIONS, Pair, TieDecisions, TieMatches, match
from graph.identity.tie_rows import parse_row, tie_rows
from graph.model.ids import BASE
from graph.rdf import nquads
from graph.rdf.nquads import NQuad
from graph.rdf.ontology import Vocabulary
from graph.rdf.terms import DERIVED_GRAPH
from graph.storage import nquads_files
from graph.storage.external_sort import sorted_lines
from graph.storage.sorted_streams import merged_streams

Lines = Callable[[], Iterator[str]]
"""Reads the same sorted lines of N-Quads, each time from the beginning."""

_TIE = f"{BASE}tie/"
_BEGINNING = f"<{_TIE}"
_SHORTENED = 180
"""Ids from this length on may be shortened: they do not begin with both ends."""


def canonical_statements(paths: Sequence[Path], vocabulary: Vocabulary) -> Iterator[str]:
    """All statements of these datasets under the canonical ids of actors and ties, as sorted lines."""
    identities = resolve(paths, vocabulary)

    def read() -> Iterator[str]:
        return canonical_lines(paths, identities)

    matches = tie_matches(read, vocabulary, tie_decisions(paths, identities.canonical))
    return lines_of_matched_ties(read, matches, vocabulary)


def tie_decisions(paths: Iterable[Path], canonical: Mapping[str, str]) -> TieDecisions:
    """What people decided on pairs of ties, under the canonical ids of their ends."""
    pairs: dict[str, set[Pair]] = {SAME: set(), DIFFERENT: set()}
    for quad in decided_quads(paths):
        if quad.subject.startswith(_BEGINNING):
            keys = (term[len(_BEGINNING) : -1] for term in (quad.subject, quad.object))
            pairs[quad.predicate].add(frozenset(canonical_id(key, "tie", canonical) for key in keys))
    return TieDecisions(frozenset(pairs[SAME]), frozenset(pairs[DIFFERENT]))


def tie_matches(read: Lines, vocabulary: Vocabulary, decisions: TieDecisions = NO_DECISIONS) -> TieMatches:
    """Which ties of these lines are stated under several ids. Memory holds the ids that change, and 8 bytes a tie."""
    canonical: dict[str, str] = {}
    may_be: dict[str, tuple[str, ...]] = {}
    contradictions: list[Pair] = []
    shared = _shared_beginnings(read())
    rows = sorted_lines(tie_rows(read(), lambda key: hash(_ends_of(key)) in shared, vocabulary))
    for ends, group in groupby(map(parse_row, rows), key=lambda row: row.ends):
        stated = [row.tie for row in group]
        if len(stated) > 1:
            matches = match(ends, stated, decisions)
            canonical |= matches.canonical
            may_be |= matches.may_be
            contradictions += matches.contradictions
    return TieMatches(canonical, may_be, tuple(contradictions))


def lines_of_matched_ties(read: Lines, matches: TieMatches, vocabulary: Vocabulary) -> Iterator[str]:
    """All lines under canonical ids of ties, and what follows from the matches, in order and each once."""
    places = array("q")
    rewritten = _changed(read(), matches.canonical, _references(vocabulary), places)
    changed = sorted_lines(chain(rewritten, _derived(matches, vocabulary)))
    first = next(changed, "")  # now all places are known
    unchanged = nquads_files.lines_besides(read(), places)
    return merged_streams(chain([first] if first else [], changed), unchanged)


def _derived(matches: TieMatches, vocabulary: Vocabulary) -> Iterator[str]:
    """What a statement may be of, in the graph of what follows from all sources together."""
    relation = nquads.iri_term(vocabulary.properties["may_be"].iri)
    for key, others in matches.may_be.items():
        for other in others:
            yield NQuad(_term(key), relation, _term(other), str(DERIVED_GRAPH)).line


def _references(vocabulary: Vocabulary) -> frozenset[str]:
    """The properties that lead from one tie to another."""
    return frozenset(nquads.iri_term(prop.iri) for prop in vocabulary.properties.values() if prop.value_type == "tie")


def _changed(
    lines: Iterable[str], canonical: Mapping[str, str], references: frozenset[str], places: array[int]
) -> Iterator[str]:
    """The lines of ties that change, as they become; `places` takes where they were."""
    merged = {_term(key): _term(other) for key, other in canonical.items()}
    for place, line in enumerate(lines):
        if not line.startswith(_BEGINNING):
            continue
        subject, predicate, _ = line.split(" ", 2)
        if subject in merged or predicate in references:
            quad = nquads.parse(line)
            value = merged.get(quad.object, quad.object) if predicate in references else quad.object
            if (new := NQuad(merged.get(subject, subject), predicate, value, quad.graph).line) != line:
                places.append(place)
                yield new


def _term(key: str) -> str:
    return nquads.iri_term(_TIE + key)


def _shared_beginnings(lines: Iterable[str]) -> frozenset[int]:
    """Hashes of the beginnings of ids (both ends and the relation) that several ties share."""
    hashes = array("q", (hash(_ends_of(key)) for key in _tie_keys(lines)))
    values, counts = np.unique(np.frombuffer(hashes, dtype=np.int64), return_counts=True)
    return frozenset(values[counts > 1].tolist())


def _tie_keys(lines: Iterable[str]) -> Iterator[str]:
    previous = "-"
    for line in lines:
        if not line.startswith(previous) and line.startswith(_BEGINNING):
            previous = line[: line.index(">") + 1]
            yield previous[len(_BEGINNING) : -1]


def _ends_of(key: str) -> str:
    """The beginning of an id that names both ends; the same for all ids that may be shortened or made elsewhere."""
    parts = key.split("--", 3)
    return "--".join(parts[:3]) if len(parts) >= 3 and len(key) < _SHORTENED else ""
