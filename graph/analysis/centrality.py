"""Centrality measures of actors, with how each was computed and the ties that it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, get_args

from typing_extensions import TypedDict

from graph.analysis.backends import CONFIDENCE, Engine, Estimate, engine, estimate, pivots
from graph.analysis.projection import Network
from graph.analysis.ranking import RankRange, rank_ranges
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.pagination import page
from graph.views.tie_views import ActorRef, Number, TieView, actor_ref, sources_of, tie_view

MeasureName = Literal["degree", "weighted_degree", "pagerank", "betweenness", "closeness", "k_core"]
MEASURES: tuple[MeasureName, ...] = get_args(MeasureName)
FROM_EACH_ACTOR: frozenset[MeasureName] = frozenset({"betweenness", "closeness"})
"""The measures that search for shortest paths from each actor."""
DAMPING = 0.85
SEED = 1
SHOWN = 10
"""How many ties are listed with each rank; `ties_behind` lists all of them."""

MEANINGS: dict[MeasureName, str] = {
    "degree": "the number of neighbors",
    "weighted_degree": "the number of ties",
    "pagerank": "how often a walk along the ties, in their direction, would be there",
    "betweenness": "the share of the shortest paths between two others that go through it",
    "closeness": "how near it is to the others, 1 being next to all of them",
    "k_core": "the largest k such that it belongs to a part of the network where all have k neighbors in that part",
}


class EngineView(TypedDict):
    """The software that computed an answer."""

    name: str
    version: str


class ErrorBound(TypedDict):
    """With this confidence, no value differs from the exact one by more than `error`. `samples` actors were sampled."""

    samples: int
    error: float
    confidence: float


class Rank(TypedDict):
    """An actor and its value; actors with equal values share a rank. `ties` are the first of `tie_count` ties.

    Where values are estimates, the actor may have any rank from `rank` to `rank_to`; else both are the same. `sources`
    are those that support these ties.
    """

    rank: int
    rank_to: int
    actor: ActorRef
    value: Number
    tie_count: int
    ties: list[str]
    sources: list[str]


class MeasureAnswer(DatedAnswer):
    """Actors ranked by a measure, highest first; those that may have the same ranks are in order of id.

    `error` is None if the values are exact.
    """

    measure: MeasureName
    meaning: str
    engine: EngineView
    parameters: dict[str, Any]
    error: ErrorBound | None
    actors: int
    ties: int
    ranks: list[Rank]
    next: str | None


class TiesBehind(DatedAnswer):
    """A page of the ties that the rank of an actor rests on."""

    measure: MeasureName
    actor: ActorRef
    count: int
    ties: list[TieView]
    next: str | None


class Scores(TypedDict):
    """A measure of every actor, in order of id: plain values that can be stored as JSON."""

    measure: MeasureName
    engine: EngineView
    parameters: dict[str, Any]
    error: ErrorBound | None
    actors: list[str]
    values: list[float] | list[int]


class _Computed(NamedTuple):
    values: list[float] | list[int]
    parameters: dict[str, Any]
    error: Estimate | None = None


def scores(
    graph: OpenVersion,
    name: MeasureName,
    *,
    tie_filter: Filter = ALL,
    engine_name: str | None = None,
    samples: int | None = None,
    seed: int = SEED,
) -> Scores:
    """Compute a measure, which may take seconds; raises ValueError for an engine that is not installed.

    With `samples`, betweenness is estimated from that many actors; by default only where exact values would take
    longer than a minute.
    """
    network = Network(graph, tie_filter)
    searches = len(network.actors) if name in FROM_EACH_ACTOR else 1
    chosen = engine(engine_name, searches * network.steps)
    result = _computed(network, name, chosen, samples, seed)
    return {
        "measure": name,
        "engine": {"name": chosen.name, "version": chosen.version},
        "parameters": result.parameters | network.left_aside,
        "error": _bound(result.error),
        "actors": network.actors,
        "values": result.values,
    }


def measure(
    graph: OpenVersion,
    name: MeasureName,
    *,
    tie_filter: Filter = ALL,
    limit: int = 50,
    cursor: str | None = None,
    computed: Scores | None = None,
) -> MeasureAnswer:
    """Rank the actors by a measure; raises BadCursor.

    `computed` are scores that were computed before; raises ValueError if they are of other ties or another measure.
    """
    all_scores = computed or scores(graph, name, tie_filter=tie_filter)
    network = Network(graph, tie_filter)
    if all_scores["actors"] != network.actors or all_scores["measure"] != name:
        raise ValueError(f"the scores are not those of {name} for these ties: compute them again")
    bound = all_scores["error"]
    ranked = rank_ranges(all_scores["values"], bound and bound["error"])
    result = page(range(len(network.actors)), lambda number: (*ranked[number], number), limit=limit, cursor=cursor)
    return {
        "measure": name,
        "meaning": MEANINGS[name],
        "engine": all_scores["engine"],
        "parameters": all_scores["parameters"],
        "error": all_scores["error"],
        "actors": len(network.actors),
        "ties": network.size,
        "ranks": [_rank(network, all_scores, number, ranked[number]) for number in result.items],
        "next": result.next,
        **undated_part(graph, tie_filter),
    }


def ties_behind(
    graph: OpenVersion,
    name: MeasureName,
    slug: str,
    *,
    tie_filter: Filter = ALL,
    limit: int = 50,
    cursor: str | None = None,
    computed: Scores | None = None,
) -> TiesBehind:
    """The ties behind the rank of an actor; raises Unknown, BadCursor.

    They are the ties of the actor; for PageRank only the incoming ones, for a k-core only those within it. `computed`
    are scores that were computed before.
    """
    actor = actor_ref(graph, slug)
    network = Network(graph, tie_filter)
    cores = (computed or scores(graph, name, tie_filter=tie_filter))["values"] if name == "k_core" else []
    keys = _behind(network, name, network.number[slug], cores) if slug in network.number else []
    result = page(keys, lambda key: (key,), limit=limit, cursor=cursor)
    return {
        "measure": name,
        "actor": actor,
        "count": result.total,
        "ties": [tie_view(graph, key, tie_filter.moment) for key in result.items],
        "next": result.next,
        **undated_part(graph, tie_filter, graph.adjacency.rows_at(graph.adjacency.number(slug))),
    }


def _computed(network: Network, name: MeasureName, chosen: Engine, samples: int | None, seed: int) -> _Computed:
    compute: dict[MeasureName, Callable[[], _Computed]] = {
        "degree": lambda: _Computed(network.degrees.tolist(), {}),
        "weighted_degree": lambda: _Computed(network.weighted_degrees.tolist(), {}),
        "pagerank": lambda: _Computed(chosen.pagerank(network, DAMPING), {"damping": DAMPING, "directed": True}),
        "betweenness": lambda: _betweenness(network, chosen, samples, seed),
        "closeness": lambda: _Computed(chosen.closeness(network), {"formula": "Wasserman and Faust"}),
        "k_core": lambda: _Computed(chosen.core(network), {}),
    }
    return compute[name]()


def _betweenness(network: Network, chosen: Engine, samples: int | None, seed: int) -> _Computed:
    actors = len(network.actors)
    samples = pivots(chosen, network) if samples is None else samples
    if samples is None or max(samples, 2) >= actors:
        return _Computed(chosen.betweenness(network, None, seed), {"method": "exact", "normalized": True})
    samples = max(samples, 2)
    parameters = {"method": "sampled", "samples": samples, "seed": seed, "normalized": True}
    return _Computed(chosen.betweenness(network, samples, seed), parameters, estimate(actors, samples, CONFIDENCE))


def _rank(network: Network, all_scores: Scores, number: int, ranks: RankRange) -> Rank:
    keys = _behind(network, all_scores["measure"], number, all_scores["values"])
    return {
        "rank": ranks.first,
        "rank_to": ranks.last,
        "actor": actor_ref(network.graph, network.actors[number]),
        "value": all_scores["values"][number],
        "tie_count": len(keys),
        "ties": keys[:SHOWN],
        "sources": sources_of(network.graph, keys[:SHOWN]),
    }


def _behind(network: Network, name: MeasureName, number: int, cores: list[float] | list[int]) -> list[str]:
    keys = network.ties_of(number)
    if name == "pagerank":
        ties, me = network.graph.records.ties, network.actors[number]
        return [key for key in keys if ties[key]["to"] == me]
    if name == "k_core":
        inside = [other for other in network.neighbors(number) if cores[other] >= cores[number]]
        return sorted(key for other in inside for key in network.ties_between(number, other))
    return keys


def _bound(estimate: Estimate | None) -> ErrorBound | None:
    return estimate and {"samples": estimate.samples, "error": estimate.error, "confidence": estimate.confidence}
