"""Syntax errors point at the place of the error and name the cure."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest

from graph.metadata.examples import examples
from graph.sparql.evaluate import evaluate
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import BadSyntax, Refused
from graph.sparql.syntax.query_syntax import QuerySyntax
from graph.sparql.syntax.token_reader import Fault, Undecided
from graph.sparql.syntax_errors import diagnose
from tests.graph.sparql.suite import ABSENT, ROOT, Case, cases

BASE = "http://e/"


def explain(text: str) -> BadSyntax:
    """The error of a query, as a client gets it."""
    with pytest.raises(BadSyntax) as caught:
        evaluate(ox.Store(), prepare(Query(text, base=BASE), 1 << 20), io.BytesIO())
    return caught.value


CASES = {
    # The form of the query
    "empty query": ("", 1, 1, "the query is empty: write SELECT"),
    "only a comment": ("# nothing\n", 1, 1, "the query is empty"),
    "only prefixes": ("PREFIX ex: <http://e/>", 1, 23, "ends after its prefixes"),
    "misspelt form": ("SELEC ?x WHERE { ?x a rg:Person }", 1, 1, "did you mean SELECT?"),
    "misspelt form in small letters": ("\nselct ?x { ?x ?p ?o }", 2, 1, "did you mean SELECT?"),
    "a question": ("who funds cut50?", 1, 1, "a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE"),
    "lone SELECT": ("SELECT", 1, 7, "write variables, as in SELECT ?name, or *"),
    "SELECT without variables": ("SELECT WHERE { ?s ?p ?o }", 1, 8, "write variables"),
    "lone DESCRIBE": ("DESCRIBE", 1, 9, "write a variable or an IRI"),
    "lone ASK": ("ASK", 1, 4, "the pattern of ASK is missing"),
    "CONSTRUCT without pattern": ("CONSTRUCT { ?s ?p ?o }", 1, 23, "add WHERE { ... } after the template"),
    "misspelt DISTINCT": ("SELECT DISTINT ?s { ?s ?p ?o }", 1, 8, "did you mean DISTINCT?"),
    "misspelt WHERE": ("SELECT ?s WEHRE { ?s ?p ?o }", 1, 11, "did you mean WHERE?"),
    "UPDATE": ("UPDATE x SET y = 1", 1, 1, "this service only reads"),
    # The prologue
    "prefix without colon": ("PREFIX ex <http://e/>\nASK { ?s ex:p ?o }", 1, 8, "PREFIX ex: <http://e/>"),
    "prefix without brackets": ("PREFIX ex: http://e/\nASK { ?s ex:p ?o }", 1, 12, "between < and >"),
    "prefix of Turtle": ("@prefix ex: <http://e/> .\nASK { ?s ex:p ?o }", 1, 1, "PREFIX without the @"),
    "full stop after prefix": ("PREFIX ex: <http://e/> .\nASK { ?s ex:p ?o }", 1, 24, "remove it"),
    "undeclared prefix": ("SELECT * WHERE {\n  ?s ex:p ?o }", 2, 6, "add PREFIX ex: <...> at the start"),
    "undeclared prefix that is known": ("ASK { ?s foaf:name ?o }", 1, 10, "PREFIX foaf: <http://xmlns.com/foaf/0.1/>"),
    "misspelt prefix": ("ASK { ?s sksos:prefLabel ?o }", 1, 10, "did you mean skos:?"),
    "undeclared prefix of a datatype": ('ASK { ?s ?p "3"^^xs:integer }', 1, 18, "did you mean xsd:?"),
    # Columns
    "commas in SELECT": ("SELECT ?a, ?b WHERE { ?a ?p ?b }", 1, 10, "remove the comma"),
    "star and variables": ("SELECT * ?a WHERE { ?a ?p ?b }", 1, 10, "either * or a list of variables"),
    "variable with a blank": ("SELECT ? a WHERE { ?a ?p ?b }", 1, 8, "without a blank"),
    "variable without sign": ("SELECT name WHERE { ?s skos:prefLabel ?name }", 1, 8, "write ?name"),
    "SQL": ("SELECT name FROM people", 1, 8, "This looks like SQL"),
    "expression without parentheses": ("SELECT COUNT(?s) WHERE { ?s ?p ?o }", 1, 8, "(COUNT(...) AS ?name)"),
    "expression without name": ("SELECT (COUNT(?s)) WHERE { ?s ?p ?o }", 1, 18, "write AS ?name"),
    "variable beside an aggregate": ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", 1, 8, "add it to GROUP BY"),
    "variable that is not grouped": ("SELECT ?s ?p { ?s ?p ?o } GROUP BY ?s", 1, 11, "?p is neither grouped"),
    "star with GROUP BY": ("SELECT * { ?s ?p ?o } GROUP BY ?s", 1, 23, "name its variables"),
    "name after AS twice": ("SELECT (1 AS ?x) (2 AS ?x) { ?s ?p ?o }", 1, 24, "choose another name after AS"),
    "name after AS from the pattern": ("SELECT (STR(?s) AS ?o) { ?s ?p ?o }", 1, 20, "choose another name after AS"),
    "name after AS in BIND": ("ASK { ?s ?p ?o BIND(1 AS ?o) }", 1, 26, "choose another name after AS"),
    # Braces and parentheses
    "missing closing brace": ("SELECT * WHERE {\n  ?s ?p ?o", 2, 11, "the { of line 1, column 16 is not closed: add }"),
    "missing inner brace": ("ASK { ?s ?p ?o OPTIONAL { ?s ?q ?r }", 1, 37, "the { of line 1, column 5 is not closed"),
    "missing opening brace": ("SELECT * WHERE ?s ?p ?o }", 1, 16, "with { before the first triple"),
    "missing braces": ("SELECT ?s WHERE ?s ?p ?o", 1, 17, "needs braces: write WHERE { ?s ?p ?o }"),
    "brace too many": ("ASK { ?s ?p ?o . }}", 1, 19, "it closes nothing that is open here: remove it"),
    "unclosed parenthesis": ("ASK { ?s ?p ?o FILTER (?o > 3 }", 1, 31, "to close the ( of line 1, column 23"),
    "OPTIONAL without braces": ("ASK { ?s ?p ?o OPTIONAL ?s ?q ?r }", 1, 25, "write OPTIONAL { ?s ?p ?o }"),
    "UNION without braces": ("ASK { ?s ?p ?o UNION ?s ?q ?r }", 1, 16, "{ ... } UNION { ... }"),
    "modifier within the braces": ("SELECT * { ?s ?p ?o LIMIT 5", 1, 21, "add } before it"),
    "two patterns": ("SELECT * WHERE { ?s ?p ?o } WHERE { ?s ?q ?r }", 1, 29, "one WHERE"),
    # Triples
    "missing object": ("SELECT * WHERE { ?s ?p }", 1, 24, "the triple lacks its object"),
    "missing predicate": ("SELECT * WHERE { ?s }", 1, 21, "the triple lacks its predicate and object"),
    "missing object after a semicolon": ("ASK { ?s a rg:Person ; rg:funds . }", 1, 33, "lacks its object"),
    "missing full stop": ("ASK {\n  ?s a rg:Person\n  ?s ?p ?o\n}", 2, 17, "a full stop is missing here"),
    "two full stops": ("ASK { ?s ?p ?o . . }", 1, 18, "one too many"),
    "bare word as subject": ("ASK { kim rg:funds ?x }", 1, 7, "write ?kim for a variable"),
    "bare word as predicate": ("ASK { ?s funds ?x }", 1, 10, "cannot be a predicate"),
    "string as predicate": ('ASK { ?s "p" ?x }', 1, 10, "cannot be a predicate"),
    "capital A": ("ASK { ?s A rg:Person }", 1, 10, "a small a"),
    "address without brackets": ("ASK { ?s ?p http://e/x }", 1, 13, "between < and >"),
    "AND between triples": ("ASK { ?s ?p ?o AND ?s ?q ?r }", 1, 16, "end each with a full stop"),
    "misspelt OPTIONAL": ("ASK { ?s ?p ?o OPTONAL { ?s ?q ?r } }", 1, 16, "did you mean OPTIONAL?"),
    "misspelt FILTER": ("ASK { ?s ?p ?o FILTRE(?o > 2) }", 1, 16, "did you mean FILTER?"),
    "commas in VALUES": ("ASK { VALUES ?x { 1, 2 } }", 1, 20, "remove the comma"),
    # Literals and IRIs
    "unclosed string": ('ASK {\n  ?s ?p "Ann .\n}', 2, 9, 'is not closed: add "'),
    "unclosed long string": ('ASK { ?s ?p """Ann }', 1, 13, 'add """ at its end'),
    "apostrophe in a string": ("ASK { ?s ?p 'it's' }", 1, 17, "the string ends before this"),
    "unclosed IRI": ("ASK { ?s a <http://e/Person . }", 1, 12, "is not closed: add >"),
    "IRI with a blank": ("ASK { ?s a <http://e/a b> }", 1, 12, "must not contain blanks"),
    "typographic quotes": ("ASK { ?s ?p \u201cKim\u201d }", 1, 13, "use the straight"),
    "language without name": ('ASK { ?s ?p "Kim"@ }', 1, 18, 'as in "text"@en'),
    "language with underscore": ('ASK { ?s ?p "Kim"@en_US }', 1, 18, "@en-US"),
    "datatype with one caret": ('ASK { ?s ?p "3"^xsd:integer }', 1, 16, "two carets"),
    "datatype without name": ('ASK { ?s ?p "3"^^ }', 1, 19, "the datatype is missing after ^^"),
    # Expressions
    "FILTER without parentheses": ("ASK { ?s ?p ?o FILTER ?o > 3 }", 1, 23, "FILTER (?x > 1)"),
    "half of FILTER in parentheses": ("ASK { ?s ?p ?o FILTER STRLEN(?o) > 3 }", 1, 23, "the whole condition"),
    "aggregate in FILTER": ("ASK { ?s ?p ?o FILTER (COUNT(?o) > 3) }", 1, 24, "use GROUP BY and HAVING"),
    "misspelt function": ('ASK { ?s ?p ?o FILTER (CONTAIN(?o, "x")) }', 1, 24, "did you mean CONTAINS?"),
    "function of another language": ("SELECT (LENGTH(?o) AS ?n) { ?s ?p ?o }", 1, 9, "did you mean STRLEN?"),
    "unknown function": ("ASK { FILTER (FOO(1)) }", 1, 15, "FOO is not a function of SPARQL"),
    "too many arguments": ("ASK { ?s ?p ?o FILTER (STRLEN(?o, 3) > 2) }", 1, 24, "takes 1 argument, not 2"),
    "missing comma": ('ASK { ?s ?p ?o FILTER (CONTAINS(?o "x")) }', 1, 36, "a comma is missing"),
    "double equals sign": ("ASK { ?s ?p ?o FILTER (?o == 3) }", 1, 27, "a single ="),
    "AND": ("ASK { ?s ?p ?o FILTER (?o > 3 AND ?o < 5) }", 1, 31, "write &&"),
    "OR": ("ASK { ?s ?p ?o FILTER (?o > 3 OR ?o < 5) }", 1, 31, "write ||"),
    "NOT": ("ASK { ?s ?p ?o FILTER (NOT BOUND(?o)) }", 1, 24, "!BOUND"),
    "unequal of SQL": ("ASK { ?s ?p ?o FILTER (?o <> 3) }", 1, 27, "!= instead of <>"),
    "LIKE": ('ASK { ?s ?p ?o FILTER (?o LIKE "K%") }', 1, 27, "CONTAINS"),
    "IS NULL": ("ASK { ?s ?p ?o FILTER (?o IS NULL) }", 1, 27, "!BOUND(?x)"),
    "IN without parentheses": ("ASK { ?s ?p ?o FILTER (?o IN 1, 2) }", 1, 30, "?x IN (1, 2)"),
    "BIND without AS": ("ASK { ?s ?p ?o BIND(STR(?o) ?x) }", 1, 29, "write AS ?name"),
    # Modifiers
    "LIMIT without number": ("SELECT * { ?s ?p ?o } LIMIT", 1, 28, "write LIMIT 10"),
    "negative LIMIT": ("SELECT * { ?s ?p ?o } LIMIT -5", 1, 29, "a whole number of 0 or more"),
    "LIMIT in words": ("SELECT * { ?s ?p ?o } LIMIT ten", 1, 29, "a whole number"),
    "misspelt LIMIT": ("SELECT * { ?s ?p ?o } LIMTI 5", 1, 23, "did you mean LIMIT?"),
    "lone ORDER BY": ("SELECT * { ?s ?p ?o } ORDER BY", 1, 31, "write ORDER BY ?name"),
    "ORDER BY before LIMIT": ("SELECT * { ?s ?p ?o } ORDER BY LIMIT 5", 1, 32, "write ORDER BY ?name"),
    "ORDER without BY": ("SELECT * { ?s ?p ?o } ORDER ?s", 1, 29, "followed by BY"),
    "DESC behind its variable": ("SELECT * { ?s ?p ?o } ORDER BY ?s DESC", 1, 35, "DESC(?name)"),
    "LIMIT before ORDER BY": ("SELECT * { ?s ?p ?o } LIMIT 5 ORDER BY ?s", 1, 31, "the order is GROUP BY"),
    "lone GROUP BY": ("SELECT ?s { ?s ?p ?o } GROUP BY", 1, 32, "write GROUP BY ?name"),
    "HAVING without parentheses": (
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING COUNT(?o) > 2",
        *(1, 43, "HAVING (...)"),
    ),
    "semicolon at the end": ("SELECT * { ?s ?p ?o };", 1, 22, "remove it"),
}


@pytest.mark.parametrize(("text", "line", "column", "cure"), CASES.values(), ids=CASES.keys())
def test_a_syntax_error_has_its_place_and_its_cure(text: str, line: int, column: int, cure: str) -> None:
    error = explain(text)
    assert cure in error.message
    assert (error.line, error.column) == (line, column)


@pytest.mark.parametrize("text", ["INSERT DATA { <a> <b> 1 }", "DELETE WHERE { ?s ?p ?o }", "LOAD <http://e/>"])
def test_an_update_is_refused_with_the_command_that_adds_facts(text: str) -> None:
    with pytest.raises(Refused, match=r"only reads.*reentry load"):
        prepare(Query(text), 1000)


def fault(text: str) -> Fault | None:
    """What is found wrong in a query, whatever the engine says."""
    query = prepare(Query(text, base=BASE), 1 << 20)
    try:
        QuerySyntax(text, query.prefixes, query.base).check()
    except Fault as error:
        return error
    except Undecided:
        return None
    return None


GOOD = [
    "SELECT * WHERE { ?s a rg:Person ; }",
    "SELECT * WHERE { ?s a rg:Person ;; skos:prefLabel ?n ; . }",
    'SELECT ?s { ?s ?p 1 , -2 , 3.5e-1 , true , "a"@en-US , "b"^^xsd:string , """c"d""" . [] ?q ( 1 [ ?r ?t ] ) }',
    "SELECT (COUNT(*) AS ?n) (GROUP_CONCAT(DISTINCT ?o ; SEPARATOR=', ') AS ?all) { ?s ?p ?o FILTER(?o>1&&?o<9) }",
    "SELECT ?x { { SELECT ?x { ?x ?p ?o } LIMIT 1 } UNION { ?x (rg:funds|^rg:leads)*/!(a|^a) ?y } MINUS { ?x a 1 } }",
    "SELECT ?k (SUM(?v) AS ?t) { ?s ?p ?v } GROUP BY (STR(?s) AS ?k) HAVING (SUM(?v) > 1) ORDER BY DESC(?t) ?k LIMIT 5",
    "SELECT * { ?s ?p ?o . FILTER NOT EXISTS { ?s a ?c } FILTER(?o NOT IN (1, 2)) BIND(IF(BOUND(?o), 1, 0) AS ?b) }",
    "SELECT * { VALUES (?a ?b) { (1 UNDEF) (<x> 'y') } GRAPH ?g { ?a ?p ?b } } VALUES ?c { 1 2 }",
    "DESCRIBE id:cut50 ?x WHERE { ?x ?p ?o }",
    "CONSTRUCT { ?s ?p _:b } WHERE { ?s ?p ?o FILTER regex(?o, 'a', 'i') }",
    "ASK FROM <http://e/g> FROM NAMED <http://e/h> { OPTIONAL { ?s ?p ?o } }",
]


