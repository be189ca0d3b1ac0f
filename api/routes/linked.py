"""Linked data: every thing answers at its own address, as a page or as RDF, by content negotiation."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from api.negotiation import negotiate
from api.pages import page
from api.questions import Current
from api.serving import Answering
from graph.description import FORMATS, description, serialised
from graph.knowledge import Unknown
from graph.model import EntityRef

router = APIRouter(tags=["linked data"])
HTML = "text/html"
Key = Annotated[str, Path(max_length=220)]
Accept = Annotated[str | None, Header()]
_RDF: dict[str, Any] = {media_type: {} for media_type in FORMATS}


@router.get("/id/{key}", responses={200: {"content": {HTML: {}, **_RDF}}}, response_class=Response)
async def thing(key: Key, current: Current, accept: Accept = None) -> Response:
    """An actor: all that is known of it."""
    return await _answer(EntityRef("id", key), current, accept)


@router.get("/tie/{key}", responses={200: {"content": {HTML: {}, **_RDF}}}, response_class=Response)
async def tie(key: Key, current: Current, accept: Accept = None) -> Response:
    """A tie with its receipts."""
    return await _answer(EntityRef("tie", key), current, accept)


@router.get("/outcome/{key}", responses={200: {"content": {HTML: {}, **_RDF}}}, response_class=Response)
async def outcome(key: Key, current: Current, accept: Accept = None) -> Response:
    """A measured or claimed number with its receipts."""
    return await _answer(EntityRef("outcome", key), current, accept)


@router.get("/source/{key}", responses={200: {"content": {HTML: {}, **_RDF}}}, response_class=Response)
async def source(key: Key, current: Current, accept: Accept = None) -> Response:
    """A source: what is known of it and all that it states."""
    return await _answer(EntityRef("source", key), current, accept)


@router.get("/ontology", responses={200: {"content": {"text/turtle": {}}}}, response_class=Response)
async def ontology(current: Current, accept: Accept = None) -> Response:
    """The ontology, as it is written."""
    negotiate(accept, ["text/turtle"])
    return Response(current.knowledge.terms.turtle, media_type="text/turtle; charset=utf-8")


async def _answer(ref: EntityRef, current: Answering, accept: str | None) -> Response:
    offered = [*FORMATS, HTML] if accept in (None, "", "*/*") else [HTML, *FORMATS]
    media_type = negotiate(accept, offered)
    if media_type == HTML:
        return HTMLResponse(page(ref, current))
    quads = await run_in_threadpool(description, current.store, ref)
    if not quads:
        raise Unknown(ref.space, ref.key, "search for its name")
    return Response(serialised(quads, media_type), media_type=media_type)
