"""The path search: all routes between two actors, shortest first, within a limited effort.

It is a bidirectional breadth-first search, followed by a depth-first walk over the actors that can be on a route.
networkx finds shortest paths too, but its searches cannot be stopped after a given effort, and cannot require that all
ties of a path share a day. Actors are numbers here: their positions in the order of ids. Each frontier is an array.
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
"""The most steps of a search, each of about a microsecond: half a second in all."""
TIES_A_STEP = 16
"""How many ties of a frontier can be examined in the time of one step of the depth-first walk."""
FAR = 127
"""The distance of an actor that the search has not reached."""

Route = tuple[int, ...]
Distances = NDArray[np.int8]
Days = tuple[Span, ...]
"""Days on which something may be valid: disjoint spans, earliest first."""


class EffortSpent(Exception):
    """The search has used up its effort; internal, `paths` reports it as `cut`."""


@dataclass
class SearchSpace:
    """The steps that a route may take, and how many more may be examined (`effort`)."""

    graph: OpenVersion
    tie_filter: Filter = ALL
    directed: bool = False
    avoid: frozenset[str] = frozenset()
    hubs_above: int | None = None
    effort: int = EFFORT
    ends: tuple[int, int] | None = None
    """The two actors that paths are sought between: the ties between them are paths of their own."""
    _ties: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    _days: dict[tuple[int, int], Days] = field(default_factory=dict)

    def around(self, actors: Places, *, back: bool = False) -> Numbers:
        """The actors one step after these (with `back`, before them), some repeated; raises EffortSpent."""
        outgoing, incoming = not (self.directed and back), back or not self.directed
        others, ties = self.graph.adjacency.reached(actors, outgoing=outgoing, incoming=incoming)
        self.spend(len(others) // TIES_A_STEP)
        return others if self.tie_filter == ALL and self._impassable is None else others[self._may_pass(ties)]

    def _may_pass(self, ties: Places) -> Mask:
        """Whether a path may pass over each of these ties."""
        mask = admits(self.graph, self.tie_filter, ties)
        return mask if self._impassable is None else mask & ~self._impassable[ties]

    @cached_property
    def _impassable(self) -> Mask | None:
        """A mask of the ties over which no path leads on, unless the filter names their relation; None if all do."""
        columns, relations = self.graph.columns, self.graph.terms.relations
        names = [str(name) for name in columns.relation_names]
        codes = [
            code
            for code, name in enumerate(names)
            if relations[name].ends_paths and name not in self.tie_filter.relations
        ]
        if not codes:
            return None
        mask: Mask = np.isin(columns.relation, codes)
        if self.ends is not None:
            mask[self._rows_between(*self.ends)] = False
        return mask

    def _rows_between(self, start: int, end: int) -> Places:
        rows = self.graph.adjacency.rows_between(start, end)
        return rows if self.directed else np.union1d(rows, self.graph.adjacency.rows_between(end, start))

    @property
    def has_closed(self) -> bool:
        """Whether there are actors that no route may pass through."""
        return bool(self.avoid) or self.hubs_above is not None

    @cached_property
    def closed(self) -> Mask:
        """A mask of the actors that no route may pass through."""
        around = self.graph.adjacency
        mask: Mask = np.zeros(len(around.actors), dtype=np.bool_)
        if self.hubs_above is not None:
            mask |= around.degrees > self.hubs_above
        mask[[around.number(slug) for slug in self.avoid if slug in around]] = True
        return mask

    def ties(self, start: int, end: int) -> list[int]:
        """The rows of the ties between the two actors of a step, in order."""
        if (start, end) not in self._ties:
            rows = self._rows_between(start, end)
            self._ties[start, end] = rows[self._may_pass(rows)].tolist()
        return self._ties[start, end]

    def days(self, start: int, end: int) -> Days:
        """The days on which at least one tie of a step may have been valid."""
        if (start, end) not in self._days:
            self._days[start, end] = _joined([self.span(row) for row in self.ties(start, end)])
        return self._days[start, end]

    def span(self, row: int) -> Span:
        """The days on which a tie may have been valid."""
        tie = self.graph.tie_at(row)
        return validity(tie, is_event=is_event(self.graph, tie)).possible

    def spend(self, steps: int) -> None:
        """Count steps as examined; raises EffortSpent."""
        self.effort -= steps + 1
        if self.effort < 0:
            raise EffortSpent


class Search:
    """The routes between two actors, by length. With `together`, all steps of a route share a possible day."""

    def __init__(self, space: SearchSpace, start: int, end: int, *, together: bool = False) -> None:
        self.space, self.start, self.end, self.together = space, start, end, together
        self._from_start, self._from_end = self._distances_from(start), self._distances_from(end)
        self._start_frontier, self._end_frontier = np.array([start]), np.array([end])
        self._start_radius = self._end_radius = 0
        self._has_met = start == end

    def of_length(self, length: int) -> Iterator[Route]:
        """Every route with this number of steps, in order of ids. Call it with growing lengths. Raises EffortSpent."""
        while self._start_radius + self._end_radius < length:
            self._grow()
        if self._has_met:
            yield from _Walk(self, self._distances_left(length)).on((self.start,), (ANY_DAY,), length)

    def _distances_from(self, actor: int) -> Distances:
        distances: Distances = np.full(len(self.space.graph.actor_ids), FAR, dtype=np.int8)
        distances[actor] = 0
        return distances

    def _grow(self) -> None:
        """Search one step farther from the side with the smaller frontier."""
        if len(self._start_frontier) <= len(self._end_frontier):
            self._start_radius += 1
            self._start_frontier = self._ring(self._start_frontier, self._from_start, self._start_radius, back=False)
            self._has_met = self._has_met or bool((self._from_end[self._start_frontier] < FAR).any())
        else:
            self._end_radius += 1
            self._end_frontier = self._ring(self._end_frontier, self._from_end, self._end_radius, back=True)
            self._has_met = self._has_met or bool((self._from_start[self._end_frontier] < FAR).any())

    def _ring(self, edge: Places, distances: Distances, radius: int, *, back: bool) -> Places:
        """The next frontier: actors one step from this one that were not reached before. Records their distance."""
        reached = self.space.around(edge, back=back)
        reached = reached[distances[reached] == FAR]
        if self.space.has_closed:
            reached = reached[~self.space.closed[reached] | (reached == self.start) | (reached == self.end)]
        distances[reached] = radius
        return np.flatnonzero(distances == radius)

    def _distances_left(self, length: int) -> Distances:
        """The distance to the end of each actor that can be on a route of this length."""
        left, edge = self._from_end.copy(), self._end_frontier
        for steps in range(self._end_radius + 1, length + 1):
            edge = edge[self._from_start[edge] <= length - steps + 1]
            reached = self.space.around(edge, back=True)
            left[reached[(left[reached] == FAR) & (self._from_start[reached] <= length - steps)]] = steps
            edge = np.flatnonzero(left == steps)
        return left


class _Walk:
    """A depth-first walk over all routes of one length that skips actors too far from the end."""

    def __init__(self, search: Search, left: Distances) -> None:
        self.space, self.end, self.together = search.space, search.end, search.together
        self.left = left
        self._ways: dict[tuple[int, int], list[int]] = {}

    def on(self, route: Route, days: Days, steps: int) -> Iterator[Route]:
        """The routes that continue a route by this number of steps."""
        for other in self._next_actors(route[-1], steps):
            if other in route:
                continue
            both = _shared(days, self.space.days(route[-1], other)) if self.together else days
            if not both:
                continue
            if steps == 1:
                yield (*route, other)
            else:
                yield from self.on((*route, other), both, steps - 1)

    def _next_actors(self, actor: int, steps: int) -> list[int]:
        """The actors that can come next: near enough to the end, which itself can only be the last."""
        if (actor, steps) not in self._ways:
            near = self.space.around(np.array([actor]))
            is_next = (self.left[near] < steps) & ((near == self.end) == (steps == 1))
            self._ways[actor, steps] = np.unique(near[is_next]).tolist()
        self.space.spend(len(self._ways[actor, steps]))
        return self._ways[actor, steps]


def shared_days(space: SearchSpace, route: Route) -> Days:
    """The days on which every step of a route may have been valid."""
    days: Days = (ANY_DAY,)
    for start, end in pairwise(route):
        days = _shared(days, space.days(start, end))
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
