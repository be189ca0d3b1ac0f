"""Money: who gives how much to whom, and where it goes from hand to hand."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request

from api.answers.asking import AskerDep
from api.export.list_files import ListRoute
from api.http.address_ids import AnyOfActors, OptionalActor
from api.http.parameters import AS_TABLE, CurrencyCode, CurrentDep, PageDep, TieFilterOfKindsDep, check_names
from api.http.problem_details import GONE
from api.http.times import with_undated_url
from graph.money.flow import HOPS, LINKS, FlowAnswer
from graph.money.grouping import By
from graph.money.totals import MoneyAnswer, Order
from graph.precomputed import Task

router = APIRouter(prefix="/money", responses=GONE, route_class=ListRoute)


@router.get("", summary="Add up money", dependencies=[AS_TABLE])
async def money(
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    by: Annotated[By, Query(description="What to group the sums by.", examples=["recipient"])] = "donor",
    donor: AnyOfActors = None,
    recipient: AnyOfActors = None,
    currency: CurrencyCode = "USD",
    sort: Annotated[
        Order | None,
        Query(description="Order of the sums. Default: by time for years, else by amount.", examples=["amount"]),
    ] = None,
    shown: Annotated[
        int, Query(ge=0, le=200, description="Largest number of ties in each list of a sum.", examples=[5])
    ] = 20,
) -> MoneyAnswer:
    """Sums of money by donor, recipient, year and so on: what is counted, left out (and why), and unknown.

    `rule` explains how no amount is counted twice. Years are in order of time, all other groups by amount.
    """
    for slug in sorted({*(donor or ()), *(recipient or ())}):
        current.graph.actor(slug)
    task = Task(
        "money",
        tie_filter,
        {
            "by": by,
            "donor": sorted(set(donor or ())),
            "recipient": sorted(set(recipient or ())),
            "currency": currency,
            "sort": sort,
            "shown": shown,
            "limit": page.limit,
            "cursor": page.cursor,
        },
    )
    return page.with_link(cast(MoneyAnswer, await ask.task(current, task)))


@router.get("/flow", summary="Follow money from hand to hand", dependencies=[AS_TABLE])
async def flow(
    request: Request,
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterOfKindsDep,
    start: OptionalActor = None,
    end: OptionalActor = None,
    hops: Annotated[
        int, Query(ge=1, le=HOPS, description="Largest number of hops that money is followed.", examples=[2])
    ] = HOPS,
    also: Annotated[
        list[str] | None,
        Query(
            max_length=20,
            description="Relations that money may follow besides gifts and grants.",
            examples=[["fiscal_sponsor_of"]],
        ),
    ] = None,
    currency: CurrencyCode = "USD",
    limit: Annotated[
        int,
        Query(ge=1, le=LINKS, description="Largest number of links; the largest amounts come first.", examples=[50]),
    ] = 100,
) -> FlowAnswer:
    """Where the money of one actor goes, where that of another comes from, or the flow between both.

    The answer has the nodes and links of a Sankey diagram.
    """
    for slug in filter(None, (start, end)):
        current.graph.actor(slug)
    check_names("relation", also, current.graph.terms.relations)
    options = {"start": start, "end": end, "hops": hops, "also": sorted(also or ()), "currency": currency}
    task = Task("flow", tie_filter, {**options, "limit": limit})
    return with_undated_url(cast(FlowAnswer, await ask.task(current, task)), request)
