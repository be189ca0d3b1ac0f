"""Paginated listings of actors, ties, outcomes and sources, in various orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, cast
from weakref import WeakKeyDictionary

import numpy as np
from typing_extensions import TypedDict

from graph.index.filter_masks import Rows, admits
from graph.index.filters import ALL, Filter, inside
from graph.index.open_version import OpenVersion
from graph.model.dates import Attestation
from graph.rdf.records import Record
from graph.storage.tie_columns import NO_DAY
from graph.views.actor_views import OutcomeView, outcome_view
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.pagination import Key, uncounted_page
from graph.views.tie_views import ActorRef, SourceRef, TieView, actor_ref, source_ref, tie_view_at

_ORDERS: WeakKeyDictionary[OpenVersion, dict[str, Rows]] = WeakKeyDictionary()
"""A cache of sorted rows and numbers by name of the order, for as long as a version is open."""

ActorOrder = Literal["id", "name", "ties"]
TieOrder = Literal["id", "date", "amount"]


class ListedActor(TypedDict):
    """An actor in a list. `sources` are those that describe it."""

    actor: ActorRef
    description: str | None
    ties: int
    sources: list[str]


class ActorsAnswer(TypedDict):
    """A page of actors."""

    actors: list[ListedActor]
    next: str | None


class TiesAnswer(DatedAnswer):
    """A page of ties."""

    ties: list[TieView]
    next: str | None


_GOAL = "goal"
"""The type of an outcome that is only aimed at."""


class OutcomesAnswer(TypedDict):
    """A page of outcomes. `goals_left_out` is how many goals an answer on a measure leaves out."""

    outcomes: list[OutcomeView]
    next: str | None
    goals_left_out: int


class ListedSource(TypedDict):
    """A source in a list, and how much it supports. `alone` counts the ties that no other source supports."""

    source: SourceRef
    actors: int
    ties: int
    alone: int
    outcomes: int


class SourcesAnswer(TypedDict):
    """A page of sources."""

    sources: list[ListedSource]
    next: str | None


def actors(
    graph: OpenVersion,
    *,
    kinds: frozenset[str] = frozenset(),
    places: frozenset[str] = frozenset(),
    sort: ActorOrder = "id",
    limit: int = 50,
    cursor: str | None = None,
) -> ActorsAnswer:
    """The actors of some kinds, or all, of some places or anywhere. Raises BadCursor, and Unknown for a place.

    With `sort` `ties`, those with the most ties come first.
    """
    is_there = inside(graph, places) if places else None

    def key(number: int) -> Key:
        slug = graph.actor_ids[number]
        keys: dict[ActorOrder, Key] = {
            "id": (slug,),
            "name": (graph.actor_names[number].casefold(), slug),
            "ties": (-graph.degree(slug), slug),
        }
        return keys[sort]

    def fits(number: int) -> bool:
        if is_there is not None and not is_there[number]:
            return False
        return not kinds or graph.index.kind_names[graph.columns.actor_kind[number]] in kinds

    result = uncounted_page(_places(_actors(graph, sort)), key, admits=fits, limit=limit, cursor=cursor)
    slugs = [graph.actor_ids[number] for number in result.items]
    return {"actors": [_listed_actor(graph, slug) for slug in slugs], "next": result.next}


def ties(
    graph: OpenVersion,
    *,
    actor: str | None = None,
    tie_filter: Filter = ALL,
    sort: TieOrder = "id",
    limit: int = 50,
    cursor: str | None = None,
) -> TiesAnswer:
    """The ties of an actor, or all. By `date`, undated ones are last; by `amount`, the largest is first.

    Raises Unknown, BadCursor.
    """
    rows = _ties(graph, sort)
    if actor:
        graph.actor(actor)
        _, own = graph.adjacency.at(graph.adjacency.number(actor))
        rows = np.unique(own) if sort == "id" else rows[np.isin(rows, own)]
    undated = undated_part(graph, tie_filter, rows)
    if tie_filter != ALL:
        rows = rows[admits(graph, tie_filter, rows)]
    result = uncounted_page(_places(rows), lambda row: _tie_key(graph, row, sort), limit=limit, cursor=cursor)
    views = [tie_view_at(graph, row, tie_filter.moment) for row in result.items]
    return {"ties": views, "next": result.next, **undated}


def outcomes(
    graph: OpenVersion,
    *,
    actor: str | None = None,
    outcome_type: str | None = None,
    measure: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> OutcomesAnswer:
    """The outcomes about an actor or achieved through it, or all, in order of id. Raises Unknown, BadCursor.

    With `measure`, those of this measure and of narrower ones, side by side where measure, population and window are
    alike; a goal is then left out unless it is the type that is asked for, since nobody has reached it.
    """
    if actor:
        graph.actor(actor)
    keys = sorted(graph.reader.outcomes_of.get(actor, ())) if actor else list(graph.records.outcomes)
    types = {key: graph.outcome(key)["outcome_type"] for key in keys} if outcome_type or measure else {}
    goals: list[str] = []
    if measure:
        keys = _of_measure(graph, keys, measure)
        goals = [key for key in keys if types[key] == _GOAL and outcome_type is None]
    keys = [key for key in keys if key not in goals and outcome_type in (None, types.get(key))]
    result = uncounted_page(
        keys, lambda key: _comparison(graph, key) if measure else (key,), limit=limit, cursor=cursor
    )
    views = [outcome_view(graph, key) for key in result.items]
    return {"outcomes": views, "next": result.next, "goals_left_out": len(goals)}


def _of_measure(graph: OpenVersion, keys: Iterable[str], measure: str) -> list[str]:
    """Outcomes of a measure or of a narrower one, those next to each other that can be compared."""
    measures = graph.terms.with_narrower(measure)
    measured = (key for key in keys if graph.outcome(key)["measure"] in measures)
    return sorted(measured, key=lambda key: _comparison(graph, key))


def _comparison(graph: OpenVersion, key: str) -> Key:
    """Measure, population and window, those that are not known last; then the id."""
    outcome = graph.outcome(key)
    population, years = outcome["population"], outcome["window_years"]
    return outcome["measure"], population is None, population or "", years is None, float(years or 0), key


def sources(
    graph: OpenVersion,
    *,
    tiers: frozenset[int] = frozenset(),
    publisher: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> SourcesAnswer:
    """The sources of some tiers, or all, in order of id. Raises BadCursor."""

    def admits(key: str) -> bool:
        source = graph.source(key)
        return (not tiers or source["tier"] in tiers) and publisher in (None, source["publisher"])

    result = uncounted_page(list(graph.records.sources), lambda key: (key,), admits=admits, limit=limit, cursor=cursor)
    return {"sources": [_listed_source(graph, key) for key in result.items], "next": result.next}


def _places(rows: Rows) -> Sequence[int]:
    """An array typed as a sequence. It is not converted to a list, since only the items on a page are read."""
    return cast("Sequence[int]", rows)


def _ordered(graph: OpenVersion, name: str, make: Callable[[], Rows]) -> Rows:
    orders = _ORDERS.setdefault(graph, {})
    if name not in orders:
        orders[name] = make()
    return orders[name]


def _actors(graph: OpenVersion, sort: ActorOrder) -> Rows:
    """The numbers of all actors in this order."""
    orders: dict[ActorOrder, Callable[[], Rows]] = {
        "id": lambda: np.arange(len(graph.actor_ids)),
        "name": lambda: np.argsort(graph.columns.actor_rank),
        "ties": lambda: np.argsort(-graph.adjacency.degrees, kind="stable"),
    }
    return _ordered(graph, f"actors by {sort}", orders[sort])


def _ties(graph: OpenVersion, sort: TieOrder) -> Rows:
    """The rows of all ties in this order."""
    columns = graph.columns
    own = np.where(columns.start_first != NO_DAY, columns.start_first, columns.end_first)
    known = np.where(own != NO_DAY, own, columns.begun_by)
    orders: dict[TieOrder, Callable[[], Rows]] = {
        "id": lambda: np.arange(len(columns.start)),
        "date": lambda: np.argsort(np.where(known != NO_DAY, known.astype(np.float64), np.inf), kind="stable"),
        "amount": lambda: np.argsort(np.nan_to_num(-columns.amount, nan=np.inf), kind="stable"),
    }
    return _ordered(graph, f"ties by {sort}", orders[sort])


def _tie_key(graph: OpenVersion, row: int, sort: TieOrder) -> Key:
    tie, key = graph.tie_at(row), graph.tie_ids[row]
    match sort:
        case "id":
            return (key,)
        case "amount":
            amount = tie["amount"]
            return (0, -float(amount), key) if amount is not None else (1, 0, key)
        case "date":
            day = _day_of_timeline(tie)
            return (0, day, key) if day else (1, "", key)


def _day_of_timeline(tie: Record) -> str | None:
    """The first day of its start, else of its end, else the day by which attested dates prove that it had begun."""
    if known := tie["start"] or tie["end"]:
        return _first_day(str(known))
    attested = Attestation.of(tie["attested"])
    return attested.begun_by.isoformat() if attested else None


def _first_day(text: str) -> str:
    """The first day that a partial date may mean, as an ISO date."""
    return f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10]


def _listed_actor(graph: OpenVersion, slug: str) -> ListedActor:
    actor = graph.actor(slug)
    return {
        "actor": actor_ref(graph, slug),
        "description": actor["description"],
        "ties": graph.degree(slug),
        "sources": list(actor["sources"]),
    }


def _listed_source(graph: OpenVersion, key: str) -> ListedSource:
    counts = graph.index.sources.counts(key)
    return {
        "source": source_ref(graph, key),
        "actors": counts.actors,
        "ties": counts.ties,
        "alone": counts.alone,
        "outcomes": counts.outcomes,
    }
