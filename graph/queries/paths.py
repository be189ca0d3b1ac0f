"""Paths between two actors, with the ties of each hop, their sources and the weakest hop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from typing_extensions import TypedDict

from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.queries.path_search import EFFORT, EffortSpent, Route, Search, SearchSpace, shared_days
from graph.queries.tie_strength import strength
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.sentences import sentence
from graph.views.tie_views import ActorRef, TieView, actor_ref, tie_view_at

LONGEST = 6
MOST = 20
CANDIDATES = 500
"""The most paths of one length that are ranked by support; any beyond the first so many are ignored."""


class Hop(TypedDict):
    """One step: all ties between two neighbors, and each as a sentence in the direction of the path."""

    start: ActorRef
    end: ActorRef
    ties: list[TieView]
    words: list[str]


class WeakestHop(TypedDict):
    """The least supported hop: its position on the path (from 0), its best supported tie, and why that is weak."""

    hop: int
    tie: str
    words: str
    sources: int
    tier: int | None
    why: list[str]


class DayRange(TypedDict):
    """Days from the first to the last, either None if it is open."""

    first: str | None
    last: str | None


class Path(TypedDict):
    """A path from one actor to another. `together` are the days on which all hops may have been valid; often none."""

    length: int
    hops: list[Hop]
    weakest: WeakestHop
    together: list[DayRange]


class Paths(DatedAnswer):
    """Paths, shortest first; of equal length, the best supported first.

    `more`: there are further paths within the allowed length. `cut`: the search stopped early, so there may be further
    paths. `undated` counts ties of the whole graph, as a path may lead through any of them.
    """

    start: ActorRef
    end: ActorRef
    paths: list[Path]
    more: bool
    cut: bool


def shortest_paths(
    graph: OpenVersion,
    start: str,
    end: str,
    *,
    limit: int = 1,
    longest: int = LONGEST,
    tie_filter: Filter = ALL,
) -> list[Path]:
    """The `limit` shortest paths of at most `longest` hops, following ties in both directions.

    Raises Unknown for an actor that is not in the graph.
    """
    return paths(graph, start, end, limit=limit, longest=longest, tie_filter=tie_filter)["paths"]


def paths(
    graph: OpenVersion,
    start: str,
    end: str,
    *,
    limit: int = 1,
    longest: int = LONGEST,
    tie_filter: Filter = ALL,
    directed: bool = False,
    avoid: frozenset[str] = frozenset(),
    hubs_above: int | None = None,
    together: bool = False,
    effort: int = EFFORT,
) -> Paths:
    """The `limit` shortest paths of at most `longest` hops that visit no actor twice; raises Unknown.

    `directed`: ties are followed only from their first actor to their second. `avoid`: actors that no path may pass
    through. `hubs_above`: no path may pass through actors with more ties than this. `together`: all hops of a path may
    have been valid on the same day (an event, on the day it happened); each hop then lists only such ties. That asks
    about a time too: ties without any date are left out.

    A tie marked with rg:endsPaths is a path of its own, and no hop of a longer one, unless the filter names its
    relation.
    """
    if together and tie_filter.moment is None:
        tie_filter = replace(tie_filter, moment=Moment.window(None, None))
    graph.actor(start)
    graph.actor(end)
    ends = graph.adjacency.number(start), graph.adjacency.number(end)
    space = SearchSpace(graph, tie_filter, directed, avoid, hubs_above, effort, ends)
    search = Search(space, *ends, together=together)
    result = _RouteList(search, limit=max(1, min(limit, MOST)))
    if start != end:
        result.look(max(1, min(longest, LONGEST)))
    return {
        "start": actor_ref(graph, start),
        "end": actor_ref(graph, end),
        "paths": [_path(space, route, result.hops(route)) for route in result.routes],
        "more": result.more,
        "cut": result.cut,
        **undated_part(graph, tie_filter),
    }


class _RouteList:
    """The routes of the answer, and whether there are further ones."""

    def __init__(self, search: Search, limit: int) -> None:
        self.search, self.limit = search, limit
        self.routes: list[Route] = []
        self.more = self.cut = False

    def look(self, longest: int) -> None:
        """Add routes, one length after the other, until there are enough or the effort is spent."""
        for length in range(1, longest + 1):
            level, self.cut = _first(self.search.of_length(length))
            room = self.limit - len(self.routes)
            self.routes += sorted(level, key=self._rank)[:room]
            self.more = len(level) > room
            if self.cut or self.more:
                return

    def hops(self, route: Route) -> list[list[int]]:
        """The rows of the ties of each hop; with `together`, only those that may be valid on a shared day."""
        space = self.search.space
        hops = [space.ties(start, end) for start, end in pairwise(route)]
        if not self.search.together:
            return hops
        days = shared_days(space, route)
        return [[row for row in rows if any(space.span(row).overlaps(span) for span in days)] for rows in hops]

    def _rank(self, route: Route) -> tuple[list[int], Route]:
        """A sort key that puts the routes with the best supported weakest hop first."""
        graph = self.search.space.graph
        weakest = min(max(strength(graph, row) for row in rows) for rows in self.hops(route))
        return [-part for part in weakest], route


def _first(routes: Iterator[Route]) -> tuple[list[Route], bool]:
    """The first routes of a search, and whether its effort was spent before it ended."""
    first_routes: list[Route] = []
    try:
        while len(first_routes) < CANDIDATES and (route := next(routes, None)):
            first_routes.append(route)
    except EffortSpent:
        return first_routes, True
    return first_routes, False


def _path(space: SearchSpace, route: Route, hops: list[list[int]]) -> Path:
    steps = zip(pairwise(route), hops, strict=True)
    days = shared_days(space, route)
    return {
        "length": len(hops),
        "hops": [_hop(space, start, end, rows) for (start, end), rows in steps],
        "weakest": _weakest(space.graph, route, hops),
        "together": [{"first": _day(span.first), "last": _day(span.last)} for span in days],
    }


def _hop(space: SearchSpace, start: int, end: int, rows: list[int]) -> Hop:
    graph, when = space.graph, space.tie_filter.moment
    here = graph.actor_ids[start]
    return {
        "start": actor_ref(graph, here),
        "end": actor_ref(graph, graph.actor_ids[end]),
        "ties": [tie_view_at(graph, row, when) for row in rows],
        "words": [sentence(graph, key, here) for key in graph.ids_of_ties(rows)],
    }


def _weakest(graph: OpenVersion, route: Route, hops: list[list[int]]) -> WeakestHop:
    best = [max((strength(graph, row), row) for row in rows) for rows in hops]
    place = min(range(len(best)), key=lambda hop: best[hop][0])
    rating, row = best[place]
    view = tie_view_at(graph, row)
    receipts = view["receipts"]
    return {
        "hop": place,
        "tie": view["id"],
        "words": sentence(graph, view["id"], graph.actor_ids[route[place]]),
        "sources": rating.sources,
        "tier": receipts[0]["source"]["tier"] if receipts else None,
        "why": rating.weaknesses,
    }


def _day(day: date) -> str | None:
    return None if day in (date.min, date.max) else day.isoformat()
