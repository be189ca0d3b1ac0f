"""SERVICE is refused in every form; the word elsewhere is not."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph.sparql.prologue import PREFIXES
from graph.sparql.query_errors import Refused
from graph.sparql.service_clause import mentions_service, refuse_service

E = "<http://127.0.0.1:9/>"
HIDDEN = [
    f"SELECT * {{ SERVICE {E} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE SILENT {E} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ sErViCe{E}{{}} }}",
    "SELECT * { ?x a rg:Bill SERVICE ?x { ?s ?p ?o } }",
    "PREFIX e: <http://127.0.0.1:9/> ASK { SERVICE e:a {} }",
    "PREFIX : <http://127.0.0.1:9/> ASK { SERVICE:a {} }",
    f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE {E} {{}} }} }} }} }}",
    f"ASK {{ FILTER NOT EXISTS {{ SERVICE {E} {{}} }} }}",
    f"SELECT * {{ {{}} UNION {{ GRAPH ?g {{ SERVICE {E} {{}} }} }} MINUS {{ ?a ?b ?c }} }}",
    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE {E} {{ ?s ?p ?o }} }}",
    f"DESCRIBE ?s {{ SERVICE {E} {{ ?s ?p ?o }} }}",
    f"SELECT (EXISTS {{ SERVICE {E} {{}} }} AS ?x) {{}}",
    f"SELECT * {{ BIND(EXISTS {{ SERVICE {E} {{}} }} AS ?x) }}",
    f"SELECT * {{ ?s ?p 'it''s' . SERVICE {E} {{}} }}".replace("'it''s'", '"it\'s"'),
    f"SELECT * {{ # SERVICE in a comment\nSERVICE {E} {{}} }}",
    "SELECT * { ?s ?p ?o FILTER(?s<?p)SERVICE ?s {} }",
    f"SELECT * {{ LATERAL {{ SERVICE {E} {{}} }} }}",
]
# What a reader of tokens takes for an IRI or a string, and the engine for a comparison and a keyword.
DISGUISED = [
    "SELECT * { ?s ?p ?o FILTER(?s<?p)SERVICE#>\n?x{} }",
    "SELECT * { ?s ?p ?o FILTER(?s<?p&&?o>'>')SERVICE?x{} }",
    "SELECT * { ?s ?p ?o FILTER(?s<?p#>'''\n)SERVICE?x{} # '''\n }",
]
ESCAPED = [
    f"SELECT * {{ \\u0053ERVICE {E} {{}} }}",
    f"SELECT * {{ S\\u0045RVIC\\U00000045 {E} {{}} }}",
    f"SELECT * {{ \\u0073\\u0065\\u0072\\u0076\\u0069\\u0063\\u0065 {E} {{}} }}",
]
HARMLESS = [
    "SELECT * { ?s ?p ?o } # SERVICE <http://127.0.0.1:9/> {}",
    "SELECT * { ?s ?p 'SERVICE <http://127.0.0.1:9/> {}' }",
    'SELECT * { ?s ?p """a\n"SERVICE" {}""" }',
    "SELECT ?service { ?service ?p ?SERVICE }",
    "SELECT * { <http://e/service> <http://e/#SERVICE> ?o }",
    "PREFIX service: <http://e/> SELECT * { ?s service:service service:a.service }",
    "SELECT * { _:service rg:service ?o }",
    "SELECT * { ?s ?p 'a\\\\u0053ERVICE' }",
    "SELECT * { ?s ?p 'social \\u0073ervice'@en-service }",
    "SELECT (SUM(?x) AS ?services) { ?service-x ?p ?x }".replace("?service-x", "?service"),
]


def refuse(text: str) -> None:
    refuse_service(text, PREFIXES, None)


@pytest.mark.parametrize("text", HIDDEN)
def test_service_is_refused_in_every_place(text: str) -> None:
    assert mentions_service(text)
    with pytest.raises(Refused, match="SERVICE"):
        refuse(text)


@pytest.mark.parametrize("text", HIDDEN[:-1] + DISGUISED[:1])
def test_the_refused_texts_are_queries_that_the_engine_would_have_run(text: str) -> None:
    try:
        ox.Store().query(text, prefixes=PREFIXES)
    except SyntaxError:
        pytest.fail("the engine does not parse this, so refusing it shows nothing")
    except (OSError, RuntimeError, ValueError):
        pass  # it parsed, and went out to ask


@pytest.mark.parametrize("text", DISGUISED + ESCAPED)
def test_a_disguised_service_never_passes(text: str) -> None:
    assert mentions_service(text)
    with pytest.raises((Refused, SyntaxError)):
        refuse(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_the_word_elsewhere_passes(text: str) -> None:
    refuse(text)


def test_a_text_without_the_word_is_not_even_parsed_twice() -> None:
    assert not mentions_service("SELECT * { ?s ?p 'serve ice' }")
