"""What the graph covers and where its gaps are: facts by year, relation, kind, tier, publisher and place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray
from typing_extensions import TypedDict

from graph.index.filter_masks import admitted_rows
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.money.totals import MONEY
from graph.queries.single_source import known_from_one
from graph.storage.tie_columns import NO_DAY, NO_TIER, Coder
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
NO_YEAR = "no date"
PLACE = "place"
"""The kind of actor that ties lead to when they say where something is."""


class Covered(TypedDict):
    """How many ties stand under one heading."""

    key: str
    name: str
    ties: int


class GapCount(TypedDict):
    """How many actors or ties a gap has."""

    gap: GapName
    meaning: str
    count: int


class Coverage(TypedDict):
    """Ties by heading, most first (years in order of time). Publishers and places are the first `limit` of them.

    A tie counts in the year it began or happened in, under the tier of its best source and under each publisher.
    """

    actors: int
    ties: int
    outcomes: int
    sources: int
    years: list[Covered]
    years_without_ties: list[int]
    relations: list[Covered]
    families: list[Covered]
    actor_kinds: list[Covered]
    tiers: list[Covered]
    statuses: list[Covered]
    publishers: list[Covered]
    places: list[Covered]
    gaps: list[GapCount]


class GapActor(TypedDict):
    """An actor, and every source that says anything of it."""

    actor: ActorRef
    sources: list[str]


class GapAnswer(TypedDict):
    """The actors or the ties of one gap."""

    gap: GapName
    meaning: str
    count: int
    actors: list[GapActor]
    ties: list[TieView]
    next: str | None


class _Gap(NamedTuple):
    """`find` gives the ids of the actors, or of the ties, of a gap among those asked about."""

    meaning: str
    find: Callable[[_Asked], list[str]]
    of_actors: bool = False


class _Asked:
    """The ties asked about, as rows of the columns."""

    def __init__(self, graph: OpenVersion, tie_filter: Filter) -> None:
        self.graph, self.columns, self.tie_filter = graph, graph.columns, tie_filter
        self.rows = admitted_rows(graph, tie_filter)

    def ties(self, mask: NDArray[np.bool_]) -> list[str]:
        """Ids of those of the ties asked about for which the mask, over all ties, holds."""
        return [self.graph.tie_ids[row] for row in self.rows[mask[self.rows]].tolist()]

    @cached_property
    def actors(self) -> list[str]:
        """All actors; with a filter, those at the ends of the ties that it admits."""
        if self.tie_filter == ALL:
            return self.graph.actor_ids
        places = np.union1d(self.columns.start[self.rows], self.columns.end[self.rows])
        return [self.graph.actor_ids[place] for place in places.tolist()]

    def counted(self, codes: NDArray[np.integer[Any]], names: NDArray[np.str_]) -> Counter[str]:
        """How many of the ties asked about stand under each name."""
        counts = np.bincount(codes[self.rows][codes[self.rows] >= 0], minlength=len(names))
        return Counter({str(name): int(count) for name, count in zip(names, counts, strict=True) if count})

    def has_relation(self, family: str) -> NDArray[np.bool_]:
        """Which of all ties are of a family."""
        relations = self.graph.terms.relations
        names = enumerate(map(str, self.columns.relation_names))
        return np.isin(self.columns.relation, [code for code, name in names if relations[name].family == family])


def coverage(graph: OpenVersion, *, tie_filter: Filter = ALL, limit: int = 50) -> Coverage:
    """Count what the graph covers."""
    asked, terms = _Asked(graph, tie_filter), graph.terms
    columns, years = asked.columns, _years(asked)
    relations = asked.counted(columns.relation, columns.relation_names)
    families = Counter[str]()
    for name, count in relations.items():
        families[terms.relations[name].family] += count
    tiers = Counter(columns.tier[asked.rows].tolist())
    return {
        "actors": len(asked.actors),
        "ties": len(asked.rows),
        "outcomes": len(graph.records.outcomes),
        "sources": len(np.unique(_supporting(asked)[1])),
        "years": [{"key": year, "name": year, "ties": years[year]} for year in sorted(years)],
        "years_without_ties": _years_between(years),
        "relations": _most(relations, lambda name: terms.relations[name].label),
        "families": _most(families, _spoken),
        "actor_kinds": _most(_kinds(asked), lambda name: terms.kinds[name].label if name in terms.kinds else name),
        "tiers": _most(Counter({_tier(tier): count for tier, count in tiers.items()}), lambda tier: f"tier {tier}"),
        "statuses": _most(asked.counted(columns.status, columns.status_names), str),
        "publishers": _most(_publishers(asked), str)[:limit],
        "places": _most(_places(asked), lambda slug: str(graph.records.actors[slug]["name"]))[:limit],
        "gaps": [
            {"gap": name, "meaning": known_gap.meaning, "count": len(known_gap.find(asked))}
            for name, known_gap in _GAPS.items()
        ],
    }


def gap(
    graph: OpenVersion, name: GapName, *, tie_filter: Filter = ALL, limit: int = 50, cursor: str | None = None
) -> GapAnswer:
    """The actors or ties of one gap, in order of id; raises BadCursor."""
    sought = _GAPS[name]
    result = page(sought.find(_Asked(graph, tie_filter)), lambda key: (key,), limit=limit, cursor=cursor)
    return {
        "gap": name,
        "meaning": sought.meaning,
        "count": result.total,
        "actors": [_gap_actor(graph, slug) for slug in result.things] if sought.of_actors else [],
        "ties": [] if sought.of_actors else [tie_view(graph, key) for key in result.things],
        "next": result.next,
    }


def _gap_actor(graph: OpenVersion, slug: str) -> GapActor:
    return {"actor": actor_ref(graph, slug), "sources": sorted(sources_of(graph, slug))}


def sources_of(graph: OpenVersion, slug: str) -> set[str]:
    """Every source that says anything of an actor: describes it, or states a tie or an outcome of it."""
    records = graph.records
    sources = set(records.actors[slug]["sources"])
    sources.update(source for key in graph.ties_of(slug) for source in records.ties[key]["sources"])
    outcomes = graph.reader.outcomes_of.get(slug, ())
    return sources.union(*(records.outcomes[key]["sources"] for key in outcomes))


def _with_one_source(asked: _Asked) -> list[str]:
    lonely = known_from_one(asked.graph)
    return [slug for slug in asked.actors if slug in lonely]


_GAPS: dict[GapName, _Gap] = {
    "actors_with_one_source": _Gap(
        "all that is known of the actor comes from one source", _with_one_source, of_actors=True
    ),
    "actors_without_description": _Gap(
        "no source says in a line what the actor is",
        lambda asked: [key for key in asked.actors if asked.graph.records.actors[key]["description"] is None],
        of_actors=True,
    ),
    "actors_without_ties": _Gap(
        "the actor has no ties",
        lambda asked: [slug for slug in asked.actors if asked.graph.degree(slug) == 0],
        of_actors=True,
    ),
    "ties_with_one_source": _Gap(
        "one source alone states the tie", lambda asked: asked.ties(asked.columns.sources == 1)
    ),
    "ties_without_dates": _Gap(
        "neither start nor end of the tie is known",
        lambda asked: asked.ties((asked.columns.start_first == NO_DAY) & (asked.columns.end_first == NO_DAY)),
    ),
    "money_without_amount": _Gap(
        "money passes by the tie, and no source says how much",
        lambda asked: asked.ties(asked.has_relation(MONEY) & np.isnan(asked.columns.amount)),
    ),
}


def _years(asked: _Asked) -> Counter[str]:
    """How many ties began or happened in each year."""
    columns = asked.columns
    days = np.where(columns.start_first == NO_DAY, columns.end_first, columns.start_first)[asked.rows]
    counted = Counter(date.fromordinal(day).year for day in days[days != NO_DAY].tolist())
    undated = int((days == NO_DAY).sum())
    return Counter({str(year): count for year, count in counted.items()} | ({NO_YEAR: undated} if undated else {}))


def _kinds(asked: _Asked) -> Counter[str]:
    """How many ties have an actor of each kind at one of their ends."""
    columns = asked.columns
    one, other = columns.actor_kind[columns.start], columns.actor_kind[columns.end]
    counts = asked.counted(one, columns.kind_names)
    return counts + asked.counted(np.where(one == other, -1, other), columns.kind_names)


def _places(asked: _Asked) -> Counter[str]:
    """How many ties lead to each place."""
    columns, ids = asked.columns, asked.graph.actor_ids
    kinds = [code for code, name in enumerate(map(str, columns.kind_names)) if name == PLACE]
    ends = columns.end[asked.rows]
    return Counter(ids[end] for end in ends[np.isin(columns.actor_kind[ends], kinds)].tolist())


def _supporting(asked: _Asked) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(tie, source) of each support of the ties asked about."""
    ties, sources = asked.graph.index.sources.pairs()
    is_asked = np.isin(ties, asked.rows)
    return ties[is_asked], sources[is_asked]


