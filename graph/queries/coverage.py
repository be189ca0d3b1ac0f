"""What the graph covers: ties by year, relation, actor kind, source tier, publisher and place, and its gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray
from typing_extensions import TypedDict

from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.queries.gaps import GapCount, gap_counts
from graph.queries.tie_selection import TieSelection
from graph.storage.tie_columns import NO_DAY, NO_TIER, Coder
from graph.views.dated_answers import DatedAnswer, undated_part

NO_YEAR = "no date"
PLACE = "place"
"""The kind of actor that ties lead to when they say where something is."""


class Covered(TypedDict):
    """How many ties one year, relation, kind, tier, status, publisher or place has."""

    key: str
    name: str
    ties: int


class Coverage(DatedAnswer):
    """Numbers of ties, largest first (years in order of time), and gaps. Of publishers and places, the first `limit`.

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


def coverage(graph: OpenVersion, *, tie_filter: Filter = ALL, limit: int = 50) -> Coverage:
    """Count the ties that a filter admits under each heading, and the gaps among them."""
    selection, terms = TieSelection(graph, tie_filter), graph.terms
    columns, years = selection.columns, _years(selection)
    relations = selection.counts_by_name(columns.relation, columns.relation_names)
    families = Counter[str]()
    for name, count in relations.items():
        families[terms.relations[name].family] += count
    tiers = Counter(columns.tier[selection.rows].tolist())
    return {
        "actors": len(selection.actors),
        "ties": len(selection.rows),
        "outcomes": len(graph.records.outcomes),
        "sources": len(np.unique(_supporting(selection)[1])),
        "years": [{"key": year, "name": year, "ties": years[year]} for year in sorted(years)],
        "years_without_ties": _years_between(years),
        "relations": _largest(relations, lambda name: terms.relations[name].label),
        "families": _largest(families, _spaced),
        "actor_kinds": _largest(
            _kinds(selection), lambda name: terms.kinds[name].label if name in terms.kinds else name
        ),
        "tiers": _largest(Counter({_tier(tier): count for tier, count in tiers.items()}), lambda tier: f"tier {tier}"),
        "statuses": _largest(selection.counts_by_name(columns.status, columns.status_names), str),
        "publishers": _largest(_publishers(selection), str)[:limit],
        "places": _largest(_places(selection), lambda slug: str(graph.records.actors[slug]["name"]))[:limit],
        "gaps": gap_counts(selection),
        **undated_part(graph, tie_filter),
    }


def _years(selection: TieSelection) -> Counter[str]:
    """How many ties began or happened in each year."""
    columns = selection.columns
    days = np.where(columns.start_first == NO_DAY, columns.end_first, columns.start_first)[selection.rows]
    counted = Counter(date.fromordinal(day).year for day in days[days != NO_DAY].tolist())
    undated = int((days == NO_DAY).sum())
    return Counter({str(year): count for year, count in counted.items()} | ({NO_YEAR: undated} if undated else {}))


def _kinds(selection: TieSelection) -> Counter[str]:
    """How many ties have an actor of each kind at one of their ends."""
    columns = selection.columns
    one, other = columns.actor_kind[columns.start], columns.actor_kind[columns.end]
    counts = selection.counts_by_name(one, columns.kind_names)
    return counts + selection.counts_by_name(np.where(one == other, -1, other), columns.kind_names)


def _places(selection: TieSelection) -> Counter[str]:
    """How many ties lead to each place."""
    columns, ids = selection.columns, selection.graph.actor_ids
    kinds = [code for code, name in enumerate(map(str, columns.kind_names)) if name == PLACE]
    ends = columns.end[selection.rows]
    return Counter(ids[end] for end in ends[np.isin(columns.actor_kind[ends], kinds)].tolist())


def _supporting(selection: TieSelection) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(tie row, source number) for each source of each selected tie."""
    ties, sources = selection.graph.index.sources.pairs()
    is_selected = np.isin(ties, selection.rows)
    return ties[is_selected], sources[is_selected]


def _publishers(selection: TieSelection) -> Counter[str]:
    """How many ties are supported by the sources of each publisher."""
    source_records, coder = selection.graph.records.sources, Coder()
    (ties, sources), ids = _supporting(selection), selection.graph.index.sources.sources
    publisher = np.full(len(ids), -1, dtype=np.intp)
    for place in np.unique(sources).tolist():
        if ids[place] in source_records:
            publisher[place] = coder.code(source_records[ids[place]]["publisher"] or "publisher not known")
    known, many = publisher[sources] >= 0, max(len(coder.names), 1)
    # One number for each pair of tie and publisher, so that a tie with two sources of one publisher counts once.
    pairs = np.unique(ties[known] * many + publisher[sources][known])
    counts = np.bincount(pairs % many, minlength=len(coder.names))
    return Counter({str(name): int(count) for name, count in zip(coder.names, counts, strict=False)})


def _kind_label(graph: OpenVersion, kind: str) -> str:
    kinds = graph.terms.kinds
    return kinds[kind].label if kind in kinds else kind


def _years_between(years: Iterable[str]) -> list[int]:
    known = {int(year) for year in years if year != NO_YEAR}
    return [year for year in range(min(known, default=0), max(known, default=0)) if year not in known]


def _tier(tier: int) -> str:
    return "unknown" if tier == NO_TIER else str(tier)


def _largest(counted: Counter[str], name: Callable[[str], str]) -> list[Covered]:
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"key": key, "name": name(key), "ties": count} for key, count in ordered]


def _spaced(name: str) -> str:
    return name.replace("_", " ")
