"""The neighbors of an actor up to some distance, and the ties that lead to each."""

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
from graph.model.dates import Moment
from graph.money.double_counting import reckon
from graph.money.families import FINANCING
from graph.money.ledger import exact, hedge_at
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.pagination import Key, uncounted_page
from graph.views.tie_views import ActorRef, Number, TieView, actor_ref, actor_ref_at, as_number, tie_view_at

DEEPEST = 3
DOLLARS = "USD"
BUDGET = 1000
"""The most actors in one neighborhood."""

Direction = Literal["both", "out", "in"]
Order = Literal["distance", "name", "ties", "amount"]


class Neighbor(TypedDict):
    """An actor near another: its distance in hops, the actor before it on the way, and the ties between these two.

    `amount` is the money given by these ties in US dollars, each gift counted once, and no loan, investment or
    repayment; None if no amount is known. `amount_hedge` is how its sources hedge it.
    """

    actor: ActorRef
    distance: int
    through: str
    amount: Number | None
    amount_hedge: str | None
    ties: list[TieView]


class Neighborhood(DatedAnswer):
    """A page of neighbors. `more`: there are further actors beyond the budget.

    `undated` counts the ties of the actors that were looked at: the first one, and those nearer than `depth`.
    """

    actor: ActorRef
    depth: int
    neighbors: list[Neighbor]
    count: int
    more: bool
    next: str | None


class Hop(NamedTuple):
    """The way to one actor: its distance, the actor before it, and the ties between these two. All by number."""

    actor: int
    distance: int
    through: int
    ties: tuple[int, ...]


class NearbyActors(NamedTuple):
    """The actors around an actor, by distance and then by id, and whether the budget cut the list short.

    `looked_at` are the actors whose ties were followed, by number.
    """

    hops: list[Hop]
    is_cut: bool
    looked_at: list[int]


def neighborhood(
    graph: OpenVersion,
    slug: str,
    *,
    depth: int = 1,
    budget: int = BUDGET,
    tie_filter: Filter = ALL,
    kinds: frozenset[str] = frozenset(),
    direction: Direction = "both",
    sort: Order = "distance",
    limit: int | None = None,
    cursor: str | None = None,
) -> Neighborhood:
    """The actors up to `depth` hops away, at most `budget` of them; raises Unknown, BadCursor.

    `kinds`: list only actors of these kinds; the way to them may lead through others. `direction`: `out` follows ties
    only from their first actor to their second, `in` only the other way. Without a `limit`, all are on one page.
    """
    nearby = nearby_actors(graph, slug, depth=depth, budget=budget, tie_filter=tie_filter, direction=direction)
    hops = sorted(_of_kinds(graph, nearby.hops, kinds), key=_order(graph, sort))
    undated = _undated(graph, nearby, tie_filter, direction)
    page = uncounted_page(hops, _cursor_key(graph, sort), limit=budget if limit is None else limit, cursor=cursor)
    return {
        "actor": actor_ref(graph, slug),
        "depth": depth,
        "neighbors": [_neighbor(graph, hop, tie_filter.moment) for hop in page.items],
        "count": len(hops),
        "more": nearby.is_cut,
        "next": page.next,
        **undated,
    }


def _undated(graph: OpenVersion, nearby: NearbyActors, tie_filter: Filter, direction: Direction) -> DatedAnswer:
    """How many ties of the actors that the search looked at are left out for want of a date."""
    if tie_filter.moment is None:
        return {}
    looked_at = np.array(nearby.looked_at)
    _, rows = graph.adjacency.reached(looked_at, outgoing=direction != "in", incoming=direction != "out")
    return undated_part(graph, tie_filter, rows)


def nearby_actors(
    graph: OpenVersion,
    slug: str,
    *,
    depth: int = 1,
    budget: int = BUDGET,
    tie_filter: Filter = ALL,
    direction: Direction = "both",
) -> NearbyActors:
    """The actors up to `depth` hops away, at most `budget` of them; raises Unknown.

    A breadth-first search over the adjacency arrays.
    """
    if slug not in graph.adjacency.numbers:
        graph.actor(slug)  # raises Unknown
    center, most = graph.adjacency.numbers[slug], max(1, min(budget, BUDGET))
    hops: list[Hop] = []
    seen: Mask = np.zeros(len(graph.actor_ids), dtype=np.bool_)
    seen[center] = True
    ring, looked_at = [center], list[int]()
    for distance in range(1, max(1, min(depth, DEEPEST)) + 1):
        ring_start = len(hops)
        for near in ring:
            looked_at.append(near)
            hops += _hops(graph, near, distance, seen, tie_filter=tie_filter, direction=direction)
            if len(hops) > most:
                return NearbyActors(hops[:most], is_cut=True, looked_at=looked_at)
        ring = [hop.actor for hop in hops[ring_start:]]
    return NearbyActors(hops, is_cut=False, looked_at=looked_at)


