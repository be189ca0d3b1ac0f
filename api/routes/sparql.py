"""SPARQL 1.1 Protocol, query side; the read side of the Graph Store Protocol; examples and terms for the editor."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response
from typing_extensions import TypedDict

from api.answers.asking import AskerDep, asker
from api.export.list_files import ListRoute
from api.http.content_negotiation import negotiate
from api.http.current_version import CurrentVersion, current_version
from api.http.parameters import AS_TABLE, CurrentDep
from api.http.problem_details import described
from api.http.request_errors import BadRequest, UnknownGraph
from api.pages.sparql_answer import read_answer
from api.pages.sparql_editor import Asked, editor_page
from api.sparql.openapi import GET_OPERATION, GRAPH_EXAMPLE, GRAPH_STORE_OPERATION, POST_OPERATION
from api.sparql.request import accept_of, accepted_formats, is_iri, read_request
from api.sparql.service import result_response, run_query
from api.sparql.service_description import service_description
from graph.metadata.examples import examples
from graph.metadata.term_usage import Lexicon, Word, lexicon
from graph.rdf.describe_quads import FORMATS, serialize
from graph.sparql.prologue import PREFIXES
from graph.sparql.query import Query as Sparql
from graph.sparql.query_errors import QueryError

router = APIRouter(tags=["SPARQL"], route_class=ListRoute)
HTML = "text/html"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ANY = "ASK { ?s ?p ?o }"


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


async def sparql(request: Request) -> Response:
    """Run a SPARQL query. A browser gets a page with the query and its rows.

    Without a query: the editor for browsers, the service description for others.
    """
    if "known_at" in request.query_params:
        raise BadRequest("SPARQL asks the newest version: download an earlier one from /export/graph.nq?known_at=")
    sent = await read_request(request)
    current = await current_version(request)
    if sent.query is None:
        return await _editor_or_description(request, current)
    if sent.as_page:
        return await _answer_page(request, current, sent.query, sent.timeout_s)
    return result_response(await run_query(request, sent.query, sent.timeout_s), sent.query, request)


PATHS = ("/sparql", "/sparql/")
"""Paths of `sparql`. It does not let FastAPI parse its parameters: that takes longer than answering."""

router.add_api_route(PATHS[0], sparql, summary="Run a SPARQL query", response_class=Response, **GET_OPERATION)
router.add_api_route(
    PATHS[0],
    sparql,
    methods=["POST"],
    operation_id="sparql_post",
    summary="Run a long SPARQL query",
    description="Run a SPARQL query, sent in a form or as the body.",
    response_class=Response,
    **POST_OPERATION,
)


async def _answer_page(
    request: Request, current: CurrentVersion, query: Sparql, timeout_s: float | None
) -> HTMLResponse:
    """The editor with the query and the first rows of its answer, or with what is wrong and the status of that."""
    try:
        with await run_query(request, query, timeout_s) as result:
            page = editor_page(current, asked=Asked(query, await run_in_threadpool(read_answer, result)))
        return HTMLResponse(page)
    except QueryError as error:
        problem = described(error)
        page = editor_page(current, asked=Asked(query, problem))
        return HTMLResponse(page, problem.status, {"Vary": "Accept", **problem.headers})


async def _editor_or_description(request: Request, current: CurrentVersion) -> Response:
    media_type = negotiate(accept_of(request), [*FORMATS, HTML])
    if media_type == HTML:
        return HTMLResponse(editor_page(current, request.query_params.get("example", "")))
    endpoint = str(request.url.replace(query="")).rstrip("/")
    ask = await asker(request)
    return Response(await ask.value(current, _described_service, endpoint, media_type), media_type=media_type)


def _described_service(current: CurrentVersion, endpoint: str, media_type: str) -> bytes:
    return serialize(service_description(endpoint, current.version, current.store), media_type)


@router.get("/store", summary="Download one RDF graph", response_class=Response, **GRAPH_STORE_OPERATION)
@router.get("/store/", include_in_schema=False)
async def graph_store(
    request: Request,
    graph: Annotated[list[str] | None, Query(description="IRI of a named graph.", examples=[[GRAPH_EXAMPLE]])] = None,
    default: Annotated[
        str | None, Query(description="Send it empty to get the merge of all graphs.", examples=[""])
    ] = None,
) -> Response:
    """Get one complete graph by the Graph Store Protocol: `?default` or `?graph=IRI`."""
    if len(graph or ()) + (default is not None) != 1:
        raise BadRequest("name one graph: ?default or ?graph=IRI")
    await current_version(request)
    named = (_graph_iri(graph[0]),) if graph else ()
    wanted = accepted_formats(accept_of(request))
    if named and b"true" not in (await run_query(request, Sparql(_ANY, ("csv",), default_graphs=named))).read():
        raise UnknownGraph(f"there is no graph {named[0]!r}: /.well-known/void lists all graphs")
    whole = Sparql(_ALL, wanted, default_graphs=named)
    return result_response(await run_query(request, whole), whole, request)


def _graph_iri(text: str) -> str:
    if not is_iri(text):
        raise BadRequest(f"graph {text[:80]!r} is not an absolute IRI: write the address of a graph in full")
    return text


@router.get("/api/examples", summary="List example SPARQL queries", dependencies=[AS_TABLE])
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


@router.get("/api/terms", summary="List terms for SPARQL queries", dependencies=[AS_TABLE])
async def terms(current: CurrentDep, ask: AskerDep) -> Terms:
    """Prefixes, classes and properties for writing queries, most used first."""
    usage = await ask.value(current, _lexicon)
    return {
        "prefixes": PREFIXES,
        "classes": [_term(word) for word in usage.classes],
        "properties": [_term(word) for word in usage.properties],
    }


def _lexicon(current: CurrentVersion) -> Lexicon:
    return lexicon(current.store)


def _term(word: Word) -> Term:
    return {
        "name": word.name,
        "iri": word.iri,
        "label": word.label,
        "definition": word.definition,
        "count": word.count,
    }
