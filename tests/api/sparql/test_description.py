"""SPARQL 1.1 Service Description: what the endpoint says of itself."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from api.sparql.service_description import SD
from graph.rdf.describe_quads import FORMATS
from graph.sparql.formats import GRAPHS, RESULTS
from tests.api.sparql.server import Served, graph_of

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


@pytest.fixture(scope="module")
def said(served: Served) -> set[ox.Triple]:
    return graph_of(served.get("/sparql", "text/turtle"))


def objects(said: set[ox.Triple], subject: object, predicate: ox.NamedNode) -> set[object]:
    return {one.object for one in said if one.subject == subject and one.predicate == predicate}


@pytest.mark.parametrize("accept", [None, "*/*", *FORMATS, "application/xml;q=0.1, application/rdf+xml"])
@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_the_endpoint_answers_with_rdf_without_a_query(served: Served, path: str, accept: str | None) -> None:
    reply = served.get(path, accept)
    assert reply.status == 200
    assert any(one.object == sd("Service") for one in graph_of(reply))


def test_the_service_names_its_own_address(served: Served, said: set[ox.Triple]) -> None:
    [service] = [one.subject for one in said if one.predicate == TYPE and one.object == sd("Service")]
    assert objects(said, service, sd("endpoint")) == {ox.NamedNode(served.endpoint)}


def test_the_address_is_the_one_that_was_asked(served: Served) -> None:
    reply = served.get("/sparql/", "text/turtle", Host="sparql.example:8443")
    assert ox.NamedNode("http://sparql.example:8443/sparql") in {one.subject for one in graph_of(reply)}


def test_language_features_and_formats_are_told(served: Served, said: set[ox.Triple]) -> None:
    service = ox.NamedNode(served.endpoint)
    assert objects(said, service, sd("supportedLanguage")) == {sd("SPARQL10Query"), sd("SPARQL11Query")}
    assert objects(said, service, sd("feature")) == {sd("UnionDefaultGraph")}
    assert objects(said, service, sd("resultFormat")) == {ox.NamedNode(one.iri) for one in (*RESULTS, *GRAPHS)}


def test_every_named_graph_is_told(served: Served, said: set[ox.Triple]) -> None:
    service = ox.NamedNode(served.endpoint)
    [dataset] = objects(said, service, sd("defaultDataset"))
    told = {name for graph in objects(said, dataset, sd("namedGraph")) for name in objects(said, graph, sd("name"))}
    rows = served.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows
    assert told == {ox.NamedNode(row["g"]) for row in rows}


def test_what_is_not_offered_is_406(served: Served) -> None:
    assert served.get("/sparql", "text/csv").status == 406


def test_a_browser_gets_a_page(served: Served) -> None:
    reply = served.get("/sparql", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.text.startswith("<!doctype html>") or reply.text.lower().startswith("<!doctype html>")


def test_who_holds_the_description_is_told_that_it_still_holds(served: Served) -> None:
    tag = served.get("/sparql", "text/turtle").headers["etag"]
    assert served.get("/sparql", "text/turtle", If_None_Match=tag).status == 304
