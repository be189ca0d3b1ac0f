"""The search for routes from one actor to another: all of them, shortest first, within a stated effort.

networkx finds shortest paths too, but none of its searches can be stopped after so much work, or told while it looks
that all ties of a path must have a day in common.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from graph.filters import ALL, Filter, between, forward, is_event
from graph.knowledge import Knowledge
from graph.time import ALWAYS, Span, limits

EFFORT = 500_000
"""How many steps from one actor to a neighbor a search may look at: about half a second."""

Route = tuple[str, ...]
Days = tuple[Span, ...]
"""Days on which something may hold: spans that do not meet, earliest first."""


class Spent(Exception):
    """The search has used up its effort."""


@dataclass
class Ground:
    """The steps that a route may take, and how many have been looked at."""

    knowledge: Knowledge
    only: Filter = ALL
    directed: bool = False
    avoid: frozenset[str] = frozenset()
    hubs_above: int | None = None
    effort: int = EFFORT
    _steps: dict[tuple[str, bool], list[str]] = field(default_factory=dict)
    _days: dict[tuple[str, str], Days] = field(default_factory=dict)

    def steps(self, actor: str, *, back: bool = False) -> list[str]:
        """The actors one step away (with `back`, those it is one step from), in order; raises Spent."""
        if (actor, back) not in self._steps:
            around = self.knowledge.adjacency
            ahead, behind = (around.before, around.after) if back else (around.after, around.before)
            near = set(ahead(actor)) if self.directed else {*ahead(actor), *behind(actor)}
            self.spend(len(near))
            open_to = near - {actor} if self.only == ALL else self._open(actor, near - {actor}, back=back)
            self._steps[actor, back] = sorted(open_to)
        self.spend(len(self._steps[actor, back]))
        return self._steps[actor, back]

    def may_pass(self, actor: str) -> bool:
        """Whether a route may go through this actor."""
        is_hub = self.hubs_above is not None and self.knowledge.degree(actor) > self.hubs_above
        return actor not in self.avoid and not is_hub

    def ties(self, start: str, end: str) -> list[str]:
        """The ties that make one step."""
        found = forward if self.directed else between
        return sorted(found(self.knowledge, start, end, self.only))

    def days(self, start: str, end: str) -> Days:
        """The days on which one of the ties of a step may have held."""
        if (start, end) not in self._days:
            spans = [self.span(key) for key in self.ties(start, end)]
            self._days[start, end] = _joined(spans)
        return self._days[start, end]

    def span(self, key: str) -> Span:
        """The days on which a tie may have held."""
        tie = self.knowledge.records.ties[key]
        return limits(tie, is_event=is_event(self.knowledge, tie)).possible

    def _open(self, actor: str, near: set[str], *, back: bool) -> Iterator[str]:
        """Those with a tie that the filter admits."""
        found = forward if self.directed else between
        for other in near:
            start, end = (other, actor) if back else (actor, other)
            if next(found(self.knowledge, start, end, self.only), None) is not None:
                yield other

    def spend(self, steps: int) -> None:
        """Count so many steps as looked at; raises Spent."""
        self.effort -= steps + 1
        if self.effort < 0:
            raise Spent


class Search:
    """The routes between two actors, of one length after the other. With `together`, all ties share a possible day."""

    def __init__(self, ground: Ground, start: str, end: str, *, together: bool = False) -> None:
        self.ground, self.start, self.end, self.together = ground, start, end, together
        self._ahead, self._back = {start: 0}, {end: 0}
        self._ahead_edge, self._back_edge = [start], [end]
        self._radius = 0
        self._met = start == end

    def of_length(self, length: int) -> Iterator[Route]:
        """Every route of so many steps, in order of the ids on it; ask for short ones first; raises Spent."""
        while self._radius < length:
            self._grow()
        if self._met:
            yield from _Walk(self, self._distances(length)).on((self.start,), (ALWAYS,), length)

    def _grow(self) -> None:
        """Look one step farther, from the end with fewer actors to look from."""
        self._radius += 1
        if len(self._ahead_edge) <= len(self._back_edge):
            self._ahead_edge = self._ring(self._ahead_edge, self._ahead, back=False)
            self._met = self._met or any(actor in self._back for actor in self._ahead_edge)
        else:
            self._back_edge = self._ring(self._back_edge, self._back, back=True)
            self._met = self._met or any(actor in self._ahead for actor in self._back_edge)

    def _ring(self, edge: list[str], seen: dict[str, int], *, back: bool) -> list[str]:
        found: list[str] = []
        for actor in edge:
            for other in self.ground.steps(actor, back=back):
                if other not in seen and (other in (self.start, self.end) or self.ground.may_pass(other)):
                    seen[other] = seen[actor] + 1
                    found.append(other)
        return found

    def _distances(self, length: int) -> dict[str, int]:
        """How far each actor that can be on a route of this length is from the end."""
        left = dict(self._back)
        edge = [actor for actor in self._back_edge if self._ahead.get(actor, length) + self._back[actor] <= length]
        steps = self._back[edge[0]] if edge else length
        while steps < length:
            steps += 1
            ring: list[str] = []
            for actor in edge:
                for other in self.ground.steps(actor, back=True):
                    if self._ahead.get(other, length) + steps <= length and other not in left:
                        left[other] = steps
                        ring.append(other)
            edge = ring
        return left


class _Walk:
    """All routes of one length, step by step from one end, over nobody who is too far from the other."""

    def __init__(self, search: Search, left: dict[str, int]) -> None:
        self.ground, self.end, self.together = search.ground, search.end, search.together
        self.left = left
        self._ways: dict[tuple[str, int], list[str]] = {}

    def on(self, route: Route, days: Days, steps: int) -> Iterator[Route]:
        """The routes that go on from here for so many steps."""
        for other in self._ahead(route[-1], steps):
            if other in route:
                continue
            shared = _shared(days, self.ground.days(route[-1], other)) if self.together else days
            if not shared:
                continue
            if steps == 1:
                yield (*route, other)
            else:
                yield from self.on((*route, other), shared, steps - 1)

    def _ahead(self, actor: str, steps: int) -> list[str]:
        """Who is near enough to the end to be next; the end itself is so with the last step alone."""
        if (actor, steps) not in self._ways:
            near, left = self.ground.steps(actor), self.left
            self._ways[actor, steps] = [
                other for other in near if left.get(other, steps) < steps and (other == self.end) == (steps == 1)
            ]
        self.ground.spend(len(self._ways[actor, steps]))
        return self._ways[actor, steps]


def shared_days(ground: Ground, route: Route) -> Days:
    """The days on which every step of a route may have held."""
    days: Days = (ALWAYS,)
    for start, end in pairwise(route):
        days = _shared(days, ground.days(start, end))
    return days


def _shared(one: Days, other: Days) -> Days:
    return tuple(mine.common(theirs) for mine in one for theirs in other if mine.meets(theirs))


def _joined(spans: list[Span]) -> Days:
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.first <= found[-1].last:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return tuple(found)