def _hops(
    graph: OpenVersion, near: int, distance: int, seen: Mask, *, tie_filter: Filter, direction: Direction
) -> Iterator[Hop]:
    """A hop to each actor not yet seen, in order of id; marks them as seen."""
    others, ties = graph.adjacency.at(near, outgoing=direction != "in", incoming=direction != "out")
    new = ~seen[others]
    if tie_filter != ALL:
        new &= admits(graph, tie_filter, ties)
    others, rows = others[new], ties[new].tolist()
    seen[others] = True
    first = np.flatnonzero(np.diff(others, prepend=-1))
    ends = [*first[1:].tolist(), len(rows)]
    for start, end, far in zip(first.tolist(), ends, others[first].tolist(), strict=False):
        yield Hop(far, distance, near, tuple(rows[start:end]))


def _of_kinds(graph: OpenVersion, hops: list[Hop], kinds: frozenset[str]) -> list[Hop]:
    if not kinds:
        return hops
    columns = graph.columns
    return [hop for hop in hops if graph.index.kind_names[columns.actor_kind[hop.actor]] in kinds]


def _order(graph: OpenVersion, sort: Order) -> Callable[[Hop], Key]:
    """A sort key for the same order as `_cursor_key`, but from numbers, which is faster than to compare names."""
    rank = graph.columns.actor_rank
    keys: dict[Order, Callable[[Hop], Key]] = {
        "distance": lambda hop: (hop.distance, int(rank[hop.actor])),
        "name": lambda hop: (int(rank[hop.actor]),),
        "ties": lambda hop: (-len(hop.ties), int(rank[hop.actor])),
        "amount": lambda hop: (-(_money(graph, hop)[0] or 0), int(rank[hop.actor])),
    }
    return keys[sort]


def _cursor_key(graph: OpenVersion, sort: Order) -> Callable[[Hop], Key]:
    """The sort key of a hop in a cursor. It has ids, not numbers, so that cursors stay valid in later versions."""

    def name(hop: Hop) -> tuple[str, str]:
        return graph.actor_names[hop.actor].casefold(), graph.actor_ids[hop.actor]

    keys: dict[Order, Callable[[Hop], Key]] = {
        "distance": lambda hop: (hop.distance, *name(hop)),
        "name": name,
        "ties": lambda hop: (-len(hop.ties), *name(hop)),
        "amount": lambda hop: (-(_money(graph, hop)[0] or 0), *name(hop)),
    }
    return keys[sort]


def _money(graph: OpenVersion, hop: Hop) -> tuple[Number | None, str | None]:
    """The money given by the ties of a hop, and its hedge; None twice if no amount is known."""
    columns = graph.columns
    rows = [row for row in hop.ties if not isnan(columns.amount[row]) and _is_gift_in_dollars(graph, row)]
    if not rows:
        return None, None
    if len(rows) > 1:  # they may be the same money
        reckoning = reckon(graph, graph.ids_of_ties(rows), DOLLARS)
        return as_number(reckoning.total), reckoning.hedge
    return as_number(exact(float(columns.amount[rows[0]])) or 0), hedge_at(columns, rows[0])


def _is_gift_in_dollars(graph: OpenVersion, row: int) -> bool:
    code, relation = graph.columns.currency[row], str(graph.columns.relation_names[graph.columns.relation[row]])
    is_in_dollars = bool(code >= 0) and graph.index.currency_names[code] == DOLLARS
    return is_in_dollars and graph.terms.relations[relation].family != FINANCING


def _neighbor(graph: OpenVersion, hop: Hop, when: Moment | None) -> Neighbor:
    amount, hedge = _money(graph, hop)
    return {
        "actor": actor_ref_at(graph, hop.actor),
        "distance": hop.distance,
        "through": graph.actor_ids[hop.through],
        "amount": amount,
        "amount_hedge": hedge,
        "ties": [tie_view_at(graph, row, when) for row in hop.ties],
    }
