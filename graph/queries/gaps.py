"""Gaps: what the graph knows to be missing about actors and ties, such as dates, amounts and second sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

import numpy as np
from typing_extensions import TypedDict

from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.money.families import MONEY
from graph.queries.single_source import single_source_actors
from graph.queries.tie_selection import TieSelection
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.pagination import page
from graph.views.tie_views import ActorRef, TieView, actor_ref, tie_view

GapName = Literal[
    "actors_with_one_source",
    "actors_without_description",
    "actors_without_ties",
    "ties_with_one_source",
    "ties_without_dates",
    "money_without_amount",
]
GAPS: tuple[GapName, ...] = get_args(GapName)


class GapCount(TypedDict):
    """How many actors or ties a gap has."""

    gap: GapName
    meaning: str
    count: int


class GapActor(TypedDict):
    """An actor, and the ids of all sources that describe it or state a tie or an outcome of it."""

    actor: ActorRef
    sources: list[str]


class GapAnswer(DatedAnswer):
    """A page of the actors or the ties in one gap. `count` is the number on all pages."""

    gap: GapName
    meaning: str
    count: int
    actors: list[GapActor]
    ties: list[TieView]
    next: str | None


class _Gap(NamedTuple):
    """How to find a gap: `ids` lists the actors (with `of_actors`) or ties of a selection that are in it."""

    meaning: str
    ids: Callable[[TieSelection], list[str]]
    of_actors: bool = False


def gap(
    graph: OpenVersion, name: GapName, *, tie_filter: Filter = ALL, limit: int = 50, cursor: str | None = None
) -> GapAnswer:
    """The actors or ties in one gap, in order of id; raises BadCursor."""
    definition = _GAPS[name]
    ids = definition.ids(TieSelection(graph, tie_filter))
    result = page(ids, lambda key: (key,), limit=limit, cursor=cursor)
    return {
        "gap": name,
        "meaning": definition.meaning,
        "count": result.total,
        "actors": [_gap_actor(graph, slug) for slug in result.items] if definition.of_actors else [],
        "ties": [] if definition.of_actors else [tie_view(graph, key, tie_filter.moment) for key in result.items],
        "next": result.next,
        **undated_part(graph, tie_filter),
    }


def gap_counts(selection: TieSelection) -> list[GapCount]:
    """The size of every gap among the selected ties and their actors."""
    return [
        {"gap": name, "meaning": definition.meaning, "count": len(definition.ids(selection))}
        for name, definition in _GAPS.items()
    ]


def _gap_actor(graph: OpenVersion, slug: str) -> GapActor:
    return {"actor": actor_ref(graph, slug), "sources": sorted(_sources_of_actor(graph, slug))}


def _sources_of_actor(graph: OpenVersion, slug: str) -> set[str]:
    """The sources that describe an actor, or state a tie or an outcome of it."""
    records = graph.records
    sources = set(records.actors[slug]["sources"])
    sources.update(source for key in graph.ties_of(slug) for source in records.ties[key]["sources"])
    outcomes = graph.reader.outcomes_of.get(slug, ())
    return sources.union(*(records.outcomes[key]["sources"] for key in outcomes))


def _actors_with_one_source(selection: TieSelection) -> list[str]:
    single_source = single_source_actors(selection.graph)
    return [slug for slug in selection.actors if slug in single_source]


def _actors_without_description(selection: TieSelection) -> list[str]:
    actors = selection.graph.records.actors
    return [slug for slug in selection.actors if actors[slug]["description"] is None]


def _actors_without_ties(selection: TieSelection) -> list[str]:
    return [slug for slug in selection.actors if selection.graph.degree(slug) == 0]


def _ties_with_one_source(selection: TieSelection) -> list[str]:
    return selection.ids_where(selection.columns.sources == 1)


def _ties_without_dates(selection: TieSelection) -> list[str]:
    return selection.ids_where(~selection.columns.is_dated())


def _money_without_amount(selection: TieSelection) -> list[str]:
    return selection.ids_where(selection.in_family(MONEY) & np.isnan(selection.columns.amount))


_GAPS: dict[GapName, _Gap] = {
    "actors_with_one_source": _Gap(
        "all that is known of the actor comes from one source", _actors_with_one_source, of_actors=True
    ),
    "actors_without_description": _Gap(
        "no source says in a line what the actor is", _actors_without_description, of_actors=True
    ),
    "actors_without_ties": _Gap("the actor has no ties", _actors_without_ties, of_actors=True),
    "ties_with_one_source": _Gap("one source alone states the tie", _ties_with_one_source),
    "ties_without_dates": _Gap("no start, end or attested date of the tie is known", _ties_without_dates),
    "money_without_amount": _Gap("money passes by the tie, and no source says how much", _money_without_amount),
}
