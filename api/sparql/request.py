"""Reads a SPARQL 1.1 Protocol request, strictly: the query, its graphs, its format and its time limit."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.requests import ClientDisconnect

from api.http.content_negotiation import ranked
from api.http.request_errors import (
    BadRequest,
    BodyTooLarge,
    ClientGone,
    Forbidden,
    RequestError,
    RequestTimeout,
    UnsupportedMediaType,
)
from graph.model.ids import BASE
from graph.sparql.formats import GRAPHS, RESULTS
from graph.sparql.query import Query

QUERY_TYPE = "application/sparql-query"
FORM_TYPE = "application/x-www-form-urlencoded"
BODY_BYTES = 4 << 20
"""In a form, a character takes up to nine bytes. The pool limits the length of the query itself."""
_BODY_S = 30.0
_PARAMETERS = 1000
_OF_A_QUERY = frozenset(("default-graph-uri", "named-graph-uri", "timeout", "format"))
_UPDATES = frozenset(("update", "using-graph-uri", "using-named-graph-uri"))
_UPDATE_TYPE = "application/sparql-update"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*")
_OFFERED = tuple(one.media_types for one in (*RESULTS, *GRAPHS))
_PAGE = ("text/html",)
_OF_A_PAGE = ("application/sparql-results+json", "application/n-triples")
"""What the page asks for, by itself and by its script: a result that one has asked for is cached for the other."""

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """A query and how many seconds it may take; `query` is None if the request has none.

    `as_page`: the client prefers a page to every format of results.
    """

    query: Query | None
    timeout_s: float | None
    as_page: bool = False


async def read_request(request: Request) -> SparqlRequest:
    """Read a GET, a POST of a form or a POST of a query. Raises RequestError if the request breaks the protocol.

    Unknown parameters are ignored: clients also send those of other servers.
    """
    pairs = _pairs(_decoded(request.scope["query_string"], "the query string"), "the query string")
    if request.method != "POST":
        return _parse(pairs, request)
    media_type = _media_type(request)
    text = _decoded(await _body(request), "the body").removeprefix("\ufeff")  # editors may write a byte order mark
    if media_type == QUERY_TYPE:
        return _parse([*pairs, ("query", text)], request)
    return _parse([*pairs, *_pairs(text, "the form")], request)


def _parse(pairs: Pairs, request: Request) -> SparqlRequest:
    names = {name for name, _ in pairs}
    if names & _UPDATES:
        raise _read_only()
    query, timeout = _once(pairs, "query"), _once(pairs, "timeout")
    if query is None:
        if names & _OF_A_QUERY or request.method == "POST":
            raise BadRequest("there is no query: send one as the parameter `query`, or as the body of a POST")
        return SparqlRequest(None, None)
    formats = tuple(_format_name(value) for name, value in pairs if name == "format" and value)
    accept = accept_of(request)
    as_page = not formats and _prefers_page(accept)
    return SparqlRequest(
        Query(
            query,
            accept=_OF_A_PAGE if as_page else formats or accepted_formats(accept),
            default_graphs=_iris(pairs, "default-graph-uri"),
            named_graphs=_iris(pairs, "named-graph-uri"),
            base=BASE,
        ),
        _seconds(timeout),
        as_page,
    )


def accept_of(request: Request) -> str:
    """The Accept header, which may come in several lines."""
    return ", ".join(request.headers.getlist("accept"))


@lru_cache(256)
def accepted_formats(accept: str) -> tuple[str, ...]:
    """The media types that an Accept header names, best first; empty if it accepts any."""
    if not accept.strip():
        return ()
    return ranked(accept, _OFFERED) or (accept[:200],)


@lru_cache(256)
def _prefers_page(accept: str) -> bool:
    """Whether an Accept header names HTML, or prefers it: one that accepts anything gets a format of results."""
    return ranked(accept, (*_OFFERED, _PAGE))[:1] == _PAGE


def _format_name(name: str) -> str:
    """The value of `format`, with blanks turned back into the plus signs that nobody escaped."""
    return name.replace(" ", "+")


def _read_only() -> RequestError:
    return Forbidden("this service only reads: to add facts, use the command `reentry load`")


def _once(pairs: Pairs, name: str) -> str | None:
    values = [value for known, value in pairs if known == name]
    if len(values) > 1:
        raise BadRequest(f"there are {len(values)} {name} parameters: send one")
    return values[0] if values else None


def _iris(pairs: Pairs, name: str) -> tuple[str, ...]:
    """The IRIs with this name. An empty one is none: some clients send every parameter that they know."""
    values = tuple(value for known, value in pairs if known == name and value)
    for value in values:
        if not is_iri(value):
            raise BadRequest(f"{name} {value[:80]!r} is not an absolute IRI: write the address of a graph in full")
    return values


def is_iri(text: str) -> bool:
    """Whether this is an absolute IRI."""
    return _IRI.fullmatch(text) is not None


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise BadRequest(f"timeout {text[:20]!r} is not a number of seconds above zero")
    return seconds


def _pairs(text: str, where: str) -> Pairs:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS)
    except (ValueError, UnicodeDecodeError) as error:
        raise BadRequest(f"{where} is not a list of name=value pairs in UTF-8: {error}") from error


def _media_type(request: Request) -> str:
    content_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    media_type = content_type.strip()
    if media_type == _UPDATE_TYPE:
        raise _read_only()
    if media_type not in (QUERY_TYPE, FORM_TYPE):
        offered = [FORM_TYPE, QUERY_TYPE]
        raise UnsupportedMediaType(
            f"send the query as {' or as '.join(offered)}", headers={"Accept-Post": ", ".join(offered)}
        )
    charset = parameters.partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise UnsupportedMediaType(f"the charset {charset[:20]!r} is not supported: send UTF-8")
    coding = request.headers.get("content-encoding", "identity").lower()
    if coding != "identity":
        raise UnsupportedMediaType(f"the content coding {coding[:20]!r} is not supported: send the query uncompressed")
    return media_type


async def _body(request: Request) -> bytes:
    """The body, up to the size limit. Raises RequestError if it is larger, or too slow."""
    if int(request.headers.get("content-length", 0)) > BODY_BYTES:
        raise _too_large()
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_BYTES:
                    raise _too_large()
    except ClientDisconnect:  # a thousand at once must not fill the log, nor take the time to
        raise ClientGone("the client disconnected before its query was complete") from None
    except TimeoutError:
        raise RequestTimeout(f"the body did not arrive within {_BODY_S:g} seconds: send it again") from None
    return bytes(body)


def _too_large() -> RequestError:
    return BodyTooLarge(f"the body is larger than {BODY_BYTES >> 20} MiB: shorten the query")


def _decoded(body: bytes, where: str) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"{where} is not UTF-8: byte {error.start + 1} is wrong") from error
