"""Actors, outcomes and sources as plain dictionaries, as the API returns them; ties are in `tie_views`."""

from __future__ import annotations

from collections.abc import Iterable

from typing_extensions import TypedDict

from graph.index.filter_masks import admits
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.ids import BASE
from graph.views.bills_of_law import BillOfLaw, bills_of_law
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.measured import measured
from graph.views.tie_views import (
    ActorRef,
    Number,
    Receipt,
    SourceRef,
    TieView,
    actor_ref,
    figures,
    receipts,
    source_ref,
    tie_view,
    tie_view_at,
)


class OutcomeView(TypedDict):
    """An outcome (a measured or claimed number) with its receipts.

    `population` says who or what is counted, `window_years` over how many years a rate is measured.
    """

    id: str
    iri: str
    about: ActorRef
    achieved_through: ActorRef | None
    outcome_type: str | None
    measure: str | None
    measure_label: str | None
    population: str | None
    window_years: Number | None
    quantity: Number | None
    unit: str | None
    quantity_hedge: str | None
    amount: Number | None
    currency: str | None
    amount_hedge: str | None
    cumulative: bool | None
    start: str | None
    end: str | None
    attested: list[str]
    claim_status: str | None
    conflicts: list[str]
    differences: list[str]
    receipts: list[Receipt]


class ActorView(DatedAnswer):
    """An actor with all that is known of it. `ties` are the first of `tie_count` ties, outgoing ones first.

    `bills` are those of a law, whatever the time that is asked for: who introduced and cosponsored it did so there.
    """

    id: str
    iri: str
    kind: str
    name: str
    alt_names: list[str]
    description: str | None
    identifiers: dict[str, list[str]]
    described_by: list[SourceRef]
    tie_count: int
    ties: list[TieView]
    bills: list[BillOfLaw]
    outcomes: list[OutcomeView]


class SourceView(TypedDict):
    """A source and all that it supports."""

    id: str
    iri: str
    title: str
    url: str
    publisher: str | None
    author: str | None
    published: str | None
    tier: int | None
    dataset: str | None
    licence: str | None
    retrieved: str | None
    sha256: str | None
    actors: list[ActorRef]
    ties: list[TieView]
    outcomes: list[OutcomeView]


def outcome_view(graph: OpenVersion, key: str) -> OutcomeView:
    """One outcome; raises Unknown."""
    outcome = graph.outcome(key)
    through = outcome["achieved_through"]
    return {
        "id": key,
        "iri": f"{BASE}outcome/{key}",
        "about": actor_ref(graph, outcome["about"]),
        "achieved_through": actor_ref(graph, through) if through else None,
        "outcome_type": outcome["outcome_type"],
        **measured(graph, outcome),
        **figures(outcome),
        "receipts": receipts(graph, outcome),
    }


def actor_view(graph: OpenVersion, slug: str, tie_filter: Filter = ALL, *, limit: int | None = None) -> ActorView:
    """One actor with its outcomes and its admitted ties, the first `limit` or all; raises Unknown."""
    actor = graph.actor(slug)
    rows = graph.adjacency.rows_at(graph.adjacency.number(slug))
    undated = undated_part(graph, tie_filter, rows)
    rows = rows[admits(graph, tie_filter, rows)]
    identifiers: dict[str, list[str]] = {}
    for name, value in actor["identifiers"]:
        identifiers.setdefault(name, []).append(value)
    return {
        "id": slug,
        "iri": f"{BASE}id/{slug}",
        "kind": actor["kind"],
        "name": actor["name"],
        "alt_names": list(actor["alt_names"]),
        "description": actor["description"],
        "identifiers": identifiers,
        "described_by": [source_ref(graph, key) for key in actor["sources"]],
        "tie_count": len(rows),
        "ties": [tie_view_at(graph, row, tie_filter.moment) for row in rows[:limit].tolist()],
        "bills": bills_of_law(graph, slug),
        "outcomes": _outcomes(graph, graph.reader.outcomes_of.get(slug, ())),
        **undated,
    }


def source_view(graph: OpenVersion, key: str) -> SourceView:
    """One source and all that it supports; raises Unknown."""
    source = graph.source(key)
    sources = graph.index.sources
    return {
        "id": key,
        "iri": f"{BASE}source/{key}",
        "title": source["title"] or key,
        "url": source["source_url"],
        "publisher": source["publisher"],
        "author": source["author"],
        "published": source["published"],
        "tier": source["tier"],
        "dataset": source["dataset"],
        "licence": source["licence"],
        "retrieved": source["retrieved"],
        "sha256": source["sha256"],
        "actors": [actor_ref(graph, graph.actor_ids[place]) for place in sources.actors(key).tolist()],
        "ties": _ties(graph, graph.ids_of_ties(sources.ties(key).tolist())),
        "outcomes": _outcomes(graph, sources.outcomes(key)),
    }


def _ties(graph: OpenVersion, keys: Iterable[str]) -> list[TieView]:
    return [tie_view(graph, key) for key in keys]


def _outcomes(graph: OpenVersion, keys: Iterable[str]) -> list[OutcomeView]:
    return [outcome_view(graph, key) for key in keys]
