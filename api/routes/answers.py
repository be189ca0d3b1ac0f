"""Questions of the graph: search, actors, neighbors, paths, ties, sources, counts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from typing_extensions import TypedDict

from api.questions import Current, Only, OnlyOnPaths
from graph.neighbors import BUDGET, DEEPEST, Neighborhood, neighborhood
from graph.paths import LONGEST, MOST, shortest_paths
from graph.paths import Path as GraphPath
from graph.search import QUERY_LENGTH
from graph.stats import Stats, stats
from graph.views import (
    ActorRef,
    ActorView,
    OutcomeView,
    SourceView,
    TieView,
    actor_ref,
    actor_view,
    outcome_view,
    source_view,
    tie_view,
)

router = APIRouter(prefix="/api", tags=["graph"])

Slug = Annotated[str, Path(max_length=120, examples=["kim-kardashian"])]
TieId = Annotated[str, Path(max_length=220, examples=["kim-kardashian--apprentice-at--cut50--2018-10"])]
OutcomeId = Annotated[
    str,
    Path(
        max_length=220,
        examples=["first-step-act--crack-sentence-reductions--crack-sentence-reductions-2000--type-result"],
    ),
]
SourceId = Annotated[str, Path(max_length=120, examples=["tsr-2019-kanye-charitable-gift"])]


class Found(TypedDict):
    """An actor that a search found, by which of its names, and how well it fits (0 to 100)."""

    actor: ActorRef
    matched: str
    score: float
    ties: int
    sources: list[str]


class SearchAnswer(TypedDict):
    """What a search found, best first."""

    query: str
    results: list[Found]


class PathsAnswer(TypedDict):
    """The paths between two actors, shortest first; none where the graph knows none."""

    start: ActorRef
    end: ActorRef
    paths: list[GraphPath]


@router.get("/search")
async def search(
    current: Current,
    q: Annotated[str, Query(min_length=1, max_length=QUERY_LENGTH, examples=["kardashian"])],
    kind: Annotated[str | None, Query(max_length=40, examples=["person"])] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SearchAnswer:
    """Find actors by name: full text, other names, beginnings, small spelling mistakes."""
    knowledge = current.knowledge
    hits = knowledge.search(q, limit=limit, kind=kind)
    results: list[Found] = [
        {
            "actor": actor_ref(knowledge, hit.slug),
            "matched": hit.matched,
            "score": hit.score,
            "ties": knowledge.degree(hit.slug),
            "sources": list(knowledge.actor(hit.slug)["sources"]),
        }
        for hit in hits
    ]
    return {"query": q, "results": results}


@router.get("/actors/{slug}")
async def actor(slug: Slug, current: Current, only: Only) -> ActorView:
    """One actor: names, identifiers, ties and outcomes, each with its receipts."""
    return actor_view(current.knowledge, slug, only)


@router.get("/actors/{slug}/neighbors")
async def neighbors(
    slug: Slug,
    current: Current,
    only: Only,
    depth: Annotated[int, Query(ge=1, le=DEEPEST)] = 1,
    limit: Annotated[int, Query(ge=1, le=BUDGET, description="at most so many neighbors")] = 50,
) -> Neighborhood:
    """The actors around an actor, near ones first, with the ties that lead to each."""
    return neighborhood(current.knowledge, slug, depth=depth, budget=limit, only=only)


@router.get("/paths")
def paths(
    current: Current,
    only: OnlyOnPaths,
    start: Annotated[str, Query(alias="from", max_length=120, examples=["kanye-west"])],
    end: Annotated[str, Query(alias="to", max_length=120, examples=["first-step-act"])],
    limit: Annotated[int, Query(ge=1, le=MOST)] = 3,
    longest: Annotated[int, Query(ge=1, le=LONGEST, description="at most so many hops")] = LONGEST,
) -> PathsAnswer:
    """The shortest paths between two actors; each hop with its ties, dates and sources."""
    knowledge = current.knowledge
    found = shortest_paths(knowledge, start, end, only=only, limit=limit, longest=longest)
    return {"start": actor_ref(knowledge, start), "end": actor_ref(knowledge, end), "paths": found}


@router.get("/ties/{tie_id}")
async def tie(tie_id: TieId, current: Current) -> TieView:
    """One tie with its receipts."""
    return tie_view(current.knowledge, tie_id)


@router.get("/outcomes/{outcome_id}")
async def outcome(outcome_id: OutcomeId, current: Current) -> OutcomeView:
    """One measured or claimed number with its receipts."""
    return outcome_view(current.knowledge, outcome_id)


@router.get("/sources/{source_id}")
async def source(source_id: SourceId, current: Current) -> SourceView:
    """One source and all that rests on it."""
    return source_view(current.knowledge, source_id)


@router.get("/stats")
async def statistics(current: Current) -> Stats:
    """What the graph holds: counts by kind, relation, tier and status; version and datasets."""
    return stats(current.version.manifest, current.knowledge)
