"""SPARQL 1.1 Protocol, query side, and the read side of the Graph Store Protocol."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from api.http.content_negotiation import negotiate
from api.http.current_version import Answering, answering
from api.http.problem_details import Problem
from api.pages.sparql_editor import editor_page
from api.sparql.openapi import ASKED, HANDED_OUT, POSTED
from api.sparql.request import accept_of, accepted, is_iri, read
from api.sparql.service import answered, ask
from api.sparql.service_description import service_description
from graph.rdf.describe_quads import FORMATS, serialised
from graph.sparql.query import Query as Sparql

router = APIRouter(tags=["SPARQL"])
HTML = "text/html"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ANY = "ASK { ?s ?p ?o }"


async def sparql(request: Request) -> Response:
    """Ask in SPARQL. Without a query: the editor for a browser, else the description of the service."""
    asked = await read(request)
    current = await answering(request)
    if asked.query is None:
        return await _front(request, current)
    return answered(await ask(request, asked.query, asked.timeout_s), asked.query, request)


PATHS = ("/sparql", "/sparql/")
"""Where `sparql` is asked. It takes no parameters from FastAPI, whose reading of them takes longer than an answer."""

router.add_api_route(PATHS[0], sparql, response_class=Response, **ASKED)
router.add_api_route(
    PATHS[0],
    sparql,
    methods=["POST"],
    operation_id="sparql_post",
    description="Ask in SPARQL, with the query in a form or as the body.",
    response_class=Response,
    **POSTED,
)


async def _front(request: Request, current: Answering) -> Response:
    media_type = negotiate(accept_of(request), [*FORMATS, HTML])
    if media_type == HTML:
        return HTMLResponse(editor_page(current, request.query_params.get("example", "")))
    endpoint = str(request.url.replace(query="")).rstrip("/")
    quads = await run_in_threadpool(service_description, endpoint, current.version, current.store)
    return Response(serialised(quads, media_type), media_type=media_type)


@router.get("/store", response_class=Response, **HANDED_OUT)
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
    wanted = accepted(accept_of(request))
    if named and b"true" not in (await ask(request, Sparql(_ANY, ("csv",), default_graphs=named))).read():
        raise Problem(404, f"no graph {named[0]!r} is held: /.well-known/void lists those that are")
    whole = Sparql(_ALL, wanted, default_graphs=named)
    return answered(await ask(request, whole), whole, request)


def _held(text: str) -> str:
    if not is_iri(text):
        raise Problem(400, f"graph {text[:80]!r} is no absolute IRI: write the address of a graph in full")
    return text
