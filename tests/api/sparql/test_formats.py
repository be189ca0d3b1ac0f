"""Every form of query in every format, chosen by Accept or by name."""

from __future__ import annotations

import csv
import io

import pyoxigraph as ox
import pytest

from graph.sparql.formats import GRAPHS, RESULTS, Format
from tests.api.sparql.server import Served, graph_of
from tests.api.sparql.test_limits import asked

SELECT = "SELECT ?who ?n { VALUES (?who ?n) { (id:cut50 1) ('a \"b\", c' UNDEF) } } ORDER BY ?n"
ASK = "ASK {}"
CONSTRUCT = "CONSTRUCT { ?s a rg:Found } WHERE { ?s rg:apprenticeAt ?o }"
DESCRIBE = "DESCRIBE id:cut50"
_TABLES = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "tsv": ox.QueryResultsFormat.TSV,
}


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.name)
def test_a_table_comes_in_every_format(served: Served, form: Format) -> None:
    reply = served.ask(SELECT, form.media_type)
    assert reply.status == 200
    assert reply.headers["content-type"] == form.content_type
    if form.name == "csv":
        assert list(csv.reader(io.StringIO(reply.text))) == [
            ["who", "n"],
            ['a "b", c', ""],
            ["https://w3id.org/reentry-graph/id/cut50", "1"],
        ]
        return
    table = ox.parse_query_results(reply.body, format=_TABLES[form.name])
    assert isinstance(table, ox.QuerySolutions)
    assert [variable.value for variable in table.variables] == ["who", "n"]
    assert [row["who"] for row in table] == [
        ox.Literal('a "b", c'),
        ox.NamedNode("https://w3id.org/reentry-graph/id/cut50"),
    ]


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.name)
def test_a_truth_value_comes_in_every_format(served: Served, form: Format) -> None:
    reply = served.ask(ASK, form.media_type)
    assert reply.headers["content-type"] == form.content_type
    assert "true" in reply.text
    assert "false" in served.ask("ASK { FILTER(false) }", form.media_type).text


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_a_graph_comes_in_every_format(served: Served, query: str, form: Format) -> None:
    reply = served.ask(query, form.media_type)
    assert reply.headers["content-type"] == form.content_type
    triples = graph_of(reply)
    assert triples
    assert triples == graph_of(served.ask(query, "application/n-triples"))


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        (None, "json", "turtle"),
        ("", "json", "turtle"),
        ("*/*", "json", "turtle"),
        ("text/*", "csv", "turtle"),
        ("application/*", "json", "ntriples"),
        ("application/json", "json", "jsonld"),
        ("application/xml", "xml", "rdfxml"),
        ("text/xml", "xml", "rdfxml"),
        ("text/csv, application/json", "csv", "jsonld"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9, */*;q=0.1", "xml", "turtle"),
        ("text/csv;q=0.5,application/sparql-results+xml;q=0.1,text/turtle;q=0.2,text/n3;q=0.3", "csv", "n3"),
        ("application/sparql-results+json;q=0, text/turtle;q=0, */*", "xml", "ntriples"),
        ("image/png, text/tab-separated-values, application/n-quads", "tsv", "nquads"),
        ("TEXT/CSV ; Q=1 , application/LD+JSON", "csv", "jsonld"),
        ("application/sparql-results+json; charset=utf-8, text/turtle; charset=utf-8", "json", "turtle"),
        ("application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "xml", "rdfxml"),
        ("*/*;q=0.001", "json", "turtle"),
    ],
)
def test_accept_is_weighed(served: Served, accept: str | None, table: str, graph: str) -> None:
    types = {one.name: one.content_type for one in (*RESULTS, *GRAPHS)}
    assert served.ask(SELECT, accept).headers["content-type"] == types[table]
    assert served.ask(CONSTRUCT, accept).headers["content-type"] == types[graph]


def test_accept_may_come_in_several_lines(served: Served) -> None:
    lines = "Accept: image/png\r\nAccept: text/csv;q=0.5\r\nAccept: text/tab-separated-values\r\nConnection: close"
    with asked(served, f"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n{lines}\r\n\r\n") as connection:
        assert b"content-type: text/tab-separated-values" in connection.recv(1 << 16)


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "image/png"),
        (SELECT, "text/turtle"),
        (SELECT, "*/*;q=0"),
        (SELECT, "text/*;q=0, image/*"),
        (ASK, "application/ld+json"),
        (CONSTRUCT, "text/csv"),
        (DESCRIBE, "application/sparql-results+json"),
        (SELECT, "nonsense"),
        (SELECT, ",;=,"),
    ],
)
def test_what_is_not_offered_is_406_with_the_list_of_what_is(served: Served, query: str, accept: str) -> None:
    reply = served.ask(query, accept)
    assert reply.status == 406
    offered = GRAPHS if query in (CONSTRUCT, DESCRIBE) else RESULTS
    assert reply.json["offered"] == [one.media_type for one in offered]


@pytest.mark.parametrize(
    ("query", "name", "given"),
    [
        (SELECT, "csv", "csv"),
        (SELECT, "text/csv", "csv"),
        (SELECT, "srx", "xml"),
        (SELECT, "application/sparql-results+json", "json"),
        (CONSTRUCT, "json", "jsonld"),
        (CONSTRUCT, "json-ld", "jsonld"),
        (CONSTRUCT, "xml", "rdfxml"),
        (CONSTRUCT, "rdf+xml", "rdfxml"),
        (CONSTRUCT, "TTL", "turtle"),
        (CONSTRUCT, "n-triples", "ntriples"),
    ],
)
def test_a_format_by_name_wins_over_accept(served: Served, query: str, name: str, given: str) -> None:
    types = {one.name: one.content_type for one in (*RESULTS, *GRAPHS)}
    assert served.ask(query, "image/png", format=name).headers["content-type"] == types[given]


def test_of_several_names_the_first_that_fits_wins(served: Served) -> None:
    reply = served.ask(CONSTRUCT, format=["csv", "", "rdf+xml", "turtle"])
    assert reply.headers["content-type"] == "application/rdf+xml"


@pytest.mark.parametrize(("query", "name"), [(SELECT, "turtle"), (CONSTRUCT, "csv"), (ASK, "png")])
def test_a_name_that_fits_nothing_is_406(served: Served, query: str, name: str) -> None:
    assert served.ask(query, format=name).status == 406


def test_a_plus_that_nobody_escaped_is_understood(served: Served) -> None:
    reply = served.get("/sparql?query=ASK%7B%7D&format=application/sparql-results+xml")
    assert reply.headers["content-type"] == "application/sparql-results+xml"
