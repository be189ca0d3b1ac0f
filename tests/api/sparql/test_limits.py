"""What goes past a limit ends in an error that names it, never in half an answer, and hurts nobody else."""

from __future__ import annotations

import contextlib
import socket
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.api.sparql.server import JSON, Reply, Served

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?p ?c . ?d ?p ?f . ?g ?p ?i . ?j ?p ?l }"  # takes time, and little memory
BOMB = "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
WIDE = "SELECT * { ?a ?b ?c }"
NESTED = "ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }"
SMALL = "SELECT ?who { ?who rg:apprenticeAt id:cut50 }"
POSTED = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
PATIENCE_S = 15


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it never came true"


def test_a_runaway_is_stopped_and_its_limit_told(strict: Served) -> None:
    reply = strict.ask(RUNAWAY, JSON, timeout="0.3")
    assert reply.status == 504
    assert (reply.json["error"], reply.json["limit_s"]) == ("TimedOut", 0.3)
    assert "after 0.3 seconds" in reply.json["detail"]


def test_a_client_cannot_raise_its_limit(strict: Served) -> None:
    reply = strict.ask(RUNAWAY, JSON, timeout="100")
    assert (reply.status, reply.json["limit_s"]) == (504, 3.0)


def test_a_memory_bomb_is_stopped_and_its_limit_told(strict: Served) -> None:
    reply = strict.ask(BOMB)
    assert reply.status == 507
    assert (reply.json["error"], reply.json["limit_bytes"]) == ("OutOfMemory", 64 << 20)


@pytest.mark.parametrize("accept", [JSON, "text/csv", "application/sparql-results+xml", "text/tab-separated-values"])
def test_an_answer_that_is_too_large_is_refused_whole(strict: Served, accept: str) -> None:
    reply = strict.ask(WIDE, accept)
    assert reply.status == 507
    assert (reply.json["error"], reply.json["limit_bytes"]) == ("TooLarge", 1 << 20)


def test_a_nesting_bomb_is_an_error(strict: Served) -> None:
    reply = strict.post(NESTED, "application/sparql-query")
    assert (reply.status, reply.json["error"]) == (503, "Crashed")


@pytest.mark.parametrize("query", [RUNAWAY, BOMB, WIDE, NESTED])
def test_the_next_question_is_answered(strict: Served, query: str) -> None:
    strict.post(query, "application/sparql-query", path="/sparql?timeout=0.2")
    assert strict.ask(SMALL).rows


def test_who_finds_no_place_is_told_when_to_come_again(strict: Served) -> None:
    def ask(number: int) -> Reply:
        return strict.ask(f"{RUNAWAY} # {number}", JSON, timeout="1")

    with ThreadPoolExecutor(12) as clients:
        replies = list(clients.map(ask, range(12)))
    busy = [reply for reply in replies if reply.status == 503]
    assert {reply.status for reply in replies} == {503, 504}
    assert all(int(reply.headers["retry-after"]) >= 1 for reply in busy)
    assert all(reply.json["error"] == "Busy" for reply in busy)
    assert strict.ask(SMALL).rows


