"""What page, API and command line all show: actors, ties and sources with their receipts, as plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable

from typing_extensions import TypedDict

from graph.index.filter_masks import admits
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.dates import dates_in_words
from graph.model.ids import BASE
from graph.rdf.records import Record
from graph.views.values import Number, figures


class ActorRef(TypedDict):
    """An actor, named."""

    id: str
    name: str
    kind: str


class SourceRef(TypedDict):
    """A source, named. `tier` is 1 (strongest) to 3."""

    id: str
    title: str
    url: str
    publisher: str | None
    published: str | None
    tier: int | None


class Receipt(TypedDict):
    """One source that states a tie: where in it, and how sure it is (`stated`, `opinion`, `disputed`)."""

    source: SourceRef
    role: str | None
    locator: str | None
    note: str | None
    claim_status: str | None


TieView = TypedDict(
    "TieView",
    {
        "id": str,
        "iri": str,
        "relation": str,
        "label": str,
        "inverse_label": str,
        "from": ActorRef,
        "to": ActorRef,
        "roles": list[str],
        "start": str | None,
        "end": str | None,
        "dates": str,
        "amount": Number | None,
        "currency": str | None,
        "cumulative": bool | None,
        "quantity": Number | None,
        "unit": str | None,
        "claim_status": str | None,
        "conflicts": list[str],
        "receipts": list[Receipt],
    },
)
"""A tie with its receipts. `dates` says start and end in words, and what is not known.

`cumulative` is true where the amount is a running total.
"""


class OutcomeView(TypedDict):
    """A measured or claimed number, with its receipts."""

    id: str
    iri: str
    about: ActorRef
    achieved_through: ActorRef | None
    outcome_type: str | None
    quantity: Number | None
    unit: str | None
    amount: Number | None
    currency: str | None
    cumulative: bool | None
    start: str | None
    end: str | None
    claim_status: str | None
    conflicts: list[str]
    receipts: list[Receipt]


class ActorView(TypedDict):
    """An actor with all that is known of it. `ties` are the first of the `tie_count`, outgoing ones before others."""

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
    outcomes: list[OutcomeView]


class SourceView(TypedDict):
    """A source and all that rests on it."""

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


def actor_ref(graph: OpenVersion, slug: str) -> ActorRef:
    """An actor, named; raises Unknown."""
    if slug not in graph.adjacency:
        graph.actor(slug)  # which says what to do
    return actor_ref_at(graph, graph.adjacency.number(slug))


def actor_ref_at(graph: OpenVersion, number: int) -> ActorRef:
    """The actor of a number, named."""
    kind = graph.index.kind_names[graph.columns.actor_kind[number]]
    return {"id": graph.actor_ids[number], "name": graph.actor_names[number], "kind": kind}


def source_ref(graph: OpenVersion, key: str) -> SourceRef:
    """A source, named; one that is not described is known by its id alone."""
    held = graph.records.sources.get(key, {})
    return {
        "id": key,
        "title": held.get("title") or key,
        "url": held.get("source_url") or f"{BASE}source/{key}",
        "publisher": held.get("publisher"),
        "published": held.get("published"),
        "tier": held.get("tier"),
    }


def receipts(graph: OpenVersion, record: Record) -> list[Receipt]:
    """The receipts of a tie or an outcome, strongest source first."""
    found: list[Receipt] = [
        {
            "source": source_ref(graph, receipt["source"]),
            "role": receipt["role"],
            "locator": receipt["locator"],
            "note": receipt["note"],
            "claim_status": receipt["claim_status"],
        }
        for receipt in record["receipts"]
    ]
    if len(found) > 1:
        found.sort(key=lambda receipt: (receipt["source"]["tier"] or 9, receipt["source"]["id"]))
    return found


def sources_of(graph: OpenVersion, ties: Iterable[str]) -> list[str]:
    """Ids of the sources that ties rest on, in order; raises Unknown."""
    return sorted({source for key in ties for source in graph.tie(key)["sources"]})


def tie_view(graph: OpenVersion, key: str) -> TieView:
    """One tie; raises Unknown."""
    tie = graph.tie(key)
    return _tie_view(graph, key, tie, actor_ref(graph, tie["from"]), actor_ref(graph, tie["to"]))


def tie_view_at(graph: OpenVersion, row: int) -> TieView:
    """The tie of a row."""
    columns = graph.columns
    start, end = (actor_ref_at(graph, column[row]) for column in (columns.start, columns.end))
    return _tie_view(graph, graph.tie_ids[row], graph.tie_at(row), start, end)


def _tie_view(graph: OpenVersion, key: str, tie: Record, start: ActorRef, end: ActorRef) -> TieView:
    return {
        "id": key,
        "iri": f"{BASE}tie/{key}",
        "relation": tie["kind"],
        "label": tie["label"],
        "inverse_label": tie["inverse_label"],
        "from": start,
        "to": end,
        "roles": list(tie["roles"]),
        "dates": dates_in_words(tie, is_event=graph.relation(tie).temporality == "event"),
        **figures(tie),
        "receipts": receipts(graph, tie),
    }


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
        **figures(outcome),
        "receipts": receipts(graph, outcome),
    }


def actor_view(graph: OpenVersion, slug: str, only: Filter = ALL, *, shown: int | None = None) -> ActorView:
    """One actor with its outcomes and the first `shown` of its ties that are asked for, or all; raises Unknown."""
    actor = graph.actor(slug)
    rows = graph.adjacency.rows_at(graph.adjacency.number(slug))
    rows = rows[admits(graph, only, rows)]
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
        "ties": [tie_view_at(graph, row) for row in rows[:shown].tolist()],
        "outcomes": _outcomes(graph, graph.reader.outcomes_of.get(slug, ())),
    }


def source_view(graph: OpenVersion, key: str) -> SourceView:
    """One source and all that rests on it; raises Unknown."""
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
