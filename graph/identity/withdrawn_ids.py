"""Withdrawn ids: actors that the graph names no longer. A version knows only the digests of these ids.

An id is mostly the name of somebody, so that a list of ids would tell what was withdrawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from graph.model.ids import BASE
from graph.rdf import nquads
from graph.storage import nquads_files

WITHDRAWN = "withdrawn"
"""Datasets of this name, or of a name that begins with `withdrawn-`, hold withdrawals and no facts."""

WITHDRAWN_GRAPH = f"{BASE}graph/withdrawn"
_SUBJECT = f"{BASE}withdrawn/"
_REASON = nquads.iri_term("http://www.w3.org/2004/02/skos/core#changeNote")
_DAY = nquads.iri_term("http://www.w3.org/ns/prov#invalidatedAtTime")
_ID = f"{BASE}id/"
_ACTOR = f"<{_ID}"


class Withdrawal(NamedTuple):
    """Why and on which day (YYYY-MM-DD) an id was withdrawn."""

    reason: str
    day: str


@lru_cache(maxsize=65_536)
def digest(slug: str) -> str:
    """The SHA-256 of an id, in hexadecimal digits."""
    return hashlib.sha256(slug.encode()).hexdigest()


def withdrawal_lines(digest: str, withdrawal: Withdrawal) -> list[str]:
    """A withdrawal as lines of a dataset."""
    subject, graph = nquads.iri_term(_SUBJECT + digest), nquads.iri_term(WITHDRAWN_GRAPH)
    facts = ((_REASON, withdrawal.reason), (_DAY, withdrawal.day))
    return [nquads.NQuad(subject, predicate, f'"{text}"', graph).line for predicate, text in facts]


def is_withdrawal_file(path: Path) -> bool:
    """Whether a dataset holds withdrawals and no facts."""
    return path.stem == WITHDRAWN or path.stem.startswith(f"{WITHDRAWN}-")


def read_withdrawals(paths: Iterable[Path]) -> dict[str, Withdrawal]:
    """The withdrawals in these datasets, by the digest of the id."""
    lines = (line for path in paths if is_withdrawal_file(path) for line in nquads_files.read(path))
    facts: dict[str, dict[str, str]] = {}
    for quad in map(nquads.parse, lines):
        key = nquads.iri_of(quad.subject).removeprefix(_SUBJECT)
        facts.setdefault(key, {})[quad.predicate] = nquads.literal_parts(quad.object).text
    return {key: Withdrawal(known[_REASON], known[_DAY]) for key, known in facts.items()}


def withdrawal_of(key: str, withdrawals: Mapping[str, Withdrawal]) -> Withdrawal | None:
    """The withdrawal of an id: of an actor, or of an actor whose id is part of that of a tie or an outcome."""
    if not withdrawals:
        return None
    return next((withdrawals[digest(part)] for part in key.split("--") if digest(part) in withdrawals), None)


def withdrawn_ids(paths: Iterable[Path], withdrawals: Mapping[str, Withdrawal]) -> frozenset[str]:
    """The withdrawn ids that these datasets use nevertheless: those of actors described, or at the end of a tie."""
    if not withdrawals:
        return frozenset()
    lines = (line for path in paths for line in nquads_files.read(path) if line.startswith(_ACTOR))
    return frozenset(slug for slug in _ids(lines) if digest(slug) in withdrawals)


def without_ids(lines: Iterable[str], ids: frozenset[str]) -> Iterator[str]:
    """Sorted lines without these actors, and without the ties and outcomes that name them."""
    if not ids:
        yield from lines
        return
    terms = {nquads.iri_term(_ID + slug) for slug in ids}
    for subject, group in groupby(lines, key=nquads.subject_of):
        if subject in terms:
            continue
        of_subject = list(group)
        named = [nquads.parse(line).object in terms for line in of_subject]
        if not any(named):
            yield from of_subject
        elif subject.startswith(_ACTOR):
            yield from (line for line, is_named in zip(of_subject, named, strict=True) if not is_named)


def _ids(lines: Iterable[str]) -> Iterator[str]:
    """The actors that sorted lines describe, and those that they lead to."""
    for subject, group in groupby(lines, key=nquads.subject_of):
        yield nquads.iri_of(subject).removeprefix(_ID)
        for quad in (nquads.parse(line) for line in group if line.find(_ACTOR, len(subject)) > 0):
            if quad.object.startswith(_ACTOR):
                yield nquads.iri_of(quad.object).removeprefix(_ID)
