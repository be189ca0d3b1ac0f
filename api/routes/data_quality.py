"""Quality of the data: conflicts between sources, coverage, and gaps."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Path, Query, Request

from api.answers.asking import AskerDep
from api.export.list_files import ListRoute
from api.http.address_ids import OptionalActor
from api.http.earlier_names import EARLIER, value_of
from api.http.parameters import AS_TABLE, CurrentDep, PageDep, TieFilterDep, TieFilterOfKindsDep
from api.http.times import with_undated_url
from graph.precomputed import Task
from graph.queries.conflicts import ConflictsAnswer, WantedKind
from graph.queries.coverage import Coverage
from graph.queries.gaps import GapAnswer, GapName

router = APIRouter(route_class=ListRoute)
ConflictKind = Annotated[
    WantedKind | None,
    Query(
        description="Contradictions, the default; or differences that are none: one `rounds` the other, counts another "
        "scope, or supersedes it; or all.",
        examples=["rounds"],
    ),
]
EarlierConflictKind = Annotated[
    WantedKind | None, Query(description=EARLIER.format("conflict_kind"), deprecated=True, examples=["rounds"])
]


@router.get("/conflicts", summary="List where sources disagree", dependencies=[AS_TABLE])
async def conflicts(
    request: Request,
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterDep,
    page: PageDep,
    actor: OptionalActor = None,
    conflict_kind: ConflictKind = None,
    kind: EarlierConflictKind = None,
) -> ConflictsAnswer:
    """Statements of different sources that cannot all be true: what they are about, and which source states which."""
    if actor is not None:
        current.graph.actor(actor)
    chosen = value_of(request, "conflict_kind", conflict_kind, "kind", kind) or "contradicts"
    options = {"actor": actor, "kind": chosen, "limit": page.limit, "cursor": page.cursor}
    return page.with_link(cast(ConflictsAnswer, await ask.task(current, Task("conflicts", tie_filter, options))))


@router.get("/coverage", summary="Measure what the graph covers", dependencies=[AS_TABLE])
async def coverage(request: Request, current: CurrentDep, ask: AskerDep, tie_filter: TieFilterOfKindsDep) -> Coverage:
    """Numbers of ties by year, relation, kind, tier, publisher and place, and how much is unknown."""
    return with_undated_url(cast(Coverage, await ask.task(current, Task("coverage", tie_filter))), request)


@router.get("/coverage/{gap}", summary="List what is missing in one respect", dependencies=[AS_TABLE])
async def gap(
    gap: Annotated[GapName, Path(description="Name of a gap.", examples=["ties_without_dates"])],
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
) -> GapAnswer:
    """The actors or ties of one gap, such as all ties without dates."""
    options = {"name": gap, "limit": page.limit, "cursor": page.cursor}
    return page.with_link(cast(GapAnswer, await ask.task(current, Task("gap", tie_filter, options))))
