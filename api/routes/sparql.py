"""SPARQL 1.1 Protocol, query side, and the read side of the Graph Store Protocol."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, Response

from api.editor import editor_page
from api.errors import Problem
from api.negotiation import negotiate
from api.query_service import answered, ask
from api.questions import Current
from api.serving import Answering, answering
from api.sparql_request import FORM_TYPE, QUERY_TYPE, read
from graph.description import FORMATS, serialised
from graph.model import WebAddress
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


@router.get("/sparql", responses=_ANSWERS, response_class=Response, openapi_extra={"parameters": _PARAMETERS})
@router.get("/sparql/", include_in_schema=False)
async def sparql(request: Request, current: Current) -> Response:
    """Ask in SPARQL. Without a query: the editor for a browser, else the description of the service."""
    asked = await read(request)
    if asked.query is None:
        return _front(request, current)
    return answered(await ask(request, asked.query, asked.timeout_s), request)


@router.post(
    "/sparql", responses=_ANSWERS, response_class=Response, openapi_extra=_BODY, dependencies=[Depends(answering)]
)
@router.post("/sparql/", include_in_schema=False, dependencies=[Depends(answering)])
async def sparql_post(request: Request) -> Response:
    """Ask in SPARQL, with the query in a form or as the body."""
    asked = await read(request)
    if asked.query is None:
        raise Problem(400, "there is no query: send one as the parameter `query`, or as the body")
    return answered(await ask(request, asked.query, asked.timeout_s), request)


def _front(request: Request, current: Answering) -> Response:
    media_type = negotiate(request.headers.get("accept"), [*FORMATS, HTML])
    if media_type == HTML:
        return HTMLResponse(editor_page(current))
    quads = service_description(str(request.url.replace(query="")).rstrip("/"), current.version, current.store)
    return Response(serialised(quads, media_type), media_type=media_type)


@router.get("/store", responses=_ANSWERS, response_class=Response, dependencies=[Depends(answering)])
@router.get("/store/", include_in_schema=False, dependencies=[Depends(answering)])
async def graph_store(
    request: Request,
    graph: Annotated[str | None, Query(description="IRI of a held graph")] = None,
    default: Annotated[str | None, Query(description="give it, empty, for the merge of all graphs")] = None,
) -> Response:
    """One graph, whole, by the Graph Store Protocol: `?default` or `?graph=IRI`."""
    if (graph is None) == (default is None):
        raise Problem(400, "say which graph: ?default, or ?graph=IRI")
    media_type = negotiate(request.headers.get("accept"), [one.media_type for one in GRAPHS])
    named = (_iri(graph),) if graph is not None else ()
    if named and b"true" not in (await ask(request, Sparql(_ANY, ("csv",), default_graphs=named))).read():
        raise Problem(404, f"no graph {graph!r} is held: /.well-known/void lists those that are")
    return answered(await ask(request, Sparql(_ALL, (media_type,), default_graphs=named)), request)


def _iri(text: str) -> str:
    try:
        return WebAddress.parse(text).text
    except ValueError as error:
        raise Problem(400, f"graph: {error}") from error
