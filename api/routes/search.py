"""Search for actors by name, and statistics of the graph."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from typing_extensions import TypedDict

from api.answers.asking import AskerDep
from api.export.list_files import ListRoute
from api.http.current_version import CurrentVersion
from api.http.parameters import AS_TABLE, CurrentDep, PlacesDep, check_names
from graph.index.open_version import OpenVersion
from graph.queries.statistics import Stats, stats
from graph.queries.within_place import search_within
from graph.storage.name_search import QUERY_LENGTH
from graph.views.tie_views import ActorRef, actor_ref

router = APIRouter(route_class=ListRoute)


class Found(TypedDict):
    """An actor that matches a search: the name that matched, and how well (0 to 100)."""

    actor: ActorRef
    matched: str
    score: float
    ties: int
    sources: list[str]


class SearchAnswer(TypedDict):
    """The matches of a search, best first."""

    query: str
    results: list[Found]


@router.get("/search", summary="Search actors by name", dependencies=[AS_TABLE])
async def search(
    current: CurrentDep,
    ask: AskerDep,
    q: Annotated[
        str,
        Query(min_length=1, max_length=QUERY_LENGTH, description="Name, or part of a name.", examples=["kardashian"]),
    ],
    kind: Annotated[
        str | None, Query(max_length=40, description="Only actors of this kind.", examples=["person"])
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Largest number of results.", examples=[5])] = 20,
    places: PlacesDep = frozenset(),
) -> SearchAnswer:
    """Actors by name: full text, other names, beginnings of words and small spelling mistakes, best match first."""
    check_names("kind", [kind] if kind else None, current.graph.terms.kinds)
    return await ask.query(current, _answer, q, places, limit, kind)


def _answer(graph: OpenVersion, q: str, places: frozenset[str], limit: int, kind: str | None) -> SearchAnswer:
    hits = search_within(graph, q, places, limit=limit, kind=kind)
    results: list[Found] = [
        {
            "actor": actor_ref(graph, hit.slug),
            "matched": hit.matched,
            "score": hit.score,
            "ties": graph.degree(hit.slug),
            "sources": list(graph.actor(hit.slug)["sources"]),
        }
        for hit in hits
    ]
    return {"query": q, "results": results}


@router.get("/stats", summary="Get statistics of the graph")
async def statistics(current: CurrentDep, ask: AskerDep) -> Stats:
    """Numbers of actors, ties and sources by kind, relation, tier and status, with the version and its datasets."""
    return await ask.value(current, _statistics)


def _statistics(current: CurrentVersion) -> Stats:
    return stats(current.version.manifest, current.graph)
