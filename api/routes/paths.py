"""Paths between two actors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.http.parameters import CurrentDep, PathFilterDep
from graph.queries import paths as finder
from graph.queries.paths import LONGEST, MOST, Paths

router = APIRouter()
_ACTOR_LENGTH = 220


@router.get("/paths")
def paths(
    current: CurrentDep,
    tie_filter: PathFilterDep,
    start: Annotated[str, Query(alias="from", max_length=_ACTOR_LENGTH, examples=["kanye-west"])],
    end: Annotated[str, Query(alias="to", max_length=_ACTOR_LENGTH, examples=["first-step-act"])],
    limit: Annotated[int, Query(ge=1, le=MOST, description="how many paths")] = 3,
    longest: Annotated[int, Query(ge=1, le=LONGEST, description="at most so many hops")] = LONGEST,
    directed: Annotated[bool, Query(description="take each tie from its first actor to its second alone")] = False,
    avoid: Annotated[list[str] | None, Query(max_length=50, description="not through these actors")] = None,
    hubs_above: Annotated[int | None, Query(ge=1, description="not through actors with more ties than this")] = None,
    together: Annotated[bool, Query(description="all ties of a path may have held on one and the same day")] = False,
) -> Paths:
    """The shortest paths between two actors; each hop with its ties, dates and sources, each path with its weakest hop.

    `from` and `to` are the actors here, so a window of time is `since` and `until`.
    """
    avoided = frozenset(avoid or ())
    for slug in avoided:
        current.graph.actor(slug)
    return finder.paths(
        current.graph,
        start,
        end,
        limit=limit,
        longest=longest,
        only=tie_filter,
        directed=directed,
        avoid=avoided,
        hubs_above=hubs_above,
        together=together,
    )
