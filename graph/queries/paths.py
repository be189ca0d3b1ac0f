"""Paths between two actors: how are they tied, when, and who says so?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from typing_extensions import TypedDict

from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.queries.path_search import EFFORT, EffortSpent, Route, Search, SearchSpace, shared_days
from graph.queries.tie_strength import strength
from graph.views.sentences import sentence
from graph.views.tie_views import ActorRef, TieView, actor_ref, tie_view_at

LONGEST = 6
MOST = 20
CANDIDATES = 500
"""Of more paths of one length than this, the best supported are not looked for: the first are taken."""


class Hop(TypedDict):
    """One step: every tie between two neighbors, and each as a sentence read in the direction of the path."""

    start: ActorRef
    end: ActorRef
    ties: list[TieView]
    words: list[str]


class WeakestHop(TypedDict):
    """The hop to check first: its place on the path (from 0), its best supported tie, and what speaks against that."""

    hop: int
    tie: str
    words: str
    sources: int
    tier: int | None
    why: list[str]


class DayRange(TypedDict):
    """Days from the first to the last; None where that is open."""

    first: str | None
    last: str | None


class Path(TypedDict):
    """A path from one actor to another. `together` are the days on which all its hops may have held; often none."""

    length: int
    hops: list[Hop]
    weakest: WeakestHop
    together: list[DayRange]


class Paths(TypedDict):
    """The paths found, shortest first, of one length the best supported first.

    `more` says that there are further paths within the length allowed, `cut` that the search stopped before it had
    looked everywhere, so that there may be.
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
    """The `limit` shortest paths, ties taken in both directions; none where there is none of `longest` hops.

    Raises Unknown for an actor that the graph does not hold.
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

    `directed`: every tie is taken from its first actor to its second. `avoid` and `hubs_above` keep paths from
    going through these actors, and through actors with more ties than that. `together`: all ties of a path may have
    held on one and the same day, an event on the day it happened; each hop then shows those ties alone.
    """
    graph.actor(start)
    graph.actor(end)
    space = SearchSpace(graph, tie_filter, directed, avoid, hubs_above, effort)
    number = graph.adjacency.number
    search = Search(space, number(start), number(end), together=together)
    result = _RouteList(search, limit=max(1, min(limit, MOST)))
    if start != end:
        result.look(max(1, min(longest, LONGEST)))
    return {
        "start": actor_ref(graph, start),
        "end": actor_ref(graph, end),
        "paths": [_path(space, route, result.hops(route)) for route in result.routes],
        "more": result.more,
        "cut": result.cut,
    }


class _RouteList:
    """The routes that will be shown, and whether there are others."""

    def __init__(self, search: Search, limit: int) -> None:
        self.search, self.limit = search, limit
        self.routes: list[Route] = []
        self.more = self.cut = False

    def look(self, longest: int) -> None:
        """Take routes of one length after the other until there are enough, or the effort is spent."""
        for length in range(1, longest + 1):
            level, self.cut = _first(self.search.of_length(length))
            room = self.limit - len(self.routes)
            self.routes += sorted(level, key=self._rank)[:room]
            self.more = len(level) > room
            if self.cut or self.more:
                return

    def hops(self, route: Route) -> list[list[int]]:
        """The ties of each hop; of a route whose ties must share a day, those that may have held on one of them."""
        space = self.search.space
        hops = [space.ties(start, end) for start, end in pairwise(route)]
        if not self.search.together:
            return hops
        days = shared_days(space, route)
        return [[row for row in rows if any(space.span(row).overlaps(span) for span in days)] for rows in hops]

    def _rank(self, route: Route) -> tuple[list[int], Route]:
        """The best supported come first: the order is that of their weakest hops."""
        graph = self.search.space.graph
        weakest = min(max(strength(graph, row) for row in rows) for rows in self.hops(route))
        return [-part for part in weakest], route


def _first(routes: Iterator[Route]) -> tuple[list[Route], bool]:
    """The first routes of a search, and whether its effort was spent on the way."""
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
        "hops": [_hop(space.graph, start, end, rows) for (start, end), rows in steps],
        "weakest": _weakest(space.graph, route, hops),
        "together": [{"first": _day(span.first), "last": _day(span.last)} for span in days],
    }


def _hop(graph: OpenVersion, start: int, end: int, rows: list[int]) -> Hop:
    here = graph.actor_ids[start]
    return {
        "start": actor_ref(graph, here),
        "end": actor_ref(graph, graph.actor_ids[end]),
        "ties": [tie_view_at(graph, row) for row in rows],
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