def _publishers(asked: _Asked) -> Counter[str]:
    """How many ties rest on what each publisher published."""
    described, coder = asked.graph.records.sources, Coder()
    (ties, sources), ids = _supporting(asked), asked.graph.index.sources.sources
    publisher = np.full(len(ids), -1, dtype=np.intp)
    for place in np.unique(sources).tolist():
        if ids[place] in described:
            publisher[place] = coder.code(described[ids[place]]["publisher"] or "publisher not known")
    known, many = publisher[sources] >= 0, max(len(coder.names), 1)
    pairs = np.unique(ties[known] * many + publisher[sources][known])
    counts = np.bincount(pairs % many, minlength=len(coder.names))
    return Counter({str(name): int(count) for name, count in zip(coder.names, counts, strict=False)})


def _years_between(years: Iterable[str]) -> list[int]:
    known = {int(year) for year in years if year != NO_YEAR}
    return [year for year in range(min(known, default=0), max(known, default=0)) if year not in known]


def _tier(tier: int) -> str:
    return "unknown" if tier == NO_TIER else str(tier)


def _most(counted: Counter[str], name: Callable[[str], str]) -> list[Covered]:
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"key": key, "name": name(key), "ties": count} for key, count in ordered]


def _spoken(name: str) -> str:
    return name.replace("_", " ")
