"""What the graph covers and where its gaps are: facts by year, relation, kind, tier, publisher and place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, get_args

from typing_extensions import TypedDict

from graph.columns import NO_TIER
from graph.filters import ALL, Filter, best_tier
from graph.knowledge import Knowledge
from graph.masks import admitted
from graph.money import MONEY
from graph.pages import page
from graph.records import Record
from graph.views import ActorRef, TieView, actor_ref, tie_view

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
    meaning: str
    holds: Callable[[Knowledge, str], bool]
    of_actors: bool = False


def coverage(knowledge: Knowledge, *, only: Filter = ALL, limit: int = 50) -> Coverage:
    """Count what the graph covers."""
    keys = list(admitted(knowledge, only))
    ties = [knowledge.records.ties[key] for key in keys]
    terms, actors = knowledge.terms, knowledge.records.actors
    years = Counter(_year(tie) for tie in ties)
    ends = Counter(kind for tie in ties for kind in {actors[tie["from"]]["kind"], actors[tie["to"]]["kind"]})
    places = Counter(tie["to"] for tie in ties if actors[tie["to"]]["kind"] == PLACE)
    return {
        "actors": len({end for tie in ties for end in (tie["from"], tie["to"])}) if only != ALL else len(actors),
        "ties": len(ties),
        "outcomes": len(knowledge.records.outcomes),
        "sources": len({source for tie in ties for source in tie["sources"]}),
        "years": [{"key": year, "name": year, "ties": years[year]} for year in sorted(years)],
        "years_without_ties": _years_between(years),
        "relations": _most(Counter(tie["kind"] for tie in ties), lambda name: terms.relations[name].label),
        "families": _most(Counter(knowledge.relation(tie).family for tie in ties), _spoken),
        "actor_kinds": _most(ends, lambda name: terms.kinds[name].label if name in terms.kinds else _spoken(name)),
        "tiers": _most(Counter(_tier(knowledge, tie) for tie in ties), lambda tier: f"tier {tier}"),
        "statuses": _most(Counter(str(tie["claim_status"]) for tie in ties), str),
        "publishers": _most(Counter(name for tie in ties for name in _publishers(knowledge, tie)), str)[:limit],
        "places": _most(places, lambda slug: str(actors[slug]["name"]))[:limit],
        "gaps": [_gap_count(knowledge, name, only) for name in GAPS],
    }


def gap(
    knowledge: Knowledge, name: GapName, *, only: Filter = ALL, limit: int = 50, cursor: str | None = None
) -> GapAnswer:
    """The actors or ties of one gap, in order of id; raises BadCursor."""
    found = page(_in_gap(knowledge, name, only), lambda key: (key,), limit=limit, cursor=cursor)
    of_actors = _GAPS[name].of_actors
    return {
        "gap": name,
        "meaning": _GAPS[name].meaning,
        "count": found.total,
        "actors": [_gap_actor(knowledge, slug) for slug in found.things] if of_actors else [],
        "ties": [] if of_actors else [tie_view(knowledge, key) for key in found.things],
        "next": found.next,
    }


def _gap_actor(knowledge: Knowledge, slug: str) -> GapActor:
    return {"actor": actor_ref(knowledge, slug), "sources": sorted(sources_of(knowledge, slug))}


def sources_of(knowledge: Knowledge, slug: str) -> set[str]:
    """Every source that says anything of an actor: describes it, or states a tie or an outcome of it."""
    records = knowledge.records
    found = set(records.actors[slug]["sources"])
    found.update(source for key in knowledge.ties_of(slug) for source in records.ties[key]["sources"])
    outcomes = knowledge.outcomes_of.get(slug, ())
    return found.union(*(records.outcomes[key]["sources"] for key in outcomes))


_GAPS: dict[GapName, _Gap] = {
    "actors_with_one_source": _Gap(
        "all that is known of the actor comes from one source",
        lambda knowledge, slug: len(sources_of(knowledge, slug)) == 1,
        of_actors=True,
    ),
    "actors_without_description": _Gap(
        "no source says in a line what the actor is",
        lambda knowledge, slug: knowledge.records.actors[slug]["description"] is None,
        of_actors=True,
    ),
    "actors_without_ties": _Gap(
        "the actor has no ties",
        lambda knowledge, slug: knowledge.degree(slug) == 0,
        of_actors=True,
    ),
    "ties_with_one_source": _Gap(
        "one source alone states the tie",
        lambda knowledge, key: len(knowledge.records.ties[key]["sources"]) == 1,
    ),
    "ties_without_dates": _Gap(
        "neither start nor end of the tie is known",
        lambda knowledge, key: _year(knowledge.records.ties[key]) == NO_YEAR,
    ),
    "money_without_amount": _Gap(
        "money passes by the tie, and no source says how much",
        lambda knowledge, key: _is_money_without_amount(knowledge, knowledge.records.ties[key]),
    ),
}


def _is_money_without_amount(knowledge: Knowledge, tie: Record) -> bool:
    return knowledge.relation(tie).family == MONEY and tie["amount"] is None


def _gap_count(knowledge: Knowledge, name: GapName, only: Filter) -> GapCount:
    return {"gap": name, "meaning": _GAPS[name].meaning, "count": len(_in_gap(knowledge, name, only))}


def _in_gap(knowledge: Knowledge, name: GapName, only: Filter) -> list[str]:
    holds, of_actors = _GAPS[name].holds, _GAPS[name].of_actors
    asked = _actors(knowledge, only) if of_actors else admitted(knowledge, only)
    return [key for key in asked if holds(knowledge, key)]


def _actors(knowledge: Knowledge, only: Filter) -> Iterable[str]:
    """All actors; with a filter, those at the ends of the ties that it admits."""
    if only == ALL:
        return knowledge.records.actors
    ties = knowledge.records.ties
    return sorted({ties[key][end] for key in admitted(knowledge, only) for end in ("from", "to")})


def _year(tie: Record) -> str:
    known = tie["start"] or tie["end"]
    return str(known)[:4] if known else NO_YEAR


def _years_between(years: Iterable[str]) -> list[int]:
    known = {int(year) for year in years if year != NO_YEAR}
    return [year for year in range(min(known, default=0), max(known, default=0)) if year not in known]


def _tier(knowledge: Knowledge, tie: Record) -> str:
    tier = best_tier(knowledge, tie)
    return "unknown" if tier == NO_TIER else str(tier)


def _publishers(knowledge: Knowledge, tie: Record) -> set[str]:
    sources = knowledge.records.sources
    return {sources[key]["publisher"] or "publisher not known" for key in tie["sources"] if key in sources}


def _most(counted: Counter[str], name: Callable[[str], str]) -> list[Covered]:
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"key": key, "name": name(key), "ties": count} for key, count in ordered]


def _spoken(name: str) -> str:
    return name.replace("_", " ")
