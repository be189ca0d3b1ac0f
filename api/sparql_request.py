"""A SPARQL 1.1 Protocol request, read strictly: what is asked, of which graphs, in which format, for how long."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request

from api.errors import Problem
from api.negotiation import ranked
from graph.model import WebAddress
from graph.sparql.query import Query

QUERY_TYPE = "application/sparql-query"
FORM_TYPE = "application/x-www-form-urlencoded"
BODY_BYTES = 2 << 20
_PARAMETERS = 64
_KNOWN = frozenset(("query", "default-graph-uri", "named-graph-uri", "timeout", "format"))

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and the longest that its answer may take; `query` is None where none was given."""

    query: Query | None
    timeout_s: float | None


async def read(request: Request) -> Asked:
    """Read a GET, a POST of a form or a POST of a query. Raises Problem where a rule of the protocol is broken."""
    pairs = _pairs(request.url.query, "the query string")
    if request.method != "POST":
        return _asked(pairs, request)
    media_type, body = _media_type(request), await _body(request)
    if media_type == QUERY_TYPE:
        if any(name == "query" for name, _ in pairs):
            raise Problem(400, "the query stands in the body and in the address: send it once")
        return _asked([*pairs, ("query", _decoded(body, "the body"))], request)
    return _asked([*pairs, *_pairs(_decoded(body, "the form"), "the form")], request)


def _asked(pairs: Pairs, request: Request) -> Asked:
    unknown = sorted({name for name, _ in pairs} - _KNOWN)
    if "update" in unknown:
        raise Problem(403, "this service only reads: facts are added with the command `reentry load`")
    query, timeout = _once(pairs, "query"), _once(pairs, "timeout")
    if query is None:
        return Asked(None, None)
    if unknown:
        raise Problem(400, f"unknown parameter {unknown[0][:40]!r}: known are {', '.join(sorted(_KNOWN))}")
    form = _once(pairs, "format")
    return Asked(
        Query(
            query,
            accept=(form,) if form else ranked(request.headers.get("accept")),
            default_graphs=_iris(pairs, "default-graph-uri"),
            named_graphs=_iris(pairs, "named-graph-uri"),
        ),
        _seconds(timeout),
    )


def _once(pairs: Pairs, name: str) -> str | None:
    values = [value for known, value in pairs if known == name]
    if len(values) > 1:
        raise Problem(400, f"there are {len(values)} {name} parameters: send one")
    return values[0] if values else None


def _iris(pairs: Pairs, name: str) -> tuple[str, ...]:
    values = tuple(value for known, value in pairs if known == name)
    for value in values:
        try:
            WebAddress.parse(value)
        except ValueError as error:
            raise Problem(400, f"{name}: {error}") from error
    return values


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise Problem(400, f"timeout {text[:20]!r} is not a number of seconds above zero")
    return seconds


def _pairs(text: str, where: str) -> Pairs:
    try:
        return parse_qsl(
            text, keep_blank_values=True, strict_parsing=bool(text), errors="strict", max_num_fields=_PARAMETERS
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise Problem(400, f"{where} is not a list of name=value pairs in UTF-8: {error}") from error


def _media_type(request: Request) -> str:
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if media_type.strip() not in (QUERY_TYPE, FORM_TYPE):
        offered = [FORM_TYPE, QUERY_TYPE]
        raise Problem(415, f"send the query as {' or as '.join(offered)}", headers={"Accept-Post": ", ".join(offered)})
    charset = parameters.partition("charset=")[2].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise Problem(415, f"the charset {charset[:20]!r} is not taken: send UTF-8")
    return media_type.strip()


async def _body(request: Request) -> bytes:
    """The body, read only as far as a query may be long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise Problem(413, f"the body is larger than {BODY_BYTES >> 20} MiB: shorten the query")
    return bytes(body)


def _decoded(body: bytes, where: str) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Problem(400, f"{where} is not UTF-8: byte {error.start + 1} is wrong") from error
