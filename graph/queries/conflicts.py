"""Conflicts: where sources contradict each other or differ otherwise, in what, and which source says what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
from typing_extensions import TypedDict

from graph.index.conflict_index import ConflictKind
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.hedges import hedged
from graph.rdf.records import CONTRADICTS, Record
from graph.storage.tie_columns import IN_CONFLICT
from graph.views.actor_views import OutcomeView, outcome_view
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.measured import scope_in_words
from graph.views.pagination import page
from graph.views.sentences import sentence
from graph.views.tie_views import ActorRef, TieView, actor_ref, dates_in_words, tie_view

WantedKind = Literal[ConflictKind, "all"]
_COMPARED = (
    "kind",
    "from",
    "to",
    "about",
    "achieved_through",
    "measure",
    "population",
    "window_years",
    "unit",
    "start",
    "end",
    "amount",
    "amount_hedge",
    "quantity",
    "quantity_hedge",
    "roles",
)


class Side(TypedDict):
    """One side of a conflict: a tie or an outcome, in words, with its receipts."""

    words: str
    tie: TieView | None
    outcome: OutcomeView | None


class Conflict(TypedDict):
    """Claims that do not agree. `differs` lists the fields they differ in; `sources` counts all their sources.

    Of the kind `contradicts` cannot all be true. The `sentence` says who says what, where somebody has written it.
    """

    id: str
    kind: str
    sentence: str | None
    actors: list[ActorRef]
    differs: list[str]
    sources: int
    sides: list[Side]


class ConflictsAnswer(DatedAnswer):
    """A page of conflicts, in order of id."""

    conflicts: list[Conflict]
    count: int
    next: str | None


def conflicts(
    graph: OpenVersion,
    *,
    actor: str | None = None,
    kind: WantedKind = "contradicts",
    tie_filter: Filter = ALL,
    limit: int = 50,
    cursor: str | None = None,
) -> ConflictsAnswer:
    """The contradictions that concern an actor, or all, or the conflicts of another kind; raises Unknown, BadCursor.

    With a filter, those with at least one admitted tie; each is returned with all its sides.
    """
    if actor is not None:
        graph.actor(actor)
    sides = _sides(graph, kind)
    matching = [
        name
        for name, (ties, outcomes) in sides.items()
        if (tie_filter == ALL or any(tie_filter.admits(graph, graph.tie(key)) for key in ties))
        and (actor is None or actor in _actors(graph, ties, outcomes))
    ]
    result = page(matching, lambda name: (name,), limit=limit, cursor=cursor)
    return {
        "conflicts": [_conflict(graph, name, *sides[name]) for name in result.items],
        "count": result.total,
        "next": result.next,
        **undated_part(graph, tie_filter, np.flatnonzero(graph.columns.caution & IN_CONFLICT)),
    }


def conflict(graph: OpenVersion, name: str) -> Conflict:
    """One conflict that is described; raises Unknown."""
    kind = graph.reader.conflict(name)["kind"]
    return _conflict(graph, name, *_sides(graph, kind).get(name, ([], [])))


def conflicts_of(graph: OpenVersion, actor: str) -> set[str]:
    """Ids of the contradictions that involve a tie or an outcome of an actor; raises Unknown."""
    graph.actor(actor)
    rows = graph.adjacency.rows_at(graph.adjacency.number(actor))
    ties = map(graph.tie_at, rows[(graph.columns.caution[rows] & IN_CONFLICT) != 0].tolist())
    outcomes = map(graph.outcome, graph.reader.outcomes_of.get(actor, ()))
    return {name for record in (*ties, *outcomes) for name in record["conflicts"]}


def _sides(graph: OpenVersion, wanted: WantedKind) -> dict[str, tuple[list[str], list[str]]]:
    """Conflict id -> ids of its ties, ids of its outcomes."""
    by_name = graph.conflicts.by_name if wanted == CONTRADICTS else graph.conflicts.differences_by_name
    if wanted == "all":
        by_name = dict(sorted((graph.conflicts.by_name | by_name).items()))
    return {
        name: (sides.get("ties", []), sides.get("outcomes", []))
        for name, sides in by_name.items()
        if wanted in ("all", graph.conflicts.kind(name))
    }


def _conflict(graph: OpenVersion, name: str, ties: list[str], outcomes: list[str]) -> Conflict:
    records = _records(graph, ties, outcomes)
    return {
        "id": name,
        "kind": graph.conflicts.kind(name),
        "sentence": graph.conflicts.sentence(name),
        "actors": [actor_ref(graph, slug) for slug in _actors(graph, ties, outcomes)],
        "differs": _differing(records),
        "sources": len({source for record in records for source in record["sources"]}),
        "sides": [
            *(_tie_side(graph, key) for key in ties),
            *(_outcome_side(graph, key) for key in outcomes),
        ],
    }


def _records(graph: OpenVersion, ties: Iterable[str], outcomes: Iterable[str]) -> list[Record]:
    return [*map(graph.tie, ties), *map(graph.outcome, outcomes)]


def _actors(graph: OpenVersion, ties: Iterable[str], outcomes: Iterable[str]) -> list[str]:
    ends = ("from", "to", "about", "achieved_through")
    records = _records(graph, ties, outcomes)
    return sorted({record[end] for record in records for end in ends if record.get(end)})


def _differing(records: list[Record]) -> list[str]:
    """The fields in which the sides differ. A missing value differs from a given one."""
    names = [name for name in _COMPARED if any(name in record for record in records)]
    return [name for name in names if len({record.get(name) for record in records}) > 1]


def _tie_side(graph: OpenVersion, key: str) -> Side:
    view = tie_view(graph, key)
    parts = [sentence(graph, key, view["from"]["id"]), *_numbers(view), view["dates"]]
    return {"words": ", ".join(filter(None, parts)), "tie": view, "outcome": None}


def _numbers(view: TieView | OutcomeView) -> list[str]:
    """The amount and the quantity of a side, those that it has."""
    numbers = [
        (view["amount"], view["currency"], view["amount_hedge"]),
        (view["quantity"], view["unit"], view["quantity_hedge"]),
    ]
    return [hedged(f"{value:,} {unit}", hedge) for value, unit, hedge in numbers if value is not None]


def _outcome_side(graph: OpenVersion, key: str) -> Side:
    view = outcome_view(graph, key)
    numbers = _numbers(view) if view["quantity"] is not None else [*_numbers(view), view["unit"]]
    dates = dates_in_words(graph.outcome(key), is_event=True)
    scope = scope_in_words(view["population"], view["window_years"])
    details = ", ".join(filter(None, (view["measure_label"], *numbers, scope, dates)))
    return {"words": f"{view['about']['name']}: {details}", "tie": None, "outcome": view}
