"""`/sparql` answered by another server: what is refused never leaves, and what comes back is whole or is none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from api.http.settings import Settings
from api.sparql.remote_endpoint import RemotePool, self_contained
from api.sparql.service import pool_of
from graph.model.ids import BASE
from graph.sparql.query import Query
from graph.sparql.query_errors import (
    BadSyntax,
    Busy,
    Crashed,
    Failed,
    NotOffered,
    QueryError,
    Refused,
    TimedOut,
    TooLarge,
)
from graph.workers.query_limits import Limits
from tests.loaders.fetch.server import Answer, Asked, Server, serving

LIMITS = Limits(timeout_s=20.0, workers=1, result_bytes=10_000, spool_bytes=100)
ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
JSON = "application/sparql-results+json"
SELECT = "SELECT ?s WHERE { ?s rg:funds ?o }"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.will(well())
        yield running


def well(body: bytes = ROWS, media_type: str = JSON, **headers: str) -> Answer:
    return lambda asked: asked.answer(200, body, None, Content_Type=media_type, **headers)


def answer(
    server: Server, query: Query, limits: Limits = LIMITS, merged: str = "", timeout: float | None = None
) -> bytes:
    """What the pool answers, its workers started and ended."""

    async def run() -> bytes:
        pool = RemotePool(f"{server.url}/sparql", limits, merged)
        await pool.start(Path("no version is opened"))
        try:
            with await pool.run(query, timeout_s=timeout) as result:
                return result.read()
        finally:
            await pool.close()

    return asyncio.run(run())


def sent(asked: Asked) -> dict[str, list[str]]:
    return parse_qs(asked.body.decode())


def test_an_answer_is_passed_on(server: Server) -> None:
    assert answer(server, Query(SELECT, accept=("json",))) == ROWS
    assert server.asked[0].method == "POST"
    assert server.asked[0].header("accept") == JSON


def test_a_query_leaves_with_the_prefixes_and_base_that_we_know(server: Server) -> None:
    answer(server, Query("PREFIX id: <https://example.org/> SELECT * { id:a rg:funds <b> }", base=BASE))
    text = sent(server.asked[0])["query"][0]
    assert text.startswith(f"BASE <{BASE}>\n")
    assert "PREFIX rg: <https://w3id.org/reentry-graph/ontology#>\n" in text
    assert text.count("PREFIX id:") == 1


def test_what_is_declared_in_a_query_stays() -> None:
    assert "PREFIX rg: <https://w3id.org" not in self_contained(Query("PREFIX rg: <x:> ASK { ?s ?p ?o }"), 1000)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (Query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"), Refused),
        (Query("SELECT * { \\u0053ERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }"), Refused),
        (Query("DROP ALL"), Refused),
        (Query("SELECT * FROM <http://example.org/x> { ?s ?p ?o }"), Refused),
        (Query("SELECT * FROM NAMED <file:///etc/hostname> { GRAPH ?g { ?s ?p ?o } }"), Refused),
        (Query("SELECT * { ?s ?p ?o }", default_graphs=("http://example.org/x",)), Refused),
        (Query("SELECT * { ?s ?p ?o }", named_graphs=("http://example.org/x",)), Refused),
        (Query('define get:soft "soft" SELECT * { ?s ?p ?o }'), BadSyntax),
        (Query("SELECT * {"), BadSyntax),
        (Query(SELECT, accept=("image/png",)), NotOffered),
    ],
)
def test_what_is_refused_never_leaves(server: Server, query: Query, error: type[QueryError]) -> None:
    with pytest.raises(error):
        answer(server, query)
    assert server.asked == []


def test_the_word_service_in_a_string_is_no_reason_to_refuse(server: Server) -> None:
    assert answer(server, Query('SELECT * { ?s ?p "service" }')) == ROWS


def test_graphs_of_ours_go_along(server: Server) -> None:
    answer(server, Query(SELECT, default_graphs=(f"{BASE}source/a",), named_graphs=(f"{BASE}source/b",)))
    assert sent(server.asked[0])["default-graph-uri"] == [f"{BASE}source/a"]
    assert sent(server.asked[0])["named-graph-uri"] == [f"{BASE}source/b"]


def test_the_merge_stands_in_where_no_graph_is_named(server: Server) -> None:
    answer(server, Query(SELECT), merged=f"{BASE}graph/merged")
    answer(
        server,
        Query("BASE <#> SELECT * FROM <#source/a> { ?s ?p ?o }".replace("#", BASE)),
        merged=f"{BASE}graph/merged",
    )
    assert [sent(asked).get("default-graph-uri") for asked in server.asked] == [[f"{BASE}graph/merged"], None]


TABLE = {"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": []}}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"head": {}, "boolean": True}, b"true"),
        ({"head": {}, "boolean": False}, b"false"),
        ({**TABLE, "results": {"bindings": [{"__ASK_RETVAL": {"type": "literal", "value": "1"}}]}}, b"true"),
        (TABLE, b"false"),
    ],
)
def test_yes_and_no_are_told_as_the_standard_has_it(server: Server, said: object, told: bytes) -> None:
    server.will(well(json.dumps(said).encode()))
    assert answer(server, Query("ASK { ?s ?p ?o }", accept=("csv",))) == told


def silent(asked: Asked) -> None:
    """Promises an answer, and waits until nobody listens any more."""
    asked.answer(200, b"{", 1_000_000, Content_Type=JSON)
    asked._http.rfile.read(1)


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (lambda asked: asked.answer(200, ROWS, len(ROWS) + 5, Content_Type=JSON), Crashed),
        (well(b"x" * 10_001), TooLarge),
        (well(b"<html>", "text/html"), Failed),
        (well(ROWS, X_SPARQL_MaxRows="10000"), Failed),
        (well(ROWS, X_SQL_State="S1TAT"), Failed),
        (well(ROWS, Content_Encoding="gzip"), Failed),
        (lambda asked: asked.answer(500, b"Virtuoso 37000 Error"), Failed),
        (lambda asked: asked.answer(302, Location="http://127.0.0.1:1/"), Failed),
        (lambda asked: asked.answer(503), Busy),
        (lambda asked: asked.answer(429), Busy),
    ],
    ids=["cut", "large", "page", "rows cut", "time cut", "packed", "error", "redirect", "busy", "too many"],
)
def test_an_answer_that_is_not_whole_is_none(server: Server, bad: Answer, error: type[QueryError]) -> None:
    server.will(bad)
    with pytest.raises(error):
        answer(server, Query(SELECT, accept=("json",)))


def test_a_server_that_does_not_end_is_left_at_the_deadline(server: Server) -> None:
    server.will(silent)
    with pytest.raises(TimedOut):
        answer(server, Query(SELECT, accept=("json",)), timeout=1.0)


def test_more_callers_than_may_wait_are_turned_away(server: Server) -> None:
    with pytest.raises(Busy):
        answer(server, Query(SELECT), replace(LIMITS, workers=1, queue=-1))


@pytest.mark.parametrize("url", ["file:///x", "https://me:secret@example.org/sparql", "sparql"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not the address of a SPARQL server"):
        RemotePool(url, LIMITS)


def test_the_setting_chooses_the_pool() -> None:
    assert isinstance(pool_of(Settings(sparql="https://example.org/sparql")), RemotePool)
    assert not isinstance(pool_of(Settings()), RemotePool)
