"""Linked data: each actor, tie, outcome and source at its own address, as a page or as RDF, and the dataset itself."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

import pyoxigraph as ox
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.answers.asking import Asker, AskerDep
from api.answers.question import Question
from api.export import dcat
from api.http.address_ids import KEY_LENGTH, ConflictId, OutcomeId, Slug, SourceId, TieId
from api.http.content_negotiation import negotiate
from api.http.current_version import CurrentVersion
from api.http.parameters import Accept, CurrentDep, NewestDep
from api.http.problem_details import GONE
from api.http.request_errors import InvalidParameter, NotAcceptable, NotFound, UnknownGraph
from api.http.times import PageTime, PageTimeDep
from api.pages.ontology_page import ontology_page
from api.pages.render import ANY_TIME, HTML, entity_page
from graph.metadata.examples import EXAMPLES_GRAPH, examples
from graph.metadata.void import VOID_PATH
from graph.model.ids import BASE
from graph.model.statements import EntityRef
from graph.rdf.describe_lines import THINGS
from graph.rdf.describe_quads import FORMATS, describe, serialize
from graph.rdf.ontology_document import document, version_of
from graph.sparql.formats import Form, find_format
from graph.workers.fair_queue import SHORT

router = APIRouter(tags=["linked data"], responses=GONE)
_FORMS: dict[int | str, dict[str, Any]] = {200: {"content": {media_type: {} for media_type in (HTML, *FORMATS)}}}
_VOID: dict[int | str, dict[str, Any]] = {200: {"content": {media_type: {} for media_type in dcat.TRIPLES}}}
_SEE_OTHER: dict[int | str, dict[str, Any]] = {303: {"description": "Where it is described"}}


async def wanted_form(
    accept: Accept = None,
    format_name: Annotated[
        str | None,
        Query(
            alias="format",
            max_length=100,
            description="Format of the answer, as its name, file extension or media type, or html; takes precedence "
            "over the Accept header.",
            examples=["turtle"],
        ),
    ] = None,
) -> str:
    """The media type of the answer: HTML, or one of FORMATS. A client that accepts anything gets Turtle."""
    if not format_name:
        return negotiate(accept, [HTML, *FORMATS] if HTML in (accept or "").lower() else [*FORMATS, HTML])
    if format_name.lower() in ("html", HTML):
        return HTML
    known_format = find_format(format_name.replace(" ", "+"), Form.CONSTRUCT)
    if known_format is None or known_format.media_type not in FORMATS:
        offered = [HTML, *FORMATS]
        raise NotAcceptable(
            f"there is no format {format_name!r} here: write one of {', '.join(offered)}", offered=offered
        )
    return known_format.media_type


FormDep = Annotated[str, Depends(wanted_form)]
Ending = Annotated[str, Path(max_length=20, description="File extension of a format.", examples=["ttl"])]
OntologyVersion = Annotated[str, Path(max_length=40, description="Number of a version.", examples=["0.1.0"])]
GraphName = Annotated[str, Path(pattern=r"^[a-z-]{1,40}$", description="Name of a graph.", examples=["sources"])]
ExampleName = Annotated[
    str,
    Path(
        max_length=KEY_LENGTH,
        pattern=r"^[a-z0-9/-]*$",
        description="Last part of the IRI of an example.",
        examples=["01-apprentices"],
    ),
]


@router.get("/id/{key}", responses=_FORMS, response_class=Response, summary="Get an actor as a page or RDF")
async def thing(
    request: Request, key: Slug, current: CurrentDep, ask: AskerDep, time: PageTimeDep, form: FormDep
) -> Response:
    """All that is known about an actor, as a page or in RDF. `as_of` chooses the ties that the page shows."""
    return await _answer(EntityRef("id", key), current, ask, form, time, str(request.base_url))


@router.get("/tie/{key}", responses=_FORMS, response_class=Response, summary="Get a tie as a page or RDF")
async def tie(key: TieId, current: CurrentDep, ask: AskerDep, form: FormDep) -> Response:
    """A tie with its receipts, as a page or in RDF."""
    return await _answer(EntityRef("tie", key), current, ask, form)


@router.get("/outcome/{key}", responses=_FORMS, response_class=Response, summary="Get an outcome as a page or RDF")
async def outcome(key: OutcomeId, current: CurrentDep, ask: AskerDep, form: FormDep) -> Response:
    """A measured or claimed number with its receipts, as a page or in RDF."""
    return await _answer(EntityRef("outcome", key), current, ask, form)


@router.get("/source/{key}", responses=_FORMS, response_class=Response, summary="Get a source as a page or RDF")
async def source(key: SourceId, current: CurrentDep, ask: AskerDep, form: FormDep) -> Response:
    """A source and everything that it states, as a page or in RDF."""
    return await _answer(EntityRef("source", key), current, ask, form)


@router.get("/conflict/{key}", responses=_FORMS, response_class=Response, summary="Get a conflict as a page or RDF")
async def conflict(key: ConflictId, current: CurrentDep, ask: AskerDep, form: FormDep) -> Response:
    """A conflict between sources: what kind it is, who says what, and on the page all its sides."""
    return await _answer(EntityRef("conflict", key), current, ask, form)


@router.get("/ontology", responses=_FORMS, response_class=Response, summary="Get the ontology as a page or RDF")
async def ontology(current: CurrentDep, ask: AskerDep, form: FormDep) -> Response:
    """The ontology: all classes, relations and properties with their definitions. Each term has its anchor."""
    return await _ontology(current, ask, form)


@router.get("/ontology.{ending}", responses=_FORMS, response_class=Response, summary="Get the ontology as a file")
async def ontology_file(current: CurrentDep, ask: AskerDep, ending: Ending) -> Response:
    """The ontology in the format that the extension chooses."""
    return await _ontology(current, ask, await wanted_form(None, ending))


@router.get("/ontology/{number}", responses=_FORMS, response_class=Response, summary="Get a version of the ontology")
async def ontology_version(current: CurrentDep, ask: AskerDep, number: OntologyVersion, form: FormDep) -> Response:
    """The ontology at the address of its version."""
    if number != (known := version_of(current.graph.terms)):
        raise NotFound(f"there is no version {number!r} of the ontology here: ask /ontology/{known}")
    return await _ontology(current, ask, form)


async def _ontology(current: CurrentVersion, ask: Asker, form: str) -> Response:
    if form == HTML:
        return HTMLResponse(await ask.page(current, ontology_page))
    with await ask.answer(current, Question.of(_ontology_as_rdf, SHORT, form), form) as answer:
        return Response(answer.value, media_type=f"{form}; charset=utf-8" if form.startswith("text/") else form)


def _ontology_as_rdf(current: CurrentVersion, media_type: str) -> bytes:
    return document(current.graph.terms, media_type)


@router.get(VOID_PATH, responses=_VOID, response_class=Response, summary="Describe the dataset")
async def void(request: Request, current: CurrentDep, ask: AskerDep, accept: Accept = None) -> Response:
    """The dataset in VoID and DCAT: counts by class and property, files, SPARQL endpoint, license and version."""
    media_type = negotiate(accept, [*dcat.TRIPLES])
    address = str(request.base_url).rstrip("/")
    question = Question.of(dcat.serialised_dataset, SHORT, address, media_type)
    with await ask.answer(current, question, media_type) as answer:
        return Response(answer.value, media_type=media_type)


async def dataset(_: NewestDep) -> RedirectResponse:
    """The name of the dataset, of its files, or of a kind of things: the description of the dataset tells of all."""
    return _see_other(VOID_PATH)


for _path in ("/dataset", "/export", *(f"/{space}/" for space in (*THINGS, "graph"))):
    router.add_api_route(
        _path,
        dataset,
        status_code=303,
        responses=_SEE_OTHER,
        response_class=RedirectResponse,
        summary="Find the description of the dataset",
    )


@router.get(
    "/graph/{name}",
    status_code=303,
    responses=_SEE_OTHER,
    response_class=RedirectResponse,
    summary="Find a named graph",
)
async def named_graph(current: NewestDep, name: GraphName, form: FormDep) -> RedirectResponse:
    """A named graph of the project itself: its triples on a page, or as RDF. The graph of a source is at /source/."""
    iri = f"{BASE}graph/{name}"
    if next(current.store.quads_for_pattern(None, None, None, ox.NamedNode(iri)), None) is None:
        raise UnknownGraph(f"there is no graph {iri!r}: /.well-known/void describes the dataset")
    if form == HTML:
        return _see_other("/sparql", query=f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")
    return _see_other("/store", graph=iri)


@router.get(
    "/.well-known/sparql-examples/{name:path}",
    responses=_FORMS | _SEE_OTHER,
    response_class=Response,
    summary="Get an example query",
)
async def example(current: NewestDep, name: ExampleName, form: FormDep) -> Response:
    """An example query, or all of them: in the editor, or as RDF."""
    iri = f"{BASE}.well-known/sparql-examples/{name}"
    quads = sorted(current.store.quads_for_pattern(ox.NamedNode(iri), None, None, EXAMPLES_GRAPH), key=str)
    if not quads:
        raise NotFound(f"there is no example {name!r}: /api/examples lists them")
    if form == HTML:
        known = [one.name for one in examples() if one.iri == iri]
        return _see_other("/sparql", **({"example": known[0]} if known else {}))
    return Response(serialize(quads, form), media_type=form)


def _see_other(path: str, **parameters: str) -> RedirectResponse:
    address = f"{path}?{urlencode(parameters)}" if parameters else path
    return RedirectResponse(address, 303, {"Vary": "Accept"})


async def _answer(
    ref: EntityRef, current: CurrentVersion, ask: Asker, form: str, time: PageTime = ANY_TIME, base: str = "/"
) -> Response:
    current.graph.reader.thing(ref)
    if form == HTML:
        return HTMLResponse(await ask.page(current, entity_page, ref, time, base))
    if time.moment is not None:
        raise InvalidParameter("RDF tells all times: leave out as_of, or ask /api/actors/{id}?as_of= or SPARQL")
    with await ask.answer(current, Question.of(_as_rdf, SHORT, ref, form), form) as answer:
        return Response(answer.value, media_type=form)


def _as_rdf(current: CurrentVersion, ref: EntityRef, media_type: str) -> bytes:
    return serialize(describe(current.store, ref), media_type, current.store, ref)
