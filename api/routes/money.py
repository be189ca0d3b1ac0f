"""Money: who gives how much to whom, and where it goes from hand to hand."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Query

from api.http.background_tasks import TaskRunnerDep
from api.http.pagination import PageDep
from api.http.parameters import ActorAsked, CurrentDep, TieFilterOfKindsDep, known
from graph.money.flow import HOPS, LINKS, FlowAnswer
from graph.money.grouping import By
from graph.money.totals import MoneyAnswer, Order
from graph.precomputed import Task

router = APIRouter(prefix="/money")
Currency = Annotated[str, Query(pattern=r"^[A-Z]{3}$")]


@router.get("")
async def money(
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    by: By = "donor",
    donor: ActorAsked = None,
    recipient: ActorAsked = None,
    currency: Currency = "USD",
    sort: Order | None = None,
    shown: Annotated[int, Query(ge=0, le=200, description="how many ties of each list stand in each sum")] = 20,
) -> MoneyAnswer:
    """Sums of money by donor, recipient, year ...: what counts, what is left out and why, and what is unknown.

    `rule` says how nothing is counted twice. Years stand in order of time, all else by amount.
    """
    for slug in filter(None, (donor, recipient)):
        current.graph.actor(slug)
    task = Task(
        "money",
        tie_filter,
        {
            "by": by,
            "donor": donor,
            "recipient": recipient,
            "currency": currency,
            "sort": sort,
            "shown": shown,
            "limit": page.limit,
            "cursor": page.cursor,
        },
    )
    return page.with_link(cast(MoneyAnswer, await runner.answer(current, task)))


@router.get("/flow")
async def flow(
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterOfKindsDep,
    start: ActorAsked = None,
    end: ActorAsked = None,
    hops: Annotated[int, Query(ge=1, le=HOPS, description="over at most so many hands")] = HOPS,
    also: Annotated[
        list[str] | None, Query(max_length=20, description="relations that money may follow beside gifts and grants")
    ] = None,
    currency: Currency = "USD",
    limit: Annotated[int, Query(ge=1, le=LINKS, description="at most so many links, the largest first")] = 100,
) -> FlowAnswer:
    """Where money goes from an actor, comes from to another, or both: nodes and links of a Sankey diagram."""
    for slug in filter(None, (start, end)):
        current.graph.actor(slug)
    known("relation", also, current.graph.terms.relations)
    options = {"start": start, "end": end, "hops": hops, "also": sorted(also or ()), "currency": currency}
    task = Task("flow", tie_filter, {**options, "limit": limit})
    return cast(FlowAnswer, await runner.answer(current, task))
