"""The actors around an actor, and the ties that lead to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from typing_extensions import TypedDict

from graph.filters import ALL, Filter
from graph.knowledge import Knowledge
from graph.pages import Key, page
from graph.sums import reckon
from graph.views import ActorRef, Number, TieView, actor_ref, as_number, tie_view

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
    """How an actor was reached: how far out, from whom, and by which ties."""

    actor: str
    distance: int
    through: str
    ties: tuple[str, ...]


class Reach(NamedTuple):
    """The actors around an actor, near ones first and then by id, and whether the budget cut the list short."""

    steps: list[Step]
    is_cut: bool


def neighborhood(
    knowledge: Knowledge,
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
    me = actor_ref(knowledge, slug)
    reach = around(knowledge, slug, depth=depth, budget=budget, only=only, direction=direction)
    listed = [step for step in reach.steps if not kinds or knowledge.actor(step.actor)["kind"] in kinds]
    found = page(listed, _order(knowledge, sort), limit=budget if limit is None else limit, cursor=cursor)
    return {
        "actor": me,
        "depth": depth,
        "neighbors": [_neighbor(knowledge, step) for step in found.things],
        "count": found.total,
        "more": reach.is_cut,
        "next": found.next,
    }


def around(
    knowledge: Knowledge,
    slug: str,
    *,
    depth: int = 1,
    budget: int = BUDGET,
    only: Filter = ALL,
    direction: Direction = "both",
) -> Reach:
    """The actors up to `depth` hops away, at most `budget` of them; raises Unknown."""
    knowledge.actor(slug)
    found: list[Step] = []
    seen, ring, most = {slug}, [slug], max(1, min(budget, BUDGET))
    for distance in range(1, max(1, min(depth, DEEPEST)) + 1):
        reached = len(found)
        for near, far, ties in _ring(knowledge, ring, seen, only, direction):
            if len(found) == most:
                return Reach(found, is_cut=True)
            found.append(Step(far, distance, near, ties))
        ring = [step.actor for step in found[reached:]]
    return Reach(found, is_cut=False)


def _ring(
    knowledge: Knowledge, ring: list[str], seen: set[str], only: Filter, direction: Direction
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(from whom, to whom, ids of the ties) for each actor not yet seen, in order of id."""
    for near in ring:
        around = knowledge.adjacency.by_neighbor(near, ahead=direction != "in", behind=direction != "out")
        for far, keys in around.items():
            if far in seen:
                continue
            if ties := tuple(key for key in keys if only is ALL or only.admits(knowledge, knowledge.tie(key))):
                seen.add(far)
                yield near, far, ties


def _order(knowledge: Knowledge, sort: Order) -> Callable[[Step], Key]:
    def name(step: Step) -> tuple[str, str]:
        return str(knowledge.actor(step.actor)["name"]).casefold(), step.actor

    ways: dict[Order, Callable[[Step], Key]] = {
        "distance": lambda step: (step.distance, *name(step)),
        "name": name,
        "ties": lambda step: (-len(step.ties), *name(step)),
        "amount": lambda step: (-(_amount(knowledge, step) or 0), *name(step)),
    }
    return ways[sort]


def _amount(knowledge: Knowledge, step: Step) -> Number | None:
    ties = [knowledge.records.ties[key] for key in step.ties]
    amounts = [tie["amount"] for tie in ties if tie["amount"] is not None and tie["currency"] == DOLLARS]
    if len(amounts) < 2:  # nothing can be told twice
        return as_number(amounts[0]) if amounts else None
    return as_number(reckon(knowledge, step.ties, DOLLARS).total)


def _neighbor(knowledge: Knowledge, step: Step) -> Neighbor:
    return {
        "actor": actor_ref(knowledge, step.actor),
        "distance": step.distance,
        "through": step.through,
        "amount": _amount(knowledge, step),
        "ties": [tie_view(knowledge, key) for key in step.ties],
    }
