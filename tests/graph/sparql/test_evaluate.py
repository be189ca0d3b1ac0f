"""Answers of every form in every format, from the graphs that the asker chose."""

from __future__ import annotations

import io
import json

import pyoxigraph as ox
import pytest

from graph.sparql.evaluate import evaluate
from graph.sparql.formats import Form, formats_for
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import BadSyntax, Failed

E = "http://e/"
DATA = """
<http://e/a> <http://e/p> "1" <http://e/g1> .
<http://e/b> <http://e/p> "2" <http://e/g1> .
<http://e/b> <http://e/p> "2" <http://e/g2> .
<http://e/c> <http://e/p> "3" <http://e/g3> .
<http://e/a> <http://e/p> "1" .
<http://e/b> <http://e/p> "2" .
<http://e/c> <http://e/p> "3" .
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    held = ox.Store()
    held.load(DATA, format=ox.RdfFormat.N_QUADS)
    return held


def ask(store: ox.Store, text: str, *accept: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> bytes:
    sink = io.BytesIO()
    query = Query(text, accept, tuple(E + name for name in default), tuple(E + name for name in named))
    evaluate(store, prepare(query, 1 << 20), sink)
    return sink.getvalue()


def count(store: ox.Store, text: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> int:
    found = json.loads(ask(store, text, default=default, named=named))
    return int(found["results"]["bindings"][0]["n"]["value"])


QUERIES = {
    Form.SELECT: "SELECT * { ?s ?p ?o }",
    Form.ASK: "ASK { ?s ?p ?o }",
    Form.CONSTRUCT: "CONSTRUCT WHERE { ?s ?p ?o }",
    Form.DESCRIBE: "DESCRIBE <http://e/a>",
}


@pytest.mark.parametrize(("form", "name"), [(form, one.name) for form in Form for one in formats_for(form)])
def test_every_form_is_answered_in_every_format(store: ox.Store, form: Form, name: str) -> None:
    body = ask(store, QUERIES[form], name)
    if form is Form.ASK:
        assert b"true" in body
    elif form is Form.SELECT:
        assert all(value in body for value in (b"http://e/a", b"http://e/c"))
    else:
        subject = ox.NamedNode("http://e/a")
        read = ox.parse(body, format=ox.RdfFormat.from_extension(offered_extension(form, name)))
        assert subject in {quad.subject for quad in read}


def offered_extension(form: Form, name: str) -> str:
    return next(one.extension for one in formats_for(form) if one.name == name)


def test_the_form_of_the_answer_is_told(store: ox.Store) -> None:
    forms = [evaluate(store, prepare(Query(text), 1000), io.BytesIO()).form for text in QUERIES.values()]
    assert forms == list(QUERIES)


def test_known_prefixes_need_no_declaration(store: ox.Store) -> None:
    assert b"false" in ask(store, "ASK { ?who rg:apprenticeAt id:cut50 ; skos:prefLabel ?name }", "csv")


def test_turtle_is_written_with_prefixes(store: ox.Store) -> None:
    assert b"e:a e:p" in ask(store, "PREFIX e: <http://e/> CONSTRUCT WHERE { ?s ?p ?o }", "turtle")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", 3),
        ("SELECT (COUNT(*) AS ?n) FROM <http://e/g1> { ?s ?p ?o }", 2),
        ("SELECT (COUNT(*) AS ?n) FROM <http://e/g1> FROM <http://e/g3> { ?s ?p ?o }", 3),
        ("SELECT (COUNT(*) AS ?n) FROM <http://e/g1> FROM <http://e/g2> { ?s ?p ?o }", 2),
        ("PREFIX e: <http://e/> SELECT (COUNT(*) AS ?n) FROM e:g1 FROM e:g2 FROM NAMED e:g3 { GRAPH ?g {} }", 1),
        ("SELECT (COUNT(*) AS ?n) FROM <http://e/g1> FROM <http://e/g2> FROM <http://e/g3> { ?s ?p ?o }", 3),
        ("SELECT (COUNT(*) AS ?n) FROM <http://e/none> { ?s ?p ?o }", 0),
        ("SELECT (COUNT(*) AS ?n) FROM <http://127.0.0.1:9/x> FROM <file:///etc/passwd> { ?s ?p ?o }", 0),
        ("SELECT (COUNT(*) AS ?n) FROM NAMED <http://e/g1> { ?s ?p ?o }", 0),
        ("SELECT (COUNT(*) AS ?n) FROM NAMED <http://e/g1> FROM NAMED <http://e/g2> { GRAPH ?g { ?s ?p ?o } }", 3),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", 4),
    ],
)
def test_from_chooses_among_held_graphs_and_counts_each_triple_once(store: ox.Store, text: str, rows: int) -> None:
    assert count(store, text) == rows


@pytest.mark.parametrize(
    ("text", "default", "named", "rows"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", ("g1",), (), 2),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", ("g1", "g2"), (), 2),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", ("g1", "g2", "g3"), (), 3),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", ("none",), (), 0),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", (), ("g1",), 0),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", ("g1",), (), 0),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", (), ("g1", "g2"), 3),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", ("g1", "g2"), ("g3",), 1),
        ("SELECT (COUNT(*) AS ?n) FROM <http://e/g1> { ?s ?p ?o }", ("g3",), (), 1),
        ("SELECT (COUNT(*) AS ?n) FROM NAMED <http://e/g1> { GRAPH ?g { ?s ?p ?o } }", (), ("g3",), 1),
    ],
)
def test_a_dataset_beside_the_text_overrides_from(
    store: ox.Store, text: str, default: tuple[str, ...], named: tuple[str, ...], rows: int
) -> None:
    assert count(store, text, default, named) == rows


def test_a_dataset_parameter_that_is_no_iri_is_refused(store: ox.Store) -> None:
    with pytest.raises(Failed, match="is not the IRI of a graph"):
        evaluate(store, prepare(Query("ASK {}", default_graphs=("no iri",)), 1000), io.BytesIO())


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELECT * WHERE { ?s ?p ?o", 1, 26, "is not closed: add }"),
        ("SELECT *\nWHERE { ?s ex:p ?o }", 2, 12, "prefix ex: is not declared"),
        ("SELECT * {\n  <a> ?p ?o }", 2, 3, "relative"),
        ("SELEKT * {}", 1, 1, "unexpected SELEKT"),
        ("", 1, 1, "the query is empty"),
        ("ASK { ?s ?p ?o . }}", 1, 19, "unexpected }"),
        ("# é\nASK { ?s ?p ?o", 2, 15, "is not closed"),
    ],
)
def test_a_syntax_error_tells_line_and_column(store: ox.Store, text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(BadSyntax) as caught:
        ask(store, text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert message in caught.value.message


def test_nobody_is_advised_to_write_what_is_refused(store: ox.Store) -> None:
    with pytest.raises(BadSyntax) as caught:
        ask(store, "SELECT ?s { ?s ?p }")
    assert "SERVICE" not in str(caught.value)


def test_a_variable_that_is_not_grouped_is_named_as_the_fault(store: ox.Store) -> None:
    with pytest.raises(BadSyntax, match="s is neither grouped"):
        ask(store, "SELECT ?s { ?s ?p ?o } GROUP BY ?p")


def test_an_unknown_function_is_an_error_of_the_query(store: ox.Store) -> None:
    with pytest.raises(Failed, match="not supported"):
        ask(store, "SELECT * { BIND(<http://e/f>(1) AS ?x) }")


def test_a_base_resolves_relative_iris(store: ox.Store) -> None:
    sink = io.BytesIO()
    evaluate(store, prepare(Query("ASK { <a> <p> '1' }", ("csv",), base=E), 1000), sink)
    assert sink.getvalue() == b"true"
