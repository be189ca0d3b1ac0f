"""The tests of the W3C for SPARQL 1.1, each answered by a real worker over the test's own data.

What the engine does otherwise stands in expected_failures.toml with its cause. A test listed there that passes fails
here, so the list can only shrink.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from graph.sparql.prologue import read_prologue
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import Refused
from graph.sparql.syntax.tokenizer import UPDATES
from graph.workers.forkserver_start import environment
from tests.graph.sparql.results import are_same_graphs, are_same_rows, rows_in_graph, rows_of
from tests.graph.sparql.suite import ABSENT, ROOT, Case, cases, iri

pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason=ABSENT)

_EXPECTED = tomllib.loads(Path(__file__).with_name("expected_failures.toml").read_text(encoding="utf-8"))
_ASKED = cases("QueryEvaluationTest", "CSVResultFormatTest")
_EVALUATED = [case for case in _ASKED if not case.name.startswith("service/")]
_FEDERATED = [case for case in _ASKED if case.name.startswith("service/")]
_GOOD = cases("PositiveSyntaxTest11")
_NEGATIVE = cases("NegativeSyntaxTest11")
_BAD = [case for case in _NEGATIVE if case.query.suffix == ".rq"]
_UPDATES = [
    *cases("UpdateEvaluationTest", "PositiveUpdateSyntaxTest11", "NegativeUpdateSyntaxTest11"),
    *(case for case in _NEGATIVE if case.query.suffix == ".ru"),
]
_FORMATS = {".csv": "csv", ".tsv": "tsv", ".srj": "json", ".srx": "xml"}
_TABLES = {"xml": ox.QueryResultsFormat.XML, "json": ox.QueryResultsFormat.JSON, "tsv": ox.QueryResultsFormat.TSV}
Answers = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def answers() -> Answers:
    """All answers, from one run of the program that gives each question a worker."""
    asked = [*_ASKED, *_GOOD, *_BAD]
    lines = "".join(json.dumps(_task(case)) + "\n" for case in asked)
    command = [sys.executable, "-m", "tests.graph.sparql.suite_worker"]
    told = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, env=environment())
    return {case.name: json.loads(line) for case, line in zip(asked, told.stdout.splitlines(), strict=True)}


def _task(case: Case) -> dict[str, Any]:
    wanted = _FORMATS.get(case.result.suffix) if case.result else None
    return {
        "data": [(str(path), iri(path)) for path in case.data],
        "graphs": [(str(path), iri(path)) for path in case.graphs],
        "query": case.text,
        "accept": [wanted] if wanted else [],
        "base": iri(case.query),
    }


def each(*found: Case) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", found, ids=[case.name for case in found])


def _as_expected(case: Case, check: Callable[[], bool]) -> None:
    """The check holds, but for a case that is listed, where it must not."""
    if case.name not in _EXPECTED:
        assert check()
    elif check():
        pytest.fail(f"{case.name} passes now: take it off expected_failures.toml")
    else:
        pytest.xfail(_EXPECTED[case.name])


@each(*_EVALUATED)
def test_it_evaluates(case: Case, answers: Answers) -> None:
    _as_expected(case, lambda: _is_right(case, answers[case.name]))


def _is_right(case: Case, answer: dict[str, Any]) -> bool:
    assert case.result
    body = answer.get("body")
    if body is None:
        return False
    if case.result.suffix == ".csv":
        return _is_same_csv(case.result.read_bytes().decode(), body)
    if case.result.suffix == ".ttl":
        return _is_as_the_graph_says(case, answer)
    wanted = ox.parse_query_results(path=str(case.result), format=_TABLES[_FORMATS[case.result.suffix]])
    given = ox.parse_query_results(body, format=_TABLES[answer["format"]])
    if isinstance(wanted, ox.QueryBoolean) or isinstance(given, ox.QueryBoolean):
        return bool(wanted) is bool(given) and type(wanted) is type(given)
    names = [{variable.value for variable in table.variables} for table in (wanted, given)]
    return names[0] == names[1] and are_same_rows(rows_of(wanted), rows_of(given), is_ordered=_is_ordered(case))


def _is_ordered(case: Case) -> bool:
    return "ORDER BY" in case.text.upper()


def _is_as_the_graph_says(case: Case, answer: dict[str, Any]) -> bool:
    """The expected graph, or the table that it describes."""
    assert case.result
    wanted = [quad.triple for quad in ox.parse(path=str(case.result), base_iri=iri(case.result))]
    if (table := rows_in_graph(wanted)) is not None:
        given = ox.parse_query_results(answer["body"], format=_TABLES[answer["format"]])
        return are_same_rows(table, rows_of(given), is_ordered=False)
    found = ox.parse(answer["body"], format=ox.RdfFormat.TURTLE)
    return are_same_graphs(wanted, [quad.triple for quad in found])


def _is_same_csv(wanted: str, given: str) -> bool:
    """Blank nodes apart, whose names are free."""
    (head, *rows), (given_head, *given_rows) = (
        [[_free(cell) for cell in row] for row in csv.reader(io.StringIO(text))] for text in (wanted, given)
    )
    return head == given_head and sorted(rows) == sorted(given_rows)


def _free(cell: str) -> str:
    return "_:" if cell.startswith("_:") else cell


@each(*_GOOD)
def test_it_is_read(case: Case, answers: Answers) -> None:
    """It parses; that it is then refused, for it calls out or to a function that nobody knows, is another matter."""
    _as_expected(case, lambda: answers[case.name].get("error") in (None, "Refused", "Failed"))


@each(*_BAD)
def test_it_is_no_query(case: Case, answers: Answers) -> None:
    _as_expected(case, lambda: answers[case.name].get("error") == "BadSyntax")


@each(*_FEDERATED)
def test_a_call_to_others_is_refused(case: Case, answers: Answers) -> None:
    assert answers[case.name]["error"] == "Refused"
    assert "SERVICE" in answers[case.name]["message"]


@each(*_UPDATES)
def test_no_update_is_taken_for_a_query(case: Case) -> None:
    """Refused by its first word; what has none, or a bad one, is left to the parser, which takes queries only."""
    prologue = read_prologue(case.text)
    if prologue.word in UPDATES:
        with pytest.raises(Refused):
            prepare(Query(case.text), 1 << 20)
    else:
        assert prologue.form is None


def test_every_case_that_is_listed_exists() -> None:
    assert set(_EXPECTED) <= {case.name for case in (*_EVALUATED, *_GOOD, *_BAD)}
