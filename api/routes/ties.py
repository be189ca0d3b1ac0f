"""Ties and outcomes, each with its receipts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.answers.asking import AskerDep
from api.export.list_files import ListRoute
from api.http.address_ids import OptionalActor, OutcomeId, TieId
from api.http.parameters import AS_TABLE, CurrentDep, PageDep, TieFilterOfKindsDep, check_names
from api.http.problem_details import GONE
from api.http.request_errors import InvalidParameter
from graph.queries import listings
from graph.queries.listings import OutcomesAnswer, TieOrder, TiesAnswer
from graph.views.actor_views import OutcomeView, outcome_view
from graph.views.tie_views import TieView, tie_view

router = APIRouter(responses=GONE, route_class=ListRoute)


@router.get("/ties", summary="List ties", dependencies=[AS_TABLE])
async def ties(
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    actor: OptionalActor = None,
    sort: Annotated[TieOrder, Query(description="Order of the ties.", examples=["date"])] = "id",
) -> TiesAnswer:
    """The ties of the graph, or of one actor, in pages. With `kind`, both ends are actors of these kinds."""
    named: dict[str, Any] = {"tie_filter": tie_filter, "sort": sort, "limit": page.limit, "cursor": page.cursor}
    return page.with_link(await ask.query(current, listings.ties, actor=actor, **named))


@router.get("/ties/{tie_id}", summary="Get a tie")
async def tie(tie_id: TieId, current: CurrentDep) -> TieView:
    """One tie with its receipts."""
    return tie_view(current.graph, tie_id)


@router.get("/outcomes", summary="List outcomes", dependencies=[AS_TABLE])
async def outcomes(
    current: CurrentDep,
    ask: AskerDep,
    page: PageDep,
    actor: OptionalActor = None,
    outcome_type: Annotated[
        str | None,
        Query(
            alias="type",
            max_length=40,
            description="Only outcomes of this type. Default: all; with `measure`, all but goals.",
            examples=["result"],
        ),
    ] = None,
    measure: Annotated[
        str | None,
        Query(
            max_length=40,
            description="Only outcomes of this measure, or of a narrower one; /ontology defines them.",
            examples=["recidivism_rate"],
        ),
    ] = None,
) -> OutcomesAnswer:
    """Measured and claimed numbers, all of them or those about one actor. Projections and goals are not results.

    With `measure`, programs can be compared: those of one measure, population and window are next to each other, and
    goals are left out and counted.
    """
    types = current.graph.terms.properties["outcome_type"].allowed
    if outcome_type is not None and outcome_type not in types:
        raise InvalidParameter(f"no type {outcome_type!r} of outcomes: choose one of {', '.join(sorted(types))}")
    if measure is not None:
        check_names("measure", [measure], current.graph.terms.properties["measure"].allowed)
    answer = await ask.query(
        current,
        listings.outcomes,
        actor=actor,
        outcome_type=outcome_type,
        measure=measure,
        limit=page.limit,
        cursor=page.cursor,
    )
    return page.with_link(answer)


@router.get("/outcomes/{outcome_id}", summary="Get an outcome")
async def outcome(outcome_id: OutcomeId, current: CurrentDep) -> OutcomeView:
    """One measured or claimed number with its receipts."""
    return outcome_view(current.graph, outcome_id)
