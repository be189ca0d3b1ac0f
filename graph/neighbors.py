"""The actors around an actor, near ones first."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import TypedDict

from graph.filters import ALL, Filter
from graph.knowledge import Knowledge
from graph.paths import between
from graph.views import ActorRef, TieView, actor_ref, tie_view

DEEPEST = 3
BUDGET = 500


class Neighbor(TypedDict):
    """An actor near another: how many hops away, through whom, and the ties that lead to it."""

    actor: ActorRef
    distance: int
    through: str
    ties: list[TieView]


class Neighborhood(TypedDict):
    """The neighbors of an actor. `more` says that the budget cut the list short, and where."""

    actor: ActorRef
    depth: int
    neighbors: list[Neighbor]
    more: bool


def neighborhood(
    knowledge: Knowledge, slug: str, *, depth: int = 1, budget: int = BUDGET, only: Filter = ALL
) -> Neighborhood:
    """The actors up to `depth` hops away, at most `budget` of them; raises Unknown."""
    me = actor_ref(knowledge, slug)
    found: list[Neighbor] = []
    seen, ring = {slug}, [slug]
    for distance in range(1, min(depth, DEEPEST) + 1):
        ring_next: list[str] = []
        for near, far, keys in _steps(knowledge, ring, seen, only):
            if len(found) == budget:
                return {"actor": me, "depth": depth, "neighbors": found, "more": True}
            ties = [tie_view(knowledge, key) for key in keys]
            found.append({"actor": actor_ref(knowledge, far), "distance": distance, "through": near, "ties": ties})
            ring_next.append(far)
        ring = ring_next
    return {"actor": me, "depth": depth, "neighbors": found, "more": False}


def _steps(knowledge: Knowledge, ring: list[str], seen: set[str], only: Filter) -> Iterator[tuple[str, str, list[str]]]:
    """(from whom, to whom, ids of the ties) for each actor not yet seen, in order of name."""
    for near in ring:
        around = set(knowledge.mirror.successors(near)) | set(knowledge.mirror.predecessors(near))
        for far in sorted(around - seen):
            keys = sorted(between(knowledge, near, far, only))
            if keys:
                seen.add(far)
                yield near, far, keys