@pytest.mark.parametrize("text", [*GOOD, *(example.query for example in examples())])
def test_nothing_is_wrong_with_a_good_query(text: str) -> None:
    query = prepare(Query(text, base=BASE), 1 << 20)
    ox.Store().query(text, prefixes=query.prefixes, base_iri=BASE)
    assert fault(text) is None


W3C = cases("QueryEvaluationTest", "CSVResultFormatTest", "PositiveSyntaxTest11")


@pytest.mark.skipif(not ROOT.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("case", W3C, ids=lambda case: case.name)
def test_nothing_is_wrong_with_what_the_engine_takes(case: Case) -> None:
    query = prepare(Query(case.text, base=BASE), 1 << 20)
    try:
        ox.Store().query(case.text, prefixes=query.prefixes, base_iri=BASE)
    except SyntaxError:
        return
    except (OSError, ValueError, RuntimeError):  # it parses, but cannot be evaluated
        pass
    error = fault(case.text)
    assert error is None, str(error)


@pytest.mark.parametrize("piece", ["(", "{ ", "?s ?p [ ", '"', "<", "SELECT ", "!", "'''", "?", "a", "BIND(1 AS ?x) "])
def test_a_text_of_any_size_gets_an_answer(piece: str) -> None:
    query = prepare(Query(f"SELECT * {{ ?s ?p ?o {piece * 20_000}"), 1 << 20)
    error = diagnose(SyntaxError("error at 1:22: expected [_]"), query)
    assert error.line == 1
    assert len(error.message) < 500
