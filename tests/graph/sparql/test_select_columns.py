"""`SELECT *` has its columns in the order in which the query names them."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest

from graph.sparql.evaluate import evaluate
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import BadSyntax
from graph.sparql.select_columns import find_star


def header(text: str) -> str:
    sink = io.BytesIO()
    evaluate(ox.Store(), prepare(Query(text, ("csv",)), 1000), sink)
    return sink.getvalue().decode().split("\r\n")[0]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", "s,p,o"),
        ("select distinct*{ ?z ?a $m }", "z,a,m"),
        ("# * ?first\nPREFIX a: <http://e/> SELECT # *\n REDUCED # ?o\n * { ?s ?p ?o }", "s,p,o"),
        ("SELECT * { ?sort ?s ?so }", "sort,s,so"),
        ("SELECT * { ?s ?p ?o MINUS { ?hidden ?p ?o } }", "s,p,o"),
        ("SELECT * { { SELECT ?b ?a { ?a ?b ?c } } }", "b,a"),
        ("SELECT * { VALUES (?z ?é) { (1 2) } }", "z,é"),
        ("SELECT (2 * 3 AS ?six) ?a { ?a ?b ?c }", "six,a"),
        ("SELECT * {}", ""),
        ("SELECT * { ?z ?a ?s } ORDER BY ?s LIMIT 3", "z,a,s"),
    ],
)
def test_columns_come_in_the_order_of_mention(text: str, columns: str) -> None:
    assert header(text) == columns


def test_the_place_of_an_error_is_that_in_the_query_as_it_was_written() -> None:
    places = []
    for columns in ("*", "?s"):
        with pytest.raises(BadSyntax) as caught:
            header(f"SELECT {columns} {{\n ?s ?p }}")
        places.append((caught.value.line, caught.value.column))
    assert places[0] == places[1]
    assert places[0][0] == 2


@pytest.mark.parametrize(
    "text", ["ASK { ?s ?p* ?o }", "SELECT ?s { ?s ?p* ?o }", "CONSTRUCT { ?s ?p ?o } WHERE {}", "*"]
)
def test_other_stars_are_left_alone(text: str) -> None:
    assert find_star(text) is None
