"""SPARQL 1.1 Protocol, query side, and the read side of the Graph Store Protocol."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from api.editor import editor_page
from api.errors import Problem
from api.negotiation import negotiate
from api.query_service import answered, ask
from api.serving import Answering, answering
from api.sparql_request import FORM_TYPE, QUERY_TYPE, accepted, is_iri, read
from graph.description import FORMATS, serialised
from graph.service import service_description
from graph.sparql.formats import GRAPHS, RESULTS
from graph.sparql.query import Query as Sparql

router = APIRouter(tags=["SPARQL"])
HTML = "text/html"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ANY = "ASK { ?s ?p ?o }"
_TEXT = {"schema": {"type": "string"}}
_MANY = {"schema": {"type": "array", "items": {"type": "string", "format": "uri"}}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {one.media_type: {} for one in (*RESULTS, *GRAPHS)}},
    **{code: {"content": {"application/problem+json": {}}} for code in (400, 403, 406, 413, 415, 503, 504, 507)},
}
_PARAMETERS = [
    {"name": "query", "in": "query", "description": "the query, in SPARQL 1.1", **_TEXT},
    {"name": "default-graph-uri", "in": "query", "description": "graphs to ask, merged", **_MANY},
    {"name": "named-graph-uri", "in": "query", "description": "graphs to ask by name", **_MANY},
    {"name": "timeout", "in": "query", "description": "seconds; lowers the limit", "schema": {"type": "number"}},
    {"name": "format", "in": "query", "description": "json, xml, csv, tsv, turtle, ...; wins over Accept", **_TEXT},
]
_BODY = {"requestBody": {"content": {FORM_TYPE: {"schema": {"type": "object"}}, QUERY_TYPE: _TEXT}}}


async def sparql(request: Request) -> Response:
    """Ask in SPARQL. Without a query: the editor for a browser, else the description of the service."""
    asked = await read(request)
    current = await answering(request)
    if asked.query is None:
        return await _front(request, current)
    return answered(await ask(request, asked.query, asked.timeout_s), asked.query, request)


PATHS = ("/sparql", "/sparql/")
"""Where `sparql` is asked. It takes no parameters from FastAPI, whose reading of them takes longer than an answer."""

router.add_api_route(
    PATHS[0], sparql, responses=_ANSWERS, response_class=Response, openapi_extra={"parameters": _PARAMETERS}
)
router.add_api_route(
    PATHS[0],
    sparql,
    methods=["POST"],
    operation_id="sparql_post",
    description="Ask in SPARQL, with the query in a form or as the body.",
    responses=_ANSWERS,
    response_class=Response,
    openapi_extra=_BODY,
)


async def _front(request: Request, current: Answering) -> Response:
    media_type = negotiate(request.headers.get("accept"), [*FORMATS, HTML])
    if media_type == HTML:
        return HTMLResponse(editor_page(current, request.query_params.get("example", "")))
    endpoint = str(request.url.replace(query="")).rstrip("/")
    quads = await run_in_threadpool(service_description, endpoint, current.version, current.store)
    return Response(serialised(quads, media_type), media_type=media_type)


@router.get("/store", responses=_ANSWERS, response_class=Response)
@router.get("/store/", include_in_schema=False)
async def graph_store(
    request: Request,
    graph: Annotated[list[str] | None, Query(description="IRI of a held graph")] = None,
    default: Annotated[str | None, Query(description="give it, empty, for the merge of all graphs")] = None,
) -> Response:
    """One graph, whole, by the Graph Store Protocol: `?default` or `?graph=IRI`."""
    if len(graph or ()) + (default is not None) != 1:
        raise Problem(400, "say which graph: ?default, or one ?graph=IRI")
    await answering(request)
    named = (_held(graph[0]),) if graph else ()
    wanted = accepted(request.headers.get("accept"))
    if named and b"true" not in (await ask(request, Sparql(_ANY, ("csv",), default_graphs=named))).read():
        raise Problem(404, f"no graph {named[0]!r} is held: /.well-known/void lists those that are")
    whole = Sparql(_ALL, wanted, default_graphs=named)
    return answered(await ask(request, whole), whole, request)


def _held(text: str) -> str:
    if not is_iri(text):
        raise Problem(400, f"graph {text[:80]!r} is no absolute IRI: write the address of a graph in full")
    return text
