"""One query without a server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph.sparql.query import Query
from graph.sparql.query_errors import (
    BadSyntax,
    Crashed,
    NotOffered,
    OutOfMemory,
    QueryError,
    Refused,
    TimedOut,
    TooLarge,
)
from graph.workers.one_shot import query_once
from graph.workers.query_limits import MB, Limits
from tests.graph.workers.conftest import ROWS
from tests.graph.workers.test_pool import BOMB, COUNT, NESTED, RUNAWAY, WIDE


def test_it_answers(version: Path, limits: Limits) -> None:
    answer = query_once(version, COUNT, replace(limits, timeout_s=20))
    assert (answer.body, answer.form, answer.format.name) == (f"n\r\n{ROWS + 1}\r\n".encode(), "SELECT", "csv")


@pytest.mark.parametrize(
    ("query", "seconds", "megabytes", "error"),
    [
        (RUNAWAY, 0.5, 100, TimedOut),
        (BOMB, 20, 30, OutOfMemory),
        (WIDE, 20, 100, TooLarge),
        (NESTED, 20, 100, Crashed),
        (Query("SELEKT"), 20, 100, BadSyntax),
        (Query("DROP ALL"), 20, 100, Refused),
        (Query("ASK { SERVICE <http://127.0.0.1:9/> {} }"), 20, 100, Refused),
        (Query("ASK {}", ("turtle",)), 20, 100, NotOffered),
    ],
)
def test_it_knows_the_same_limits_and_refusals(
    version: Path, limits: Limits, query: Query, seconds: float, megabytes: int, error: type[QueryError]
) -> None:
    with pytest.raises(error):
        query_once(version, query, replace(limits, timeout_s=seconds, memory_bytes=megabytes * MB))


def test_a_store_that_is_missing_is_told(tmp_path: Path, limits: Limits) -> None:
    with pytest.raises(QueryError):
        query_once(tmp_path, COUNT, replace(limits, timeout_s=20))
