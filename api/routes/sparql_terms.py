"""Data for the SPARQL editor: example queries, prefixes, and the terms for completion."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from typing_extensions import TypedDict

from api.http.parameters import CurrentDep
from graph.metadata.examples import examples
from graph.metadata.term_usage import Word, lexicon
from graph.sparql.prologue import PREFIXES

router = APIRouter(prefix="/api", tags=["SPARQL"])


class Example(TypedDict):
    """An example query: a question, a sentence about it, and the query that answers it."""

    name: str
    iri: str
    label: str
    comment: str
    topic: str
    query: str


class Term(TypedDict):
    """A class or a property; `count` is the number of its instances, or of triples with it."""

    name: str
    iri: str
    label: str
    definition: str
    count: int


class Terms(TypedDict):
    """Terms for queries. The prefixes need no declaration."""

    prefixes: dict[str, str]
    classes: list[Term]
    properties: list[Term]


@router.get("/examples", summary="List example SPARQL queries")
async def example_queries(_: CurrentDep) -> list[Example]:
    """Example queries for the SPARQL endpoint, in a good order for reading."""
    return [
        {
            "name": one.name,
            "iri": one.iri,
            "label": one.label,
            "comment": one.comment,
            "topic": one.topic,
            "query": one.query,
        }
        for one in examples()
    ]


@router.get("/terms", summary="List terms for SPARQL queries")
async def terms(current: CurrentDep) -> Terms:
    """Prefixes, classes and properties for writing queries, most used first."""
    usage = await run_in_threadpool(lexicon, current.store)
    return {
        "prefixes": PREFIXES,
        "classes": [_term(word) for word in usage.classes],
        "properties": [_term(word) for word in usage.properties],
    }


def _term(word: Word) -> Term:
    return {
        "name": word.name,
        "iri": word.iri,
        "label": word.label,
        "definition": word.definition,
        "count": word.count,
    }
