"""The search for routes from one actor to another: all of them, shortest first, within a stated effort.

networkx finds shortest paths too, but none of its searches can be stopped after so much work, or told while it looks
that all ties of a path must have a day in common. Actors are numbers here, their places in the order of ids; a ring of
them is looked at as a whole, as arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graph.index.adjacency import Mask, Numbers, Places
from graph.index.filter_masks import admits
from graph.index.filters import ALL, Filter, is_event
from graph.index.open_version import OpenVersion
from graph.model.dates import ANY_DAY, Span, validity

EFFORT = 500_000
"""How much a search may look at, in steps of about a microsecond: half a second in all."""
TIES_A_STEP = 16
"""So many ties of a ring are looked at in the time of one step of a walk."""
FAR = 127
"""A distance that nobody has been found at."""

Route = tuple[int, ...]
Distances = NDArray[np.int8]
Days = tuple[Span, ...]
"""Days on which something may hold: spans that do not meet, earliest first."""


class Spent(Exception):
    """The search has used up its effort."""


@dataclass
class Ground:
    """The steps that a route may take, and how many have been looked at."""

    graph: OpenVersion
    tie_filter: Filter = ALL
    directed: bool = False
    avoid: frozenset[str] = frozenset()
    hubs_above: int | None = None
    effort: int = EFFORT
    _ties: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    _days: dict[tuple[int, int], Days] = field(default_factory=dict)

    def around(self, actors: Places, *, back: bool = False) -> Numbers:
        """The actors one step away from these (with `back`, one step before), some more than once; raises Spent."""
        ahead, behind = not (self.directed and back), back or not self.directed
        others, ties = self.graph.adjacency.reached(actors, ahead=ahead, behind=behind)
        self.spend(len(others) // TIES_A_STEP)
        return others if self.tie_filter == ALL else others[admits(self.graph, self.tie_filter, ties)]

    @property
    def has_closed(self) -> bool:
        """Whether there are actors that no route may go through."""
        return bool(self.avoid) or self.hubs_above is not None

    @cached_property
    def closed(self) -> Mask:
        """Which actors no route may go through."""
        around = self.graph.adjacency
        mask: Mask = np.zeros(len(around.actors), dtype=np.bool_)
        if self.hubs_above is not None:
            mask |= around.degrees > self.hubs_above
        mask[[around.number(slug) for slug in self.avoid if slug in around]] = True
        return mask

    def ties(self, start: int, end: int) -> list[int]:
        """The rows of the ties that make one step, in order."""
        if (start, end) not in self._ties:
            rows = self.graph.adjacency.rows_between(start, end)
            if not self.directed:
                rows = np.union1d(rows, self.graph.adjacency.rows_between(end, start))
            self._ties[start, end] = rows[admits(self.graph, self.tie_filter, rows)].tolist()
        return self._ties[start, end]

    def days(self, start: int, end: int) -> Days:
        """The days on which one of the ties of a step may have held."""
        if (start, end) not in self._days:
            self._days[start, end] = _joined([self.span(row) for row in self.ties(start, end)])
        return self._days[start, end]

    def span(self, row: int) -> Span:
        """The days on which a tie may have held."""
        tie = self.graph.tie_at(row)
        return validity(tie, is_event=is_event(self.graph, tie)).possible

    def spend(self, steps: int) -> None:
        """Count so many steps as looked at; raises Spent."""
        self.effort -= steps + 1
        if self.effort < 0:
            raise Spent


class Search:
    """The routes between two actors, of one length after the other. With `together`, all ties share a possible day."""

    def __init__(self, ground: Ground, start: int, end: int, *, together: bool = False) -> None:
        self.ground, self.start, self.end, self.together = ground, start, end, together
        self._ahead, self._back = self._distances_from(start), self._distances_from(end)
        self._ahead_edge, self._back_edge = np.array([start]), np.array([end])
        self._ahead_radius = self._back_radius = 0
        self._met = start == end

    def of_length(self, length: int) -> Iterator[Route]:
        """Every route of so many steps, in order of the ids on it; ask for short ones first; raises Spent."""
        while self._ahead_radius + self._back_radius < length:
            self._grow()
        if self._met:
            yield from _Walk(self, self._left(length)).on((self.start,), (ANY_DAY,), length)

    def _distances_from(self, actor: int) -> Distances:
        distances: Distances = np.full(len(self.ground.graph.actor_ids), FAR, dtype=np.int8)
        distances[actor] = 0
        return distances

    def _grow(self) -> None:
        """Look one step farther, from the end with fewer actors to look from."""
        if len(self._ahead_edge) <= len(self._back_edge):
            self._ahead_radius += 1
            self._ahead_edge = self._ring(self._ahead_edge, self._ahead, self._ahead_radius, back=False)
            self._met = self._met or bool((self._back[self._ahead_edge] < FAR).any())
        else:
            self._back_radius += 1
            self._back_edge = self._ring(self._back_edge, self._back, self._back_radius, back=True)
            self._met = self._met or bool((self._ahead[self._back_edge] < FAR).any())

    def _ring(self, edge: Places, distances: Distances, radius: int, *, back: bool) -> Places:
        """Those not yet found who are one step from the edge: they are at this distance."""
        reached = self.ground.around(edge, back=back)
        reached = reached[distances[reached] == FAR]
        if self.ground.has_closed:
            reached = reached[~self.ground.closed[reached] | (reached == self.start) | (reached == self.end)]
        distances[reached] = radius
        return np.flatnonzero(distances == radius)

    def _left(self, length: int) -> Distances:
        """How far each actor that can be on a route of this length is from the end."""
        left, edge = self._back.copy(), self._back_edge
        for steps in range(self._back_radius + 1, length + 1):
            edge = edge[self._ahead[edge] <= length - steps + 1]
            reached = self.ground.around(edge, back=True)
            left[reached[(left[reached] == FAR) & (self._ahead[reached] <= length - steps)]] = steps
            edge = np.flatnonzero(left == steps)
        return left


class _Walk:
    """All routes of one length, step by step from one end, over nobody who is too far from the other."""

    def __init__(self, search: Search, left: Distances) -> None:
        self.ground, self.end, self.together = search.ground, search.end, search.together
        self.left = left
        self._ways: dict[tuple[int, int], list[int]] = {}

    def on(self, route: Route, days: Days, steps: int) -> Iterator[Route]:
        """The routes that go on from here for so many steps."""
        for other in self._ahead(route[-1], steps):
            if other in route:
                continue
            both = _shared(days, self.ground.days(route[-1], other)) if self.together else days
            if not both:
                continue
            if steps == 1:
                yield (*route, other)
            else:
                yield from self.on((*route, other), both, steps - 1)

    def _ahead(self, actor: int, steps: int) -> list[int]:
        """Who is near enough to the end to be next; the end itself is so with the last step alone."""
        if (actor, steps) not in self._ways:
            near = self.ground.around(np.array([actor]))
            is_next = (self.left[near] < steps) & ((near == self.end) == (steps == 1))
            self._ways[actor, steps] = np.unique(near[is_next]).tolist()
        self.ground.spend(len(self._ways[actor, steps]))
        return self._ways[actor, steps]


def shared_days(ground: Ground, route: Route) -> Days:
    """The days on which every step of a route may have held."""
    days: Days = (ANY_DAY,)
    for start, end in pairwise(route):
        days = _shared(days, ground.days(start, end))
    return days


def _shared(one: Days, other: Days) -> Days:
    return tuple(mine.intersection(theirs) for mine in one for theirs in other if mine.overlaps(theirs))


def _joined(spans: list[Span]) -> Days:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.first <= joined[-1].last:
            joined[-1] = Span(joined[-1].first, max(joined[-1].last, span.last))
        else:
            joined.append(span)
    return tuple(joined)
