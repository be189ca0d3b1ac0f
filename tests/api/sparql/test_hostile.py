"""Requests that want to read files, call others, or take all of the machine. The server answers, and goes on."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import quote, urlencode

import pytest

from tests.api.sparql.server import JSON, Served
from tests.api.sparql.test_limits import asked

QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
ANY = "(!rdf:nil|^!rdf:nil)"
URL = "http://127.0.0.1:PORT/x"
DOUBLING = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(60))
EXISTS = "FILTER EXISTS { ?d ?e ?f FILTER EXISTS { ?g ?h ?i FILTER(?g = ?c + 1) } }"
REPLACED = f"REPLACE(REPLACE('{'a' * 999}', 'a', '{'b' * 999}'), 'b', 'cc')"

READING = {
    "from a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "from a named file": "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "from an address": f"ASK FROM <{URL}> {{ ?s ?p ?o }}",
    "from a named address": f"ASK FROM NAMED <{URL}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "from two addresses": f"ASK FROM <{URL}> FROM <{URL}2> {{ ?s ?p ?o }}",
    "graph at an address": f"ASK {{ GRAPH <{URL}> {{ ?s ?p ?o }} }}",
    "describe an address": f"DESCRIBE <{URL}>",
    "a function at an address": f"SELECT (<{URL}>(1) AS ?x) {{}}",
    "service": f"SELECT * {{ SERVICE <{URL}> {{ ?s ?p ?o }} }}",
    "silent service": f"SELECT * {{ SERVICE SILENT <{URL}> {{ ?s ?p ?o }} }}",
    "service by a variable": f"SELECT * {{ VALUES ?x {{ <{URL}> }} SERVICE ?x {{ ?s ?p ?o }} }}",
    "service in disguise": rf"SELECT * {{ \u0053ERV\U00000049CE <{URL}> {{ ?s ?p ?o }} }}",
    "service in exists": f"ASK {{ FILTER NOT EXISTS {{ SERVICE <{URL}> {{ ?s ?p ?o }} }} }}",
    "service in a subquery": f"ASK {{ {{ SELECT * {{ OPTIONAL {{ SERVICE <{URL}> {{}} }} }} }} }}",
    "service behind a comparison": f"SELECT * {{ ?s ?p ?o FILTER(?s<?p)SERVICE#>\n<{URL}>{{}} }}",
    "load": f"LOAD <{URL}>",
    "load a file": "LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:x>",
    "insert": "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "delete": "DELETE WHERE { ?s ?p ?o }",
    "query and update": f"ASK {{}} ; LOAD <{URL}>",
}
JOINS = {
    "four patterns": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "sixteen patterns": f"SELECT * {{ {' . '.join(f'?a{n} ?b{n} ?c{n}' for n in range(16))} }}",
    "optional upon optional": f"SELECT * {{ {' '.join(f'OPTIONAL {{ ?a{n} ?b{n} ?c{n} }}' for n in range(30))} }}",
    "unions": f"SELECT (COUNT(*) AS ?n) {{ {' UNION '.join(['{ ?a ?b ?c . ?d ?e ?f }'] * 200)} }}",
    "minus": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?x ?y . ?d ?z ?w } }",
    "filter over all pairs": "ASK { ?a ?b ?c . ?d ?e ?f FILTER(CONCAT(STR(?a), STR(?d)) = 'x') }",
    "exists in exists": f"SELECT * {{ ?a ?b ?c {EXISTS} }}",
    "values": f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {'1 ' * 9000} }} VALUES ?b {{ {'2 ' * 9000} }} ?s ?p ?o }}",
}
PATHS = {
    "everywhere": f"SELECT (COUNT(*) AS ?n) {{ ?a {ANY}* ?b }}",
    "star of star": f"SELECT (COUNT(*) AS ?n) {{ ?a ((({ANY})*)*)* ?b . ?b {ANY}+ ?c }}",
    "long way": f"SELECT (COUNT(*) AS ?n) {{ ?a {'/'.join([ANY] * 60)} ?b }}",
    "many ways": f"ASK {{ ?a ({'|'.join(f'<urn:p{n}>' for n in range(3000))})* ?b . ?b {ANY}* ?c FILTER(?c = 1) }}",
    "questions": f"SELECT (COUNT(*) AS ?n) {{ ?a {'/'.join([ANY + '?'] * 40)} ?b }}",
}
SORTING = {
    "order": f"SELECT ?a ?d {{ {CROSS} }} ORDER BY RAND()",
    "distinct": f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {CROSS} }}",
    "group": f"SELECT ?a ?d ?g (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?a ?d ?g",
    "concatenate": "SELECT (GROUP_CONCAT(STR(?c)) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "order by a long key": "SELECT ?a { ?a ?b ?c . ?d ?e ?f } ORDER BY CONCAT(STR(?a), STR(?c), STR(?d), STR(?f))",
}
TEXT = {
    "regex that backtracks": f"ASK {{ ?a ?b ?c . ?d ?e ?f FILTER REGEX('{'a' * 3000}!', '^(a+)+$') }}",
    "regex that grows": "ASK { FILTER REGEX('aaa', '((((a{1,900}){1,900}){1,900}){1,900}){1,900}') }",
    "regex of all texts": "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER REGEX(STR(?c), STR(?f)) }",
    "doubling": f"SELECT ?x60 {{ BIND('aaaaaaaaaa' AS ?x0) {DOUBLING} }}",
    "replace": f"SELECT (REPLACE({REPLACED}, 'c', '{'d' * 999}') AS ?x) {{}}",
}
SIZE = {
    "pairs": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "construct pairs": "CONSTRUCT { ?a ?b ?f . ?d ?e ?c } WHERE { ?a ?b ?c . ?d ?e ?f }",
    "describe all": "DESCRIBE ?s WHERE { ?s ?p ?o . ?x ?y ?z }",
    "wide rows": f"SELECT {' '.join(f'(?c AS ?v{n})' for n in range(3000))} {{ ?a ?b ?c }}",
    "a long text": f"SELECT ('{'x' * 900_000}' AS ?x) {{ ?a ?b ?c }}",
}
NESTING = {
    "parentheses": f"ASK {{ FILTER({'(' * 100_000}1{')' * 100_000}) }}",
    "groups": f"ASK {'{' * 50_000}{'}' * 50_000}",
    "subqueries": f"SELECT * {{ {'{ SELECT * { ' * 3000}{'} } ' * 3000} }}",
    "lists": f"ASK {{ ?s ?p {'(' * 20_000}{')' * 20_000} }}",
    "blank nodes": f"ASK {{ ?s ?p {'[ ?p ' * 20_000}1{']' * 20_000} }}",
    "not not": f"ASK {{ FILTER({'!' * 100_000}true) }}",
    "unclosed": "SELECT * {" * 40_000,
    "minus minus": f"SELECT ({'-' * 100_000}1 AS ?x) {{}}",
}
QUERIES = {**READING, **JOINS, **PATHS, **SORTING, **TEXT, **SIZE, **NESTING}
ENCODED = {
    "a null": (b"ASK { ?s ?p 'a\0b' }", QUERY),
    "an overlong letter": (b"ASK { ?s ?p '\xc0\xaf' }", QUERY),
    "half a pair": (b"ASK { ?s ?p '\xed\xa0\x80' }", QUERY),
    "half a pair, escaped": (rb"ASK { ?s ?p '\uD800' }", QUERY),
    "a letter beyond the last": (rb"ASK { ?s ?p '\U00110000' }", QUERY),
    "utf-16": ("ASK {}".encode("utf-16"), QUERY),
    "a mark of byte order": ("\ufeffASK {}".encode(), QUERY),
    "half an escape": (b"query=ASK%20%7B%7", FORM),
    "an escape that is no letter": (b"query=ASK%20%7B%FF%7D", FORM),
    "many parameters": (b"&".join([b"a=b"] * 200_000), FORM),
    "many graphs": (urlencode([("query", "ASK {}"), *([("default-graph-uri", "urn:g")] * 900)]).encode(), FORM),
}
RAW = {
    "two lengths": "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nContent-Length: 60\r\n\r\nASK {}",
    "length and pieces": (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\nGET / HTTP/1.1"
    ),
    "a length below zero": "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a header in a header": "GET /sparql HTTP/1.1\r\nHost: x\r\nAccept: a\r\n b\x00\r\n\r\n",
    "no host, no version": "GET /sparql\r\n\r\n",
    "another protocol": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\x00" * 500 + "\r\n\r\n",
    "an upgrade": "GET /sparql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "the address of another": f"GET {URL} HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\n\r\n",
}
KNOWN = {200, 400, 403, 404, 406, 408, 411, 413, 414, 415, 431, 503, 504, 507}


class Listener:
    """A web address on this machine, and the calls that it has seen. It answers none."""

    def __init__(self, server: socket.socket) -> None:
        self.port = server.getsockname()[1]
        self.calls: list[object] = []
        self._server = server
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, address = self._server.accept()
            except OSError:
                return
            self.calls.append(address)
            connection.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield Listener(server)
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture(autouse=True)
def unhurt(strict: Served, listener: Listener) -> Iterator[None]:
    """Afterwards the server answers, from its own data, and nobody was called."""
    yield
    assert strict.is_ready()
    assert strict.ask("ASK { ?who rg:apprenticeAt id:cut50 }").json["boolean"] is True
    assert strict.ask("ASK { <urn:a> ?p ?o }").json["boolean"] is False
    assert listener.calls == []


def test_there_are_sixty_and_more() -> None:
    assert len(QUERIES) + len(ENCODED) + len(RAW) >= 60


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_hostile_query_is_answered_or_refused(strict: Served, listener: Listener, query: str) -> None:
    reply = strict.post(query.replace("PORT", str(listener.port)), QUERY, None, path="/sparql?timeout=0.4")
    assert reply.status in KNOWN
    assert b"root:" not in reply.body


@pytest.mark.parametrize("query", READING.values(), ids=READING)
def test_what_would_reach_out_ends_in_nothing(strict: Served, listener: Listener, query: str) -> None:
    reply = strict.ask(
        query.replace("PORT", str(listener.port)), None, format="json" if "DESCRIBE" not in query else "nt"
    )
    assert reply.status in (200, 400, 403)
    if reply.status == 200:
        empty = (b"", b'{"head":{},"boolean":false}')
        assert reply.body in empty or reply.json["results"]["bindings"] == []


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("graph", ["file:///etc/passwd", URL, "ftp://127.0.0.1:PORT/", "data:text/turtle,<a>"])
def test_a_graph_beside_the_query_is_never_fetched(strict: Served, listener: Listener, name: str, graph: str) -> None:
    named = quote(graph.replace("PORT", str(listener.port)), safe="")
    query = quote("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    reply = strict.get(f"/sparql?query={query}&{name}={named}", JSON)
    assert reply.status in (200, 400)
    assert reply.status == 400 or reply.rows == []
    assert strict.get(f"/store?graph={named}").status in (400, 404)


@pytest.mark.parametrize(("body", "media_type"), ENCODED.values(), ids=ENCODED)
def test_odd_bytes_are_answered_or_refused(strict: Served, body: bytes, media_type: str) -> None:
    assert strict.post(body, media_type).status in KNOWN


@pytest.mark.parametrize("request_", RAW.values(), ids=RAW)
def test_odd_requests_are_answered_or_refused(strict: Served, listener: Listener, request_: str) -> None:
    with asked(strict, request_.replace("PORT", str(listener.port))) as connection:
        answer = connection.recv(1 << 16)
    assert answer == b"" or int(answer.split(b" ")[1]) in KNOWN


def test_a_compressed_bomb_is_not_unpacked(strict: Served) -> None:
    headers = {"Content-Type": QUERY, "Content-Encoding": "gzip"}
    assert strict.request("POST", "/sparql", gzip.compress(b" " * (50 << 20)), headers).status == 415


def test_a_sender_that_never_finishes_keeps_nobody_waiting(strict: Served) -> None:
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {QUERY}\r\nContent-Length: 100\r\n\r\nASK"
    with asked(strict, head), asked(strict, "GET /sparql HTT"):
        assert strict.is_ready()


def test_a_hundred_idle_connections_keep_nobody_waiting(strict: Served) -> None:
    connections = [HTTPConnection(strict.host) for _ in range(100)]
    for connection in connections:
        connection.connect()
    assert strict.is_ready()
    for connection in connections:
        connection.close()


def test_the_listener_would_have_seen_a_call(listener: Listener) -> None:
    with socket.create_connection(("127.0.0.1", listener.port)) as call:
        call.recv(1)
    assert len(listener.calls) == 1
    listener.calls.clear()
