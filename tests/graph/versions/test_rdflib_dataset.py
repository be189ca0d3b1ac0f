"""A version opened in rdflib answers as Oxigraph does, calls nobody, reads no file and refuses to be written to."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib.plugins.sparql
from rdflib import RDF, Dataset, Graph, Literal, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery

from graph.model.ids import BASE
from graph.sparql.prologue import PREFIXES
from graph.sparql.query_errors import Refused
from graph.versions.rdflib_dataset import ReadOnly, open_dataset
from graph.versions.version_folders import DataFolder

NEWS, FILING = f"{BASE}source/news-2018", f"{BASE}source/filing-2020"
KIM = URIRef(f"{BASE}id/kim-kardashian")
PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
QUESTIONS = {
    "everything": "SELECT * WHERE { ?s ?p ?o }",
    "one relation": "SELECT ?who WHERE { ?who rg:apprenticeAt id:cut50 }",
    "a sum": "SELECT (SUM(?amount) AS ?all) WHERE { ?tie rg:to id:anti-recidivism-coalition ; rg:amount ?amount }",
    "the receipts of a tie": "SELECT ?source WHERE { GRAPH ?source { ?tie rg:to id:cut50 } }",
    "a date compared": "SELECT ?tie WHERE { ?tie rg:validFrom ?day FILTER(?day > '2018-10-01'^^xsd:date) }",
    "a part that may be missing": "SELECT ?tie ?end WHERE { ?tie rg:from id:jose-nunez OPTIONAL { ?tie rg:end ?end } }",
    "what one source says": "SELECT (COUNT(*) AS ?n) FROM source:news-2018 WHERE { ?s ?p ?o }",
    "a named graph": "SELECT (COUNT(*) AS ?n) FROM NAMED source:news-2018 WHERE { GRAPH ?g { ?s ?p ?o } }",
    "a graph that is not held": "SELECT (COUNT(*) AS ?n) FROM <http://example.org/none> WHERE { ?s ?p ?o }",
}


@pytest.fixture(scope="module")
def dataset(world_home: DataFolder) -> Dataset:
    return open_dataset(world_home.require())


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine, and the calls that it has seen."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                connection, caller = server.accept()
                connection.close()
                calls.append(caller)

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        ended.set()
        socket.create_connection(server.getsockname()).close()
        thread.join()


def plain(term: object) -> str | None:
    """An rdflib or Oxigraph term as text."""
    match term:
        case None:
            return None
        case ox.NamedNode():
            return f"<{term.value}>"
        case ox.Literal():
            return f"{term.value} {term.datatype.value} {term.language}"
        case Literal():
            string = "http://www.w3.org/2001/XMLSchema#string"
            language = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString" if term.language else string
            return f"{term} {term.datatype or language} {term.language}"
        case _:
            return f"<{term}>"


def by_rdflib(dataset: Dataset, query: str) -> Counter[tuple[str | None, ...]]:
    result = dataset.query(query)
    assert result.vars is not None
    return Counter(tuple(plain(row.get(name)) for name in result.vars) for row in result.bindings)


def by_oxigraph(home: DataFolder, query: str) -> Counter[tuple[str | None, ...]]:
    solutions = home.require().open_store().query(PROLOGUE + query)
    assert isinstance(solutions, ox.QuerySolutions)
    return Counter(tuple(plain(row[name]) for name in solutions.variables) for row in solutions)


@pytest.mark.parametrize("name", QUESTIONS)
def test_rdflib_and_oxigraph_give_the_same_answer(name: str, dataset: Dataset, world_home: DataFolder) -> None:
    assert by_rdflib(dataset, QUESTIONS[name]) == by_oxigraph(world_home, QUESTIONS[name])


@pytest.mark.parametrize("name", ["one relation", "a sum", "the receipts of a tie", "a date compared"])
def test_the_questions_have_answers(name: str, dataset: Dataset) -> None:
    assert by_rdflib(dataset, QUESTIONS[name])


def test_a_tie_that_two_sources_state_is_counted_once_in_both_together(dataset: Dataset) -> None:
    both = "SELECT (COUNT(*) AS ?n) FROM source:news-2018 FROM source:filing-2020 WHERE { ?tie a rg:Apprenticeship }"
    assert [plain(row[Variable("n")]) for row in dataset.query(both).bindings] == [
        "1 http://www.w3.org/2001/XMLSchema#integer None"
    ]


def test_the_default_graph_is_the_merge_of_the_named_graphs(dataset: Dataset) -> None:
    named = [graph for graph in dataset.graphs() if graph.identifier != dataset.default_graph.identifier]
    assert set(dataset.default_graph) == {triple for graph in named for triple in graph}
    assert len(named) == 7, "two sources, what is known of them, conflicts, ontology, examples, statistics"


def test_a_source_is_a_graph_of_its_own(dataset: Dataset) -> None:
    assert (KIM, RDF.type, URIRef(f"{PREFIXES['rg']}Person")) in dataset.graph(URIRef(NEWS))
    assert (KIM, RDF.type, None) not in dataset.graph(URIRef(FILING))


def test_a_graph_that_is_not_held_is_empty(dataset: Dataset) -> None:
    assert len(dataset.graph(URIRef("http://example.org/none"))) == 0


def test_our_prefixes_are_bound(dataset: Dataset) -> None:
    assert PREFIXES.items() <= {prefix: str(iri) for prefix, iri in dataset.namespaces()}.items()


def test_rdflib_is_told_to_load_no_graphs() -> None:
    assert rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS is False


def test_a_dataset_is_not_opened_where_rdflib_would_load_graphs(
    world_home: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdflib.plugins.sparql, "SPARQL_LOAD_GRAPHS", True)
    with pytest.raises(AssertionError, match="would fetch what FROM names"):
        open_dataset(world_home.require())


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of what its own engine calls
@pytest.mark.parametrize("oxigraph", [True, False], ids=["oxigraph", "rdflib"])
@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_reads_no_file(clause: str, oxigraph: bool, dataset: Dataset, tmp_path: Path) -> None:
    file = tmp_path / "secret.nt"
    file.write_text("<http://example.org/s> <http://example.org/p> <http://example.org/o> .\n")
    query = f"SELECT * {clause} <{file.as_uri()}> WHERE {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
    found = dataset.query(query, use_store_provided=oxigraph)
    assert URIRef("http://example.org/s") not in {row.get(Variable("s")) for row in found.bindings}


@pytest.mark.parametrize("oxigraph", [True, False], ids=["oxigraph", "rdflib"])
@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_calls_nobody(clause: str, oxigraph: bool, dataset: Dataset, listener: tuple[int, list[object]]) -> None:
    port, calls = listener
    query = f"SELECT * {clause} <http://127.0.0.1:{port}/graph.nt> WHERE {{ ?s ?p ?o }}"
    list(dataset.query(query, use_store_provided=oxigraph))
    assert calls == []


def test_the_listener_would_notice_a_call(listener: tuple[int, list[object]]) -> None:
    port, calls = listener
    with socket.create_connection(("127.0.0.1", port)) as connection:
        assert connection.recv(1) == b""
    while not calls:
        threading.Event().wait(0.001)
    assert len(calls) == 1


SERVICE = "SELECT * WHERE {{ OPTIONAL {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }} }}"
ASKED: dict[str, Callable[[Dataset, str], object]] = {
    "text": lambda dataset, query: dataset.query(query),
    "escapes": lambda dataset, query: dataset.query(query.replace("SERVICE", r"SERV\u0049CE")),
    "text for rdflib's engine": lambda dataset, query: dataset.query(query, use_store_provided=False),
    "a prepared query": lambda dataset, query: dataset.query(prepareQuery(query)),
    "text to one graph": lambda dataset, query: dataset.graph(URIRef(NEWS)).query(query),
}


@pytest.mark.parametrize("way", ASKED)
def test_service_is_refused_and_calls_nobody(way: str, dataset: Dataset, listener: tuple[int, list[object]]) -> None:
    port, calls = listener
    with pytest.raises(Refused, match="SERVICE asks another server"):
        ASKED[way](dataset, SERVICE.format(port=port))
    assert calls == []


def test_the_word_service_in_a_text_is_no_call(dataset: Dataset) -> None:
    assert list(dataset.query("SELECT ?s WHERE { ?s skos:prefLabel 'SERVICE <http://127.0.0.1/>' }")) == []


TRIPLE = (KIM, RDF.type, KIM)
WRITERS: dict[str, Callable[[Dataset], object]] = {
    "add": lambda dataset: dataset.add(TRIPLE),
    "add to a graph": lambda dataset: dataset.graph(URIRef(NEWS)).add(TRIPLE),
    "addN": lambda dataset: dataset.addN([(*TRIPLE, dataset.default_graph)]),
    "remove": lambda dataset: dataset.remove(TRIPLE),
    "remove a graph": lambda dataset: dataset.remove_graph(URIRef(NEWS)),
    "copy a graph in": lambda dataset: dataset.graph(Graph().add(TRIPLE)),
    "parse": lambda dataset: dataset.parse(data=f"<{KIM}> a <{KIM}> .", format="turtle"),
    "update": lambda dataset: dataset.update(f"INSERT DATA {{ <{KIM}> a <{KIM}> }}"),
    "load": lambda dataset: dataset.update("LOAD <http://127.0.0.1:9/graph.nt>"),
    "destroy": lambda dataset: dataset.destroy("store"),
}


@pytest.mark.parametrize("way", WRITERS)
def test_writing_is_refused_with_the_cure(way: str, dataset: Dataset) -> None:
    before = len(dataset)
    with pytest.raises(ReadOnly, match="reentry load"):
        WRITERS[way](dataset)
    assert len(dataset) == before
