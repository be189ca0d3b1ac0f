"""Ties and outcomes: the facts themselves, each with its receipts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.http.pagination import PageDep
from api.http.parameters import ActorAsked, CurrentDep, OutcomeId, TieFilterOfKindsDep, TieId
from api.http.request_errors import InvalidParameter
from graph.queries import listings
from graph.queries.listings import OutcomesAnswer, TieOrder, TiesAnswer
from graph.views.json_views import OutcomeView, outcome_view
from graph.views.tie_views import TieView, tie_view

router = APIRouter()


@router.get("/ties")
def ties(
    current: CurrentDep, tie_filter: TieFilterOfKindsDep, page: PageDep, actor: ActorAsked = None, sort: TieOrder = "id"
) -> TiesAnswer:
    """The ties of the graph, or of an actor. With `kind`, both ends are actors of one of these kinds."""
    found = listings.ties(current.graph, actor=actor, only=tie_filter, sort=sort, limit=page.limit, cursor=page.cursor)
    return page.with_link(found)


@router.get("/ties/{tie_id}")
async def tie(tie_id: TieId, current: CurrentDep) -> TieView:
    """One tie with its receipts."""
    return tie_view(current.graph, tie_id)


@router.get("/outcomes")
def outcomes(
    current: CurrentDep,
    page: PageDep,
    actor: ActorAsked = None,
    outcome_type: Annotated[str | None, Query(alias="type", max_length=40, examples=["result"])] = None,
) -> OutcomesAnswer:
    """Measured and claimed numbers, all or those about one actor; projections and goals are no results."""
    types = current.graph.terms.properties["outcome_type"].allowed
    if outcome_type is not None and outcome_type not in types:
        raise InvalidParameter(f"no type {outcome_type!r} of outcomes: choose one of {', '.join(sorted(types))}")
    found = listings.outcomes(
        current.graph, actor=actor, outcome_type=outcome_type, limit=page.limit, cursor=page.cursor
    )
    return page.with_link(found)


@router.get("/outcomes/{outcome_id}")
async def outcome(outcome_id: OutcomeId, current: CurrentDep) -> OutcomeView:
    """One measured or claimed number with its receipts."""
    return outcome_view(current.graph, outcome_id)