def ticks(process: int) -> int:
    """The time that a process has worked, in hundredths of a second; 0 when it is gone."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return int(words[11])
    return 0


@contextlib.contextmanager
def asked(server: Served, request: str) -> Iterator[socket.socket]:
    """A connection on which a request was sent, and nothing read."""
    host, _, port = server.host.partition(":")
    with socket.create_connection((host, int(port)), PATIENCE_S) as connection:
        connection.sendall(request.encode())
        yield connection


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_query_whose_client_has_gone_is_stopped(served: Served, method: str) -> None:
    head = f"Host: {served.host}\r\n"
    text = f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\n{head}\r\n"
    if method == "POST":
        kind = "Content-Type: application/sparql-query\r\n"
        text = f"POST /sparql HTTP/1.1\r\n{head}{kind}Content-Length: {len(RUNAWAY)}\r\n\r\n{RUNAWAY}"
    before = {worker: ticks(worker) for worker in served.workers()}
    busy: set[int] = set()
    with asked(served, text):

        def is_running() -> bool:
            busy.update(worker for worker in served.workers() if ticks(worker) > before.get(worker, 0) + 20)
            return bool(busy)

        wait_until(is_running)
    wait_until(lambda: not busy & served.workers())
    assert served.ask(SMALL).rows


def test_many_small_questions_are_answered_while_runaways_run(served: Served) -> None:
    with contextlib.ExitStack() as runaways:
        before = served.workers()
        for number in range(4):
            path = f"/sparql?query={quote(f'{RUNAWAY} # {number}')}"
            runaways.enter_context(asked(served, f"GET {path} HTTP/1.1\r\nHost: {served.host}\r\n\r\n"))
        for number in range(30):
            reply = served.ask(f"SELECT ({number} AS ?n) ?who {{ ?who rg:apprenticeAt id:cut50 }}")
            assert [row["n"] for row in reply.rows] == [str(number)]
        assert len(served.workers()) >= len(before)
    wait_until(lambda: len(served.workers()) <= 2)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(strict: Served) -> None:
    with asked(strict, f"{POSTED}Content-Length: 9000000000\r\n\r\n") as connection:
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("media_type", ["application/sparql-query", "application/x-www-form-urlencoded"])
def test_a_query_that_is_too_long_is_refused(strict: Served, media_type: str) -> None:
    query = f"ASK {{ # {'x' * (1 << 20)}\n }}"
    reply = strict.post(query if media_type.endswith("query") else urlencode({"query": query}), media_type)
    assert (reply.status, reply.json["error"]) == (413, "TooLong")


def test_a_body_without_a_length_is_read_no_further_than_the_limit(strict: Served) -> None:
    with asked(strict, f"{POSTED}Transfer-Encoding: chunked\r\n\r\n") as connection:
        for _ in range(5):
            connection.sendall(b"100000\r\n" + b" " * (1 << 20) + b"\r\n")
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 413 ")


def test_an_address_that_is_too_long_is_refused(strict: Served) -> None:
    reply = strict.get(f"/sparql?query={'x' * 62_000}")
    assert reply.status == 414
    assert reply.headers["content-type"] == "application/problem+json"
    assert "POST" in reply.json["detail"]


@pytest.mark.parametrize("size", [140_000, 5_000_000])
def test_an_address_without_end_is_refused(strict: Served, size: int) -> None:
    assert strict.get(f"/sparql?query={'x' * size}").status == 414


def test_a_head_without_end_is_refused(strict: Served) -> None:
    assert strict.get("/sparql", **{f"X_{number}": "x" * 50_000 for number in range(4)}).status == 431
    assert strict.get("/sparql", X="x" * 3_000_000).status == 431


def test_what_is_no_request_is_refused_in_the_one_shape(strict: Served) -> None:
    with asked(strict, "SPARQL please\r\n\r\n") as connection:
        answer = connection.recv(1 << 16)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


def test_requests_in_a_row_on_one_connection_are_answered_in_order(served: Served) -> None:
    paths = [f"/sparql?{urlencode({'query': f'SELECT ({number} AS ?n) {{}}', 'format': 'csv'})}" for number in range(5)]
    sent = "".join(
        f"GET {path} HTTP/1.1\r\nHost: x\r\n{'Connection: close' * (path is paths[-1])}\r\n\r\n" for path in paths
    )
    with asked(served, sent.replace("\r\n\r\n\r\n", "\r\n\r\n")) as connection:
        heard = b""
        while piece := connection.recv(1 << 16):
            heard += piece
    bodies = [part.split(b"n\r\n")[1][:1] for part in heard.split(b"\r\n\r\n")[1:]]
    assert bodies == [b"0", b"1", b"2", b"3", b"4"]
