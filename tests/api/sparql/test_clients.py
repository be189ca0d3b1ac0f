"""The clients that people have, unchanged: each asks the real server and reads the answer in its own way."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)

from tests.api.sparql.server import Served

RG = "https://w3id.org/reentry-graph/"
PREFIXES = f"PREFIX rg: <{RG}ontology#> PREFIX id: <{RG}id/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
SELECT = PREFIXES + "SELECT ?name { ?who rg:apprenticeAt id:cut50 ; skos:prefLabel ?name }"
ASK = PREFIXES + "ASK { ?who rg:apprenticeAt id:cut50 }"
CONSTRUCT = PREFIXES + "CONSTRUCT { ?who rg:apprenticeAt id:cut50 } WHERE { ?who rg:apprenticeAt id:cut50 }"
DESCRIBE = PREFIXES + "DESCRIBE id:cut50"
KIM, WORKS_AT, CUT50 = (rdflib.URIRef(RG + end) for end in ("id/kim-kardashian", "ontology#apprenticeAt", "id/cut50"))
SCRIPT = Path(__file__).parents[2] / "js" / "ask_comunica.mjs"


def wrapped(served: Served, query: str, form: str, method: str = GET, request_method: str = URLENCODED) -> Any:
    """What SPARQLWrapper makes of the answer."""
    wrapper = SPARQLWrapper(served.endpoint)
    wrapper.setQuery(query)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(request_method)
    wrapper.setReturnFormat(form)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the rdflib class that it makes graphs of
        return wrapper.query().convert()


WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]


@pytest.mark.parametrize(("method", "request_method"), WAYS)
def test_sparqlwrapper_selects_and_asks(served: Served, method: str, request_method: str) -> None:
    found = wrapped(served, SELECT, JSON, method, request_method)
    assert [row["name"]["value"] for row in found["results"]["bindings"]] == ["Kim Kardashian"]
    assert wrapped(served, ASK, JSON, method, request_method)["boolean"] is True


def test_sparqlwrapper_reads_every_form_of_table(served: Served) -> None:
    assert "<literal>Kim Kardashian</literal>" in wrapped(served, SELECT, XML).toxml()
    assert wrapped(served, SELECT, CSV) == b"name\r\nKim Kardashian\r\n"
    assert wrapped(served, SELECT, TSV) == b'?name\n"Kim Kardashian"\n'


@pytest.mark.parametrize("form", [XML, RDFXML, JSONLD])
def test_sparqlwrapper_reads_graphs(served: Served, form: str) -> None:
    assert (KIM, WORKS_AT, CUT50) in wrapped(served, CONSTRUCT, form)
    assert len(wrapped(served, DESCRIBE, form)) > 5


@pytest.mark.parametrize("form", [TURTLE, N3])
def test_sparqlwrapper_reads_turtle(served: Served, form: str) -> None:
    graph = rdflib.Graph().parse(data=wrapped(served, CONSTRUCT, form), format="turtle")
    assert set(graph) == {(KIM, WORKS_AT, CUT50)}


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
def test_rdflib_selects_through_its_sparql_store(served: Served, method: Any, form: str) -> None:
    graph = rdflib.Graph(SPARQLStore(served.endpoint, method=method, returnFormat=form))
    assert [row.asdict() for row in graph.query(SELECT)] == [{"name": rdflib.Literal("Kim Kardashian")}]  # type: ignore[union-attr]
    assert CUT50 in list(graph.objects(KIM, WORKS_AT))


@pytest.mark.parametrize("form", ["xml", "json"])
def test_rdflib_asks_through_its_sparql_store(served: Served, form: str) -> None:
    graph = rdflib.Graph(SPARQLStore(served.endpoint, returnFormat=form))
    assert graph.query(ASK).askAnswer is True
    assert (KIM, WORKS_AT, CUT50) in graph


def test_rdflib_constructs_through_its_sparql_store(served: Served) -> None:
    graph = rdflib.Graph(SPARQLStore(served.endpoint))
    assert set(graph.query(CONSTRUCT)) == {(KIM, WORKS_AT, CUT50)}


def test_rdflib_counts_a_named_graph_through_its_sparql_store(served: Served) -> None:
    named = rdflib.URIRef(RG + "graph/sources")
    graph = rdflib.Graph(SPARQLStore(served.endpoint, context_aware=True), identifier=named)
    [counted] = served.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{named}> {{ ?s ?p ?o }} }}").rows
    assert len(graph) == int(counted["n"])


CURL = ["curl", "--silent", "--show-error", "--fail", "--max-time", "30"]


@pytest.mark.parametrize(
    "way",
    [
        ["--get", "--data-urlencode", f"query={SELECT}"],
        ["--data-urlencode", f"query={SELECT}"],
        ["--header", "Content-Type: application/sparql-query", "--data-binary", SELECT],
    ],
    ids=["get", "form", "body"],
)
@pytest.mark.parametrize("more", [[], ["--compressed"], ["--http1.0"]], ids="".join)
def test_curl_asks(served: Served, way: list[str], more: list[str]) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    command = [*CURL, *more, "--header", "Accept: text/csv", *way, served.endpoint]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"name\r\nKim Kardashian\r\n"


def test_comunica_asks_knowing_only_the_address(served: Served) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    if not (SCRIPT.parent / "node_modules" / "@comunica" / "query-sparql").is_dir():
        pytest.skip("@comunica/query-sparql is not installed: run `npm ci` in tests/js")
    command = [node, str(SCRIPT), served.endpoint, SELECT, ASK, CONSTRUCT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "rows": [{"name": "Kim Kardashian"}],
        "answer": True,
        "triples": [[str(KIM), str(WORKS_AT), str(CUT50)]],
    }
