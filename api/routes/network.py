"""Network analysis: centrality measures, bridges and communities."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from typing_extensions import TypedDict

from api.http.address_ids import KEY_LENGTH, Slug
from api.http.background_tasks import TaskRunnerDep
from api.http.parameters import CurrentDep, PageDep, TieFilterOfKindsDep
from graph.analysis import centrality as ranks
from graph.analysis import communities as parts
from graph.analysis.bridges import BridgesAnswer
from graph.analysis.centrality import MEANINGS, MEASURES, MeasureAnswer, MeasureName, TiesBehind
from graph.analysis.communities import CommunitiesAnswer, CommunityAnswer
from graph.precomputed import Task

router = APIRouter()
Measure = Annotated[MeasureName, Path(description="Name of a centrality measure.", examples=["pagerank"])]
Resolution = Annotated[
    float, Query(ge=0.1, le=10, description="Higher values find more and smaller communities.", examples=[1.5])
]


class OfferedMeasure(TypedDict):
    """A centrality measure and its meaning."""

    measure: MeasureName
    meaning: str


class MeasuresAnswer(TypedDict):
    """All centrality measures."""

    measures: list[OfferedMeasure]


@router.get("/measures", summary="List the centrality measures")
async def measures() -> MeasuresAnswer:
    """The centrality measures that can be computed, and what each means."""
    return {"measures": [{"measure": name, "meaning": MEANINGS[name]} for name in MEASURES]}


@router.get("/measures/{measure}", summary="Rank actors by a centrality measure")
async def measure(
    measure: Measure,
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    samples: Annotated[
        int | None,
        Query(
            ge=2,
            le=100_000,
            description="Only for betweenness: estimate it from this many actors. Default: compute it exactly.",
            examples=[200],
        ),
    ] = None,
) -> MeasureAnswer:
    """Actors by a centrality measure, highest first. Estimates have an error bound."""
    options = {"name": measure, "samples": samples if measure == "betweenness" else None}
    scores = await runner.answer(current, Task("scores", tie_filter, options))
    return page.with_link(
        await run_in_threadpool(
            ranks.measure,
            current.graph,
            measure,
            tie_filter=tie_filter,
            computed=scores,
            limit=page.limit,
            cursor=page.cursor,
        )
    )


@router.get("/measures/{measure}/ties", summary="List the ties behind a rank")
async def ties_behind(
    measure: Measure,
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    actor: Annotated[str, Query(max_length=KEY_LENGTH, description="Id of an actor.", examples=["cut50"])],
) -> TiesBehind:
    """The ties that give an actor its rank in a centrality measure."""
    current.graph.actor(actor)
    task = Task("scores", tie_filter, {"name": measure, "samples": None})
    scores = await runner.answer(current, task) if measure == "k_core" else None
    return page.with_link(
        await run_in_threadpool(
            ranks.ties_behind,
            current.graph,
            measure,
            actor,
            tie_filter=tie_filter,
            computed=scores,
            limit=page.limit,
            cursor=page.cursor,
        )
    )


@router.get("/bridges", summary="Find bridges")
async def bridges(
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    least: Annotated[int, Query(ge=1, description="Smallest number of actors beyond the bridge.", examples=[5])] = 2,
) -> BridgesAnswer:
    """Pairs of neighbors whose ties alone connect a part of the network to the rest, largest part first."""
    options = {"least": least, "limit": page.limit, "cursor": page.cursor}
    answer: BridgesAnswer = await runner.answer(current, Task("bridges", tie_filter, options))
    return page.with_link(answer)


@router.get("/communities", summary="Find communities")
async def communities(
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    resolution: Resolution = parts.RESOLUTION,
) -> CommunitiesAnswer:
    """Groups of actors with more ties among them than to others, as an algorithm finds them, largest first."""
    partition = await runner.answer(current, Task("partition", tie_filter, {"resolution": resolution}))
    return page.with_link(
        await run_in_threadpool(
            parts.communities,
            current.graph,
            tie_filter=tie_filter,
            computed=partition,
            limit=page.limit,
            cursor=page.cursor,
        )
    )


@router.get("/communities/{slug}", summary="Get the community of an actor")
async def community(
    slug: Slug,
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    resolution: Resolution = parts.RESOLUTION,
) -> CommunityAnswer:
    """The community that an actor belongs to, with all its members."""
    current.graph.actor(slug)
    partition = await runner.answer(current, Task("partition", tie_filter, {"resolution": resolution}))
    return page.with_link(
        await run_in_threadpool(
            parts.community,
            current.graph,
            slug,
            tie_filter=tie_filter,
            computed=partition,
            limit=page.limit,
            cursor=page.cursor,
        )
    )
