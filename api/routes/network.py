"""Network analysis: centrality measures, bridges and communities."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from typing_extensions import TypedDict

from api.answers.asking import AskerDep
from api.export.list_files import ListRoute
from api.http.address_ids import KEY_LENGTH, Slug
from api.http.parameters import AS_TABLE, CurrentDep, PageDep, TieFilterOfKindsDep
from graph.analysis import centrality as ranks
from graph.analysis import communities as parts
from graph.analysis.bridges import BridgesAnswer
from graph.analysis.centrality import MEANINGS, MEASURES, MeasureAnswer, MeasureName, TiesBehind
from graph.analysis.communities import CommunitiesAnswer, CommunityAnswer
from graph.precomputed import Task

router = APIRouter(route_class=ListRoute)
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


@router.get("/measures", summary="List the centrality measures", dependencies=[AS_TABLE])
async def measures() -> MeasuresAnswer:
    """The centrality measures that can be computed, and what each means."""
    return {"measures": [{"measure": name, "meaning": MEANINGS[name]} for name in MEASURES]}


@router.get("/measures/{measure}", summary="Rank actors by a centrality measure", dependencies=[AS_TABLE])
async def measure(
    measure: Measure,
    current: CurrentDep,
    ask: AskerDep,
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
    task = Task("scores", tie_filter, options)
    named: dict[str, Any] = {"tie_filter": tie_filter, "limit": page.limit, "cursor": page.cursor}
    return page.with_link(await ask.after(current, task, ranks.measure, measure, **named))


@router.get("/measures/{measure}/ties", summary="List the ties behind a rank", dependencies=[AS_TABLE])
async def ties_behind(
    measure: Measure,
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    actor: Annotated[str, Query(max_length=KEY_LENGTH, description="Id of an actor.", examples=["cut50"])],
) -> TiesBehind:
    """The ties that give an actor its rank in a centrality measure."""
    current.graph.actor(actor)
    task = Task("scores", tie_filter, {"name": measure, "samples": None})
    named: dict[str, Any] = {"tie_filter": tie_filter, "limit": page.limit, "cursor": page.cursor}
    if measure == "k_core":
        return page.with_link(await ask.after(current, task, ranks.ties_behind, measure, actor, **named))
    return page.with_link(await ask.query(current, ranks.ties_behind, measure, actor, **named))


@router.get("/bridges", summary="Find bridges", dependencies=[AS_TABLE])
async def bridges(
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    least: Annotated[int, Query(ge=1, description="Smallest number of actors beyond the bridge.", examples=[5])] = 2,
) -> BridgesAnswer:
    """Pairs of neighbors whose ties alone connect a part of the network to the rest, largest part first."""
    options = {"least": least, "limit": page.limit, "cursor": page.cursor}
    answer: BridgesAnswer = await ask.task(current, Task("bridges", tie_filter, options))
    return page.with_link(answer)


@router.get("/communities", summary="Find communities", dependencies=[AS_TABLE])
async def communities(
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    resolution: Resolution = parts.RESOLUTION,
) -> CommunitiesAnswer:
    """Groups of actors with more ties among them than to others, as an algorithm finds them, largest first."""
    task = Task("partition", tie_filter, {"resolution": resolution})
    named: dict[str, Any] = {"tie_filter": tie_filter, "limit": page.limit, "cursor": page.cursor}
    return page.with_link(await ask.after(current, task, parts.communities, **named))


@router.get("/communities/{slug}", summary="Get the community of an actor", dependencies=[AS_TABLE])
async def community(
    slug: Slug,
    current: CurrentDep,
    ask: AskerDep,
    tie_filter: TieFilterOfKindsDep,
    page: PageDep,
    resolution: Resolution = parts.RESOLUTION,
) -> CommunityAnswer:
    """The community that an actor belongs to, with all its members."""
    current.graph.actor(slug)
    task = Task("partition", tie_filter, {"resolution": resolution})
    named: dict[str, Any] = {"tie_filter": tie_filter, "limit": page.limit, "cursor": page.cursor}
    return page.with_link(await ask.after(current, task, parts.community, slug, **named))
