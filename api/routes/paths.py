"""Paths between two actors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.answers.asking import AskerDep
from api.export.list_files import ListRoute
from api.http.address_ids import KEY_LENGTH
from api.http.parameters import AS_TABLE, CurrentDep, PathFilterDep
from api.http.problem_details import GONE
from api.http.times import with_undated_url
from graph.queries import paths as finder
from graph.queries.paths import LONGEST, MOST, Paths

router = APIRouter(responses=GONE, route_class=ListRoute)


@router.get("/paths", summary="Find the shortest paths between two actors", dependencies=[AS_TABLE])
async def paths(
    request: Request,
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: PathFilterDep,
    start: Annotated[
        str, Query(alias="from", max_length=KEY_LENGTH, description="Id of the first actor.", examples=["kanye-west"])
    ],
    end: Annotated[
        str, Query(alias="to", max_length=KEY_LENGTH, description="Id of the last actor.", examples=["first-step-act"])
    ],
    limit: Annotated[int, Query(ge=1, le=MOST, description="Largest number of paths.", examples=[5])] = 3,
    longest: Annotated[int, Query(ge=1, le=LONGEST, description="Largest number of hops.", examples=[3])] = LONGEST,
    directed: Annotated[
        bool, Query(description="Follow each tie only from its first actor to its second.", examples=[True])
    ] = False,
    avoid: Annotated[
        list[str] | None,
        Query(max_length=50, description="Ids of actors that the paths must not go through.", examples=[["cut50"]]),
    ] = None,
    hubs_above: Annotated[
        int | None, Query(ge=1, description="Avoid actors with more ties than this.", examples=[100])
    ] = None,
    together: Annotated[
        bool, Query(description="Only paths whose ties may all have held on the same day.", examples=[True])
    ] = False,
) -> Paths:
    """The shortest paths between two actors. Each hop has its ties, dates and sources; each path names its weakest hop.

    `from` and `to` are the actors here, so a time window is `since` and `until`.
    """
    avoided = frozenset(avoid or ())
    for slug in avoided:
        current.graph.actor(slug)
    answer = await ask.query(
        current,
        finder.paths,
        start,
        end,
        limit=limit,
        longest=longest,
        tie_filter=tie_filter,
        directed=directed,
        avoid=avoided,
        hubs_above=hubs_above,
        together=together,
    )
    return with_undated_url(answer, request)
