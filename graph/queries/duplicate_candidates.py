"""Actors that may be the same: their names match, and no identifier says yes or no. A person decides."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from graph.identity.resolver import CURATED
from graph.index.open_version import OpenVersion
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


def candidates(graph: OpenVersion, decided: Container[frozenset[str]], least: float = LEAST_SCORE) -> list[Candidate]:
    """Curated actors beside actors of public records whose names are alike and whose kind is the same.

    Left out: pairs that are decided, and those that an identifier tells apart.
    """
    best: dict[frozenset[str], Candidate] = {}
    curated = {slug for slug, actor in graph.records.actors.items() if _is_curated(actor, graph)}
    for slug in sorted(curated):
        for candidate in _alike(slug, curated, graph, least):
            pair = frozenset((candidate.one, candidate.other))
            if pair not in decided and candidate.score > (best[pair].score if pair in best else 0):
                best[pair] = candidate
    return sorted(best.values(), key=lambda it: (-it.score, it.one, it.other))


def _alike(slug: str, curated: Container[str], graph: OpenVersion, least: float) -> Iterator[Candidate]:
    actor = graph.actor(slug)
    for name in (actor["name"], *actor["alt_names"]):
        for hit in graph.search(name, limit=_HITS, kind=actor["kind"]):
            if hit.score >= least and hit.slug not in curated and hit.matched != hit.slug:
                other = graph.actor(hit.slug)
                if not _told_apart(actor, other, graph):
                    why = f"{name} ~ {hit.matched}{_context(hit.slug, graph)}"
                    yield Candidate(hit.score, slug, hit.slug, why)


def _is_curated(actor: Record, graph: OpenVersion) -> bool:
    datasets = (graph.records.sources[source]["dataset"] or "" for source in actor["sources"])
    return any(dataset == CURATED or dataset.startswith(f"{CURATED}-") for dataset in datasets)


def _told_apart(actor: Record, other: Record, graph: OpenVersion) -> bool:
    """Whether an identifier that names one actor alone has another value for each."""
    mine, theirs = _telling(actor, graph), _telling(other, graph)
    return any(mine[name].isdisjoint(theirs[name]) for name in mine.keys() & theirs.keys())


def _telling(actor: Record, graph: OpenVersion) -> Mapping[str, set[str]]:
    values: dict[str, set[str]] = {}
    for name, value in actor["identifiers"]:
        if actor["kind"] in graph.terms.properties[name].identifies:
            values.setdefault(name, set()).add(value)
    return values


def _context(slug: str, graph: OpenVersion) -> str:
    """What a person can tell the other by: its first ties to bodies and places."""
    ties = (graph.tie(key) for key in graph.ties_of(slug))
    words = (
        f"{tie['label']} {graph.actor(tie['to'])['name']}"
        for tie in ties
        if tie["from"] == slug and graph.relation(tie).family == "affiliation_tie"
    )
    shown = list(dict.fromkeys(words))[:_TIES_SHOWN]
    return f" ({'; '.join(shown)})" if shown else ""
