"""The actors around an actor, and the ties that lead to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isnan
from typing import Literal, NamedTuple

import numpy as np
from typing_extensions import TypedDict

from graph.index.adjacency import Mask
from graph.index.filter_masks import admits
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.money.double_counting import reckon
from graph.money.ledger import exact
from graph.views.pagination import Key, uncounted_page
from graph.views.tie_views import ActorRef, Number, TieView, actor_ref, actor_ref_at, as_number, tie_view_at

DEEPEST = 3
DOLLARS = "USD"
BUDGET = 1000
"""The most actors that are looked for."""

Direction = Literal["both", "out", "in"]
Order = Literal["distance", "name", "ties", "amount"]


class Neighbor(TypedDict):
    """An actor near another: how many hops away, through whom, and the ties that lead to it from there.

    `amount` is the money between the two ends of these ties in US dollars, each gift counted once; None where no
    amount is known.
    """

    actor: ActorRef
    distance: int
    through: str
    amount: Number | None
    ties: list[TieView]


class Neighborhood(TypedDict):
    """The neighbors of an actor. `more` says that the budget was spent before all were found."""

    actor: ActorRef
    depth: int
    neighbors: list[Neighbor]
    count: int
    more: bool
    next: str | None


class Step(NamedTuple):
    """How an actor was reached: how far out, from whom, and by which ties. All by number."""

    actor: int
    distance: int
    through: int
    ties: tuple[int, ...]


class Reach(NamedTuple):
    """The actors around an actor, near ones first and then by id, and whether the budget cut the list short."""

    steps: list[Step]
    is_cut: bool


def neighborhood(
    graph: OpenVersion,
    slug: str,
    *,
    depth: int = 1,
    budget: int = BUDGET,
    only: Filter = ALL,
    kinds: frozenset[str] = frozenset(),
    direction: Direction = "both",
    sort: Order = "distance",
    limit: int | None = None,
    cursor: str | None = None,
) -> Neighborhood:
    """The actors up to `depth` hops away, at most `budget` of them; raises Unknown, BadCursor.

    `kinds` says which kinds of actors are listed; the way to them may lead through others. `direction` `out` follows
    ties from their first actor to their second only, `in` the other way round. Without a `limit` all stand on one page.
    """
    me = actor_ref(graph, slug)
    reach = around(graph, slug, depth=depth, budget=budget, only=only, direction=direction)
    listed = sorted(_of_kinds(graph, reach.steps, kinds), key=_places(graph, sort))
    found = uncounted_page(listed, _key(graph, sort), limit=budget if limit is None else limit, cursor=cursor)
    return {
        "actor": me,
        "depth": depth,
        "neighbors": [_neighbor(graph, step) for step in found.things],
        "count": len(listed),
        "more": reach.is_cut,
        "next": found.next,
    }


def around(
    graph: OpenVersion,
    slug: str,
    *,
    depth: int = 1,
    budget: int = BUDGET,
    only: Filter = ALL,
    direction: Direction = "both",
) -> Reach:
    """The actors up to `depth` hops away, at most `budget` of them; raises Unknown."""
    graph.actor(slug)
    me, most = graph.adjacency.number(slug), max(1, min(budget, BUDGET))
    found: list[Step] = []
    seen: Mask = np.zeros(len(graph.actor_ids), dtype=np.bool_)
    seen[me] = True
    ring = [me]
    for distance in range(1, max(1, min(depth, DEEPEST)) + 1):
        reached = len(found)
        for near in ring:
            found += _steps(graph, near, distance, seen, only=only, direction=direction)
            if len(found) > most:
                return Reach(found[:most], is_cut=True)
        ring = [step.actor for step in found[reached:]]
    return Reach(found, is_cut=False)


def _steps(
    graph: OpenVersion, near: int, distance: int, seen: Mask, *, only: Filter, direction: Direction
) -> Iterator[Step]:
    """A step to each actor not yet seen, in order of id; they count as seen then."""
    others, ties = graph.adjacency.at(near, ahead=direction != "in", behind=direction != "out")
    new = ~seen[others]
    if only != ALL:
        new &= admits(graph, only, ties)
    others, rows = others[new], ties[new].tolist()
    seen[others] = True
    first = np.flatnonzero(np.diff(others, prepend=-1))
    ends = [*first[1:].tolist(), len(rows)]
    for start, end, far in zip(first.tolist(), ends, others[first].tolist(), strict=False):
        yield Step(far, distance, near, tuple(rows[start:end]))


def _of_kinds(graph: OpenVersion, steps: list[Step], kinds: frozenset[str]) -> list[Step]:
    if not kinds:
        return steps
    columns = graph.columns
    return [step for step in steps if graph.index.kind_names[columns.actor_kind[step.actor]] in kinds]


def _places(graph: OpenVersion, sort: Order) -> Callable[[Step], Key]:
    """The order of `_key`, told by numbers alone."""
    rank = graph.columns.actor_rank
    ways: dict[Order, Callable[[Step], Key]] = {
        "distance": lambda step: (step.distance, int(rank[step.actor])),
        "name": lambda step: (int(rank[step.actor]),),
        "ties": lambda step: (-len(step.ties), int(rank[step.actor])),
        "amount": lambda step: (-(_amount(graph, step) or 0), int(rank[step.actor])),
    }
    return ways[sort]


def _key(graph: OpenVersion, sort: Order) -> Callable[[Step], Key]:
    """What a cursor holds of a step; it stays right in a later version."""

    def name(step: Step) -> tuple[str, str]:
        return graph.actor_names[step.actor].casefold(), graph.actor_ids[step.actor]

    ways: dict[Order, Callable[[Step], Key]] = {
        "distance": lambda step: (step.distance, *name(step)),
        "name": name,
        "ties": lambda step: (-len(step.ties), *name(step)),
        "amount": lambda step: (-(_amount(graph, step) or 0), *name(step)),
    }
    return ways[sort]


def _amount(graph: OpenVersion, step: Step) -> Number | None:
    columns = graph.columns
    told = [row for row in step.ties if not isnan(columns.amount[row]) and _in_dollars(graph, row)]
    if not told:
        return None
    if len(told) > 1:  # they may tell of the same money
        return as_number(reckon(graph, graph.ids_of_ties(step.ties), DOLLARS).total)
    return as_number(exact(float(columns.amount[told[0]])) or 0)


def _in_dollars(graph: OpenVersion, row: int) -> bool:
    code = graph.columns.currency[row]
    return bool(code >= 0) and graph.index.currency_names[code] == DOLLARS


def _neighbor(graph: OpenVersion, step: Step) -> Neighbor:
    return {
        "actor": actor_ref_at(graph, step.actor),
        "distance": step.distance,
        "through": graph.actor_ids[step.through],
        "amount": _amount(graph, step),
        "ties": [tie_view_at(graph, row) for row in step.ties],
    }
