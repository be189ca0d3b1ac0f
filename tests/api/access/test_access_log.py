"""Each request is one line, which says who and what, and not what was asked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access import access_log
from tests.api.access.conftest import CLIENT, Open

ASKED = "ASK { ?secret ?question 'Kim' }"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The lines that were written."""
    written: list[bytes] = []
    monkeypatch.setattr(access_log, "write_line", written.append)
    return written


@pytest.fixture
def logged(open_app: Open) -> TestClient:
    """A server that logs."""
    return open_app(access_log=True)


def only(lines: list[bytes]) -> dict[str, Any]:
    """The one line that was written."""
    (line,) = lines
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    values: dict[str, Any] = json.loads(line)
    return values


def test_a_line_says_who_asked_for_what_and_how_it_went(logged: TestClient, lines: list[bytes]) -> None:
    answer = logged.get("/api/actors/cut50?as_of=2019")
    line = only(lines)
    assert line.pop("time").startswith("20")
    assert 0 < line.pop("ms") < 60_000
    assert line == {
        "client": CLIENT[0],
        "token": None,
        "method": "GET",
        "path": "/api/actors/cut50",
        "status": answer.status_code,
        "bytes": int(answer.headers["content-length"]),
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_question_is_logged_only_where_that_is_wanted(open_app: Open, lines: list[bytes], method: str) -> None:
    named = {"params" if method == "GET" else "data": {"query": ASKED}}
    for wanted in (False, True):
        lines.clear()
        client = open_app(access_log=True, access_log_queries=wanted)
        assert client.request(method, "/sparql", **named).status_code == 200  # type: ignore[arg-type]
        assert ("secret" in lines[0].decode()) is wanted
        assert only(lines)["path"] == "/sparql"


def test_a_path_cannot_write_a_line_of_its_own(logged: TestClient, lines: list[bytes]) -> None:
    logged.get('/id/x%0A{"status":200}')
    assert only(lines)["path"] == '/id/x\n{"status":200}'
