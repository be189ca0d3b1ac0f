"""Actors that may be the same: their names match, and no identifier says yes or no. A person decides."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from graph.identity.resolver import CURATED
from graph.index.knowledge import Knowledge
from graph.rdf.records import Record

LEAST_SCORE = 88.0
_HITS = 8
_TIES_SHOWN = 2


class Candidate(NamedTuple):
    """Two actors, how alike their names are (0 to 100), and what speaks for it. The best come first."""

    score: float
    one: str
    other: str
    why: str


def candidates(knowledge: Knowledge, decided: Container[frozenset[str]], least: float = LEAST_SCORE) -> list[Candidate]:
    """Curated actors beside actors of public records whose names are alike and whose kind is the same.

    Left out: pairs that are decided, and those that an identifier tells apart.
    """
    found: dict[frozenset[str], Candidate] = {}
    curated = {slug for slug, actor in knowledge.records.actors.items() if _is_curated(actor, knowledge)}
    for slug in sorted(curated):
        for candidate in _alike(slug, curated, knowledge, least):
            pair = frozenset((candidate.one, candidate.other))
            if pair not in decided and candidate.score > (found[pair].score if pair in found else 0):
                found[pair] = candidate
    return sorted(found.values(), key=lambda it: (-it.score, it.one, it.other))


def _alike(slug: str, curated: Container[str], knowledge: Knowledge, least: float) -> Iterator[Candidate]:
    actor = knowledge.actor(slug)
    for name in (actor["name"], *actor["alt_names"]):
        for hit in knowledge.search(name, limit=_HITS, kind=actor["kind"]):
            if hit.score >= least and hit.slug not in curated and hit.matched != hit.slug:
                other = knowledge.actor(hit.slug)
                if not _told_apart(actor, other, knowledge):
                    why = f"{name} ~ {hit.matched}{_context(hit.slug, knowledge)}"
                    yield Candidate(hit.score, slug, hit.slug, why)


def _is_curated(actor: Record, knowledge: Knowledge) -> bool:
    datasets = (knowledge.records.sources[source]["dataset"] or "" for source in actor["sources"])
    return any(dataset == CURATED or dataset.startswith(f"{CURATED}-") for dataset in datasets)


def _told_apart(actor: Record, other: Record, knowledge: Knowledge) -> bool:
    """Whether an identifier that names one actor alone has another value for each."""
    mine, theirs = _telling(actor, knowledge), _telling(other, knowledge)
    return any(mine[name].isdisjoint(theirs[name]) for name in mine.keys() & theirs.keys())


def _telling(actor: Record, knowledge: Knowledge) -> Mapping[str, set[str]]:
    values: dict[str, set[str]] = {}
    for name, value in actor["identifiers"]:
        if actor["kind"] in knowledge.terms.properties[name].identifies:
            values.setdefault(name, set()).add(value)
    return values


def _context(slug: str, knowledge: Knowledge) -> str:
    """What a person can tell the other by: its first ties to bodies and places."""
    ties = (knowledge.tie(key) for key in knowledge.ties_of(slug))
    words = (
        f"{tie['label']} {knowledge.actor(tie['to'])['name']}"
        for tie in ties
        if tie["from"] == slug and knowledge.relation(tie).family == "affiliation_tie"
    )
    shown = list(dict.fromkeys(words))[:_TIES_SHOWN]
    return f" ({'; '.join(shown)})" if shown else ""
