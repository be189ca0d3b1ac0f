"""Linked data: each actor, tie, outcome and source at its own address, as a page or as RDF, and the dataset itself."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from api.answers.asking import Asker, AskerDep
from api.answers.question import Question
from api.export import dcat
from api.http.address_ids import ConflictId, OutcomeId, Slug, SourceId, TieId
from api.http.content_negotiation import negotiate
from api.http.current_version import CurrentVersion
from api.http.parameters import Accept, CurrentDep
from api.http.problem_details import GONE
from api.http.request_errors import InvalidParameter
from api.http.times import PageTime, PageTimeDep
from api.pages.render import ANY_TIME, HTML, entity_page
from graph.metadata.void import VOID_PATH
from graph.model.statements import EntityRef
from graph.rdf.describe_quads import FORMATS, describe, serialize
from graph.workers.fair_queue import SHORT

router = APIRouter(tags=["linked data"], responses=GONE)
_FORMS: dict[int | str, dict[str, Any]] = {200: {"content": {media_type: {} for media_type in (HTML, *FORMATS)}}}
_VOID: dict[int | str, dict[str, Any]] = {200: {"content": {media_type: {} for media_type in dcat.TRIPLES}}}


@router.get("/id/{key}", responses=_FORMS, response_class=Response, summary="Get an actor as a page or RDF")
async def thing(
    request: Request, key: Slug, current: CurrentDep, ask: AskerDep, time: PageTimeDep, accept: Accept = None
) -> Response:
    """All that is known about an actor, as a page or in RDF. `as_of` chooses the ties that the page shows."""
    return await _answer(EntityRef("id", key), current, ask, accept, time, str(request.base_url))


@router.get("/tie/{key}", responses=_FORMS, response_class=Response, summary="Get a tie as a page or RDF")
async def tie(key: TieId, current: CurrentDep, ask: AskerDep, accept: Accept = None) -> Response:
    """A tie with its receipts, as a page or in RDF."""
    return await _answer(EntityRef("tie", key), current, ask, accept)


@router.get("/outcome/{key}", responses=_FORMS, response_class=Response, summary="Get an outcome as a page or RDF")
async def outcome(key: OutcomeId, current: CurrentDep, ask: AskerDep, accept: Accept = None) -> Response:
    """A measured or claimed number with its receipts, as a page or in RDF."""
    return await _answer(EntityRef("outcome", key), current, ask, accept)


@router.get("/source/{key}", responses=_FORMS, response_class=Response, summary="Get a source as a page or RDF")
async def source(key: SourceId, current: CurrentDep, ask: AskerDep, accept: Accept = None) -> Response:
    """A source and everything that it states, as a page or in RDF."""
    return await _answer(EntityRef("source", key), current, ask, accept)


@router.get("/conflict/{key}", responses=_FORMS, response_class=Response, summary="Get a conflict as a page or RDF")
async def conflict(key: ConflictId, current: CurrentDep, ask: AskerDep, accept: Accept = None) -> Response:
    """A conflict between sources: what kind it is, who says what, and on the page all its sides."""
    return await _answer(EntityRef("conflict", key), current, ask, accept)


@router.get(
    "/ontology", responses={200: {"content": {"text/turtle": {}}}}, response_class=Response, summary="Get the ontology"
)
async def ontology(current: CurrentDep, accept: Accept = None) -> Response:
    """The ontology in Turtle: all classes, relations and properties with their definitions."""
    negotiate(accept, ["text/turtle"])
    return Response(current.graph.terms.turtle, media_type="text/turtle; charset=utf-8")


@router.get(VOID_PATH, responses=_VOID, response_class=Response, summary="Describe the dataset")
async def void(request: Request, current: CurrentDep, ask: AskerDep, accept: Accept = None) -> Response:
    """The dataset in VoID and DCAT: counts by class and property, files, SPARQL endpoint, license and version."""
    media_type = negotiate(accept, [*dcat.TRIPLES])
    address = str(request.base_url).rstrip("/")
    question = Question.of(dcat.serialised_dataset, SHORT, address, media_type)
    with await ask.answer(current, question, media_type) as answer:
        return Response(answer.value, media_type=media_type)


async def _answer(
    ref: EntityRef, current: CurrentVersion, ask: Asker, accept: str | None, time: PageTime = ANY_TIME, base: str = "/"
) -> Response:
    media_type = negotiate(accept, [HTML, *FORMATS] if _wants_pages(accept) else [*FORMATS, HTML])
    current.graph.reader.thing(ref)
    if media_type == HTML:
        return HTMLResponse(await ask.page(current, entity_page, ref, time, base))
    if time.moment is not None:
        raise InvalidParameter("RDF tells all times: leave out as_of, or ask /api/actors/{id}?as_of= or SPARQL")
    with await ask.answer(current, Question.of(_as_rdf, SHORT, ref, media_type), media_type) as answer:
        return Response(answer.value, media_type=media_type)


def _as_rdf(current: CurrentVersion, ref: EntityRef, media_type: str) -> bytes:
    return serialize(describe(current.store, ref), media_type, current.store, ref)


def _wants_pages(accept: str | None) -> bool:
    """Whether to prefer a page to RDF: only if the client names HTML. One that accepts anything gets Turtle."""
    return HTML in (accept or "").lower()
