"""Measures, bridges and communities: how the network is built, each number with the ties behind it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from typing_extensions import TypedDict

from api.http.background_tasks import TaskRunnerDep
from api.http.pagination import PageDep
from api.http.parameters import KEY_LENGTH, CurrentDep, Slug, TieFilterOfKindsDep
from graph.analysis import centrality as ranks
from graph.analysis import communities as parts
from graph.analysis.bridges import BridgesAnswer
from graph.analysis.centrality import MEANINGS, MEASURES, MeasureAnswer, MeasureName, TiesBehind
from graph.analysis.communities import CommunitiesAnswer, CommunityAnswer
from graph.precomputed import Task

router = APIRouter()
Measure = Annotated[MeasureName, Path(examples=["pagerank"])]
Resolution = Annotated[float, Query(ge=0.1, le=10, description="higher: more and smaller communities")]


class OfferedMeasure(TypedDict):
    """A measure, and what it means."""

    measure: MeasureName
    meaning: str


class MeasuresAnswer(TypedDict):
    """The measures that can be asked for."""

    measures: list[OfferedMeasure]


@router.get("/measures")
async def measures() -> MeasuresAnswer:
    """The measures that can be asked for."""
    return {"measures": [{"measure": name, "meaning": MEANINGS[name]} for name in MEASURES]}


@router.get("/measures/{measure}")
async def measure(
    measure: Measure,
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    samples: Annotated[
        int | None, Query(ge=2, le=100_000, description="betweenness alone: estimate it from so many actors")
    ] = None,
) -> MeasureAnswer:
    """Actors by a measure, highest first, with the engine, and the error bound where the values are estimated."""
    options = {"name": measure, "samples": samples if measure == "betweenness" else None}
    scores = await runner.answer(current, Task("scores", tie_filter, options))
    return page.with_link(
        await run_in_threadpool(
            ranks.measure,
            current.graph,
            measure,
            only=tie_filter,
            computed=scores,
            limit=page.limit,
            cursor=page.cursor,
        )
    )


@router.get("/measures/{measure}/ties")
async def ties_behind(
    measure: Measure,
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    actor: Annotated[str, Query(max_length=KEY_LENGTH, examples=["cut50"])],
) -> TiesBehind:
    """The ties behind the rank of an actor."""
    current.graph.actor(actor)
    task = Task("scores", tie_filter, {"name": measure, "samples": None})
    scores = await runner.answer(current, task) if measure == "k_core" else None
    return page.with_link(
        await run_in_threadpool(
            ranks.ties_behind,
            current.graph,
            measure,
            actor,
            only=tie_filter,
            computed=scores,
            limit=page.limit,
            cursor=page.cursor,
        )
    )


@router.get("/bridges")
async def bridges(
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    least: Annotated[int, Query(ge=1, description="with at least so many actors beyond")] = 2,
) -> BridgesAnswer:
    """Lines without which a part of the network would come away, those with the most actors beyond them first."""
    options = {"least": least, "limit": page.limit, "cursor": page.cursor}
    answer: BridgesAnswer = await runner.answer(current, Task("bridges", tie_filter, options))
    return page.with_link(answer)


@router.get("/communities")
async def communities(
    current: CurrentDep,
    runner: TaskRunnerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    resolution: Resolution = parts.RESOLUTION,
) -> CommunitiesAnswer:
    """Actors with more ties among them than to others, as an algorithm finds them; largest community first."""
    partition = await runner.answer(current, Task("partition", tie_filter, {"resolution": resolution}))
    return page.with_link(
        await run_in_threadpool(
            parts.communities, current.graph, only=tie_filter, computed=partition, limit=page.limit, cursor=page.cursor
        )
    )


@router.get("/communities/{slug}")
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
            only=tie_filter,
            computed=partition,
            limit=page.limit,
            cursor=page.cursor,
        )
    )
