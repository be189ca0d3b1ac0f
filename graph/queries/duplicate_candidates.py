"""Pairs of actors that may be the same: their names are similar, and no identifier decides. A person must decide."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from graph.identity.actor_merging import CURATED
from graph.index.open_version import OpenVersion
from graph.rdf.records import Record

LEAST_SCORE = 88.0
_HITS = 8
_TIES_SHOWN = 2


class Candidate(NamedTuple):
    """Two actors, the similarity of their names (0 to 100), and the names that match."""

    score: float
    one: str
    other: str
    why: str


def candidates(graph: OpenVersion, decided: Container[frozenset[str]], least: float = LEAST_SCORE) -> list[Candidate]:
    """Pairs of a curated actor and an actor of public records, of the same kind and with similar names; best first.

    Leaves out pairs that are decided already, and pairs with different identifiers.
    """
    best: dict[frozenset[str], Candidate] = {}
    curated = {slug for slug, actor in graph.records.actors.items() if _is_curated(actor, graph)}
    for slug in sorted(curated):
        for candidate in _similar(slug, curated, graph, least):
            pair = frozenset((candidate.one, candidate.other))
            if pair not in decided and candidate.score > (best[pair].score if pair in best else 0):
                best[pair] = candidate
    return sorted(best.values(), key=lambda it: (-it.score, it.one, it.other))


def _similar(slug: str, curated: Container[str], graph: OpenVersion, least: float) -> Iterator[Candidate]:
    actor = graph.actor(slug)
    for name in (actor["name"], *actor["alt_names"]):
        for hit in graph.search(name, limit=_HITS, kind=actor["kind"]):
            if hit.score >= least and hit.slug not in curated and hit.matched != hit.slug:
                other = graph.actor(hit.slug)
                if not _have_different_ids(actor, other, graph):
                    why = f"{name} ~ {hit.matched}{_context(hit.slug, graph)}"
                    yield Candidate(hit.score, slug, hit.slug, why)


def _is_curated(actor: Record, graph: OpenVersion) -> bool:
    datasets = (graph.records.sources[source]["dataset"] or "" for source in actor["sources"])
    return any(dataset == CURATED or dataset.startswith(f"{CURATED}-") for dataset in datasets)


def _have_different_ids(actor: Record, other: Record, graph: OpenVersion) -> bool:
    """Whether the two actors have different values of an identifier that is unique to one actor."""
    mine, theirs = _unique_ids(actor, graph), _unique_ids(other, graph)
    return any(mine[name].isdisjoint(theirs[name]) for name in mine.keys() & theirs.keys())


def _unique_ids(actor: Record, graph: OpenVersion) -> Mapping[str, set[str]]:
    values: dict[str, set[str]] = {}
    for name, value in actor["identifiers"]:
        if actor["kind"] in graph.terms.properties[name].identifies:
            values.setdefault(name, set()).add(value)
    return values


def _context(slug: str, graph: OpenVersion) -> str:
    """A few affiliations of an actor, which help a person to decide."""
    ties = (graph.tie(key) for key in graph.ties_of(slug))
    words = (
        f"{tie['label']} {graph.actor(tie['to'])['name']}"
        for tie in ties
        if tie["from"] == slug and graph.relation(tie).family == "affiliation_tie"
    )
    parts = list(dict.fromkeys(words))[:_TIES_SHOWN]
    return f" ({'; '.join(parts)})" if parts else ""
