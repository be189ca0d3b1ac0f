"""What depends on one source alone, and would be lost without it."""

from __future__ import annotations

from typing_extensions import TypedDict

from graph.index.open_version import OpenVersion
from graph.views.actor_views import OutcomeView, outcome_view
from graph.views.pagination import page
from graph.views.tie_views import ActorRef, SourceRef, TieView, actor_ref, source_ref, tie_view


class SourceDependence(TypedDict):
    """What would be lost without a source.

    `ties` and `outcomes` are supported by it alone, `undescribed` actors are described by no other source, and
    `cut_off` actors would have no ties left. `ties_kept` counts the ties that other sources support too.
    """

    source: SourceRef
    ties_lost: int
    ties_kept: int
    ties: list[TieView]
    outcomes: list[OutcomeView]
    undescribed: list[ActorRef]
    cut_off: list[ActorRef]
    next: str | None


def source_dependence(graph: OpenVersion, key: str, *, limit: int = 50, cursor: str | None = None) -> SourceDependence:
    """What would be lost without a source, with its ties in pages. Raises Unknown, BadCursor."""
    graph.source(key)
    sources = graph.index.sources
    ties = graph.ids_of_ties(sources.alone(key).tolist())
    outcomes = [outcome for outcome in sources.outcomes(key) if graph.outcome(outcome)["sources"] == (key,)]
    described = (graph.actor_ids[place] for place in sources.actors(key).tolist())
    undescribed = [slug for slug in described if graph.actor(slug)["sources"] == (key,)]
    result = page(ties, lambda tie: (tie,), limit=limit, cursor=cursor)
    return {
        "source": source_ref(graph, key),
        "ties_lost": len(ties),
        "ties_kept": len(sources.ties(key)) - len(ties),
        "ties": [tie_view(graph, tie) for tie in result.items],
        "outcomes": [outcome_view(graph, outcome) for outcome in outcomes],
        "undescribed": [actor_ref(graph, slug) for slug in undescribed],
        "cut_off": [actor_ref(graph, slug) for slug in _cut_off(graph, set(ties))],
        "next": result.next,
    }


def _cut_off(graph: OpenVersion, lost: set[str]) -> list[str]:
    ends = {end for key in lost for end in (graph.tie(key)["from"], graph.tie(key)["to"])}
    return sorted(slug for slug in ends if lost.issuperset(graph.ties_of(slug)))
