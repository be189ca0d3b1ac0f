"""What the graph knows of its own limits: where sources disagree, what it covers, and what it lacks."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Path

from api.http.background_tasks import Computes
from api.http.pagination import Pages
from api.http.parameters import ActorAsked, Current, Only, OnlyOfKinds
from graph.precomputed import Task
from graph.queries.conflicts import ConflictsAnswer
from graph.queries.coverage import Coverage, GapAnswer, GapName

router = APIRouter()


@router.get("/conflicts")
async def conflicts(
    current: Current, computes: Computes, only: Only, pages: Pages, actor: ActorAsked = None
) -> ConflictsAnswer:
    """Where sources disagree: about what, and who says which."""
    if actor is not None:
        current.graph.actor(actor)
    options = {"actor": actor, "limit": pages.limit, "cursor": pages.cursor}
    return pages.told(cast(ConflictsAnswer, await computes.answer(current, Task("conflicts", only, options))))


@router.get("/coverage")
async def coverage(current: Current, computes: Computes, only: OnlyOfKinds) -> Coverage:
    """How many ties there are by year, relation, kind, tier, publisher and place, and how large the gaps are."""
    return cast(Coverage, await computes.answer(current, Task("coverage", only)))


@router.get("/coverage/{gap}")
async def gap(
    gap: Annotated[GapName, Path(examples=["ties_without_dates"])],
    current: Current,
    computes: Computes,
    only: OnlyOfKinds,
    pages: Pages,
) -> GapAnswer:
    """The actors or ties of one gap."""
    options = {"name": gap, "limit": pages.limit, "cursor": pages.cursor}
    return pages.told(cast(GapAnswer, await computes.answer(current, Task("gap", only, options))))
