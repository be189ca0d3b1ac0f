"""The read side of the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from graph.sparql.formats import GRAPHS, Format
from tests.api.sparql.server import Served, graph_of

SOURCES = "https://w3id.org/reentry-graph/graph/sources"
NAMED = f"/store?graph={quote(SOURCES, safe='')}"
NT = "application/n-triples"


@pytest.mark.parametrize("path", ["/store?default", "/store/?default", "/store?default=", NAMED])
def test_a_graph_is_handed_out_whole(served: Served, path: str) -> None:
    scope = f"GRAPH <{SOURCES}> {{ ?s ?p ?o }}" if "graph=" in path else "?s ?p ?o"
    [counted] = served.ask(f"SELECT (COUNT(*) AS ?n) {{ {scope} }}").rows
    reply = served.get(path, NT)
    assert reply.status == 200
    assert len(graph_of(reply)) == int(counted["n"]) > 0


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_a_graph_comes_in_every_format(served: Served, form: Format) -> None:
    reply = served.get(NAMED, form.media_type)
    assert reply.headers["content-type"] == form.content_type
    assert graph_of(reply) == graph_of(served.get(NAMED, NT))


@pytest.mark.parametrize("accept", [None, "*/*", "text/html, */*;q=0.1"])
def test_who_wants_anything_gets_turtle(served: Served, accept: str | None) -> None:
    assert served.get(NAMED, accept).headers["content-type"] == "text/turtle; charset=utf-8"


def test_what_is_not_offered_is_406_with_the_list_of_what_is(served: Served) -> None:
    reply = served.get(NAMED, "text/csv")
    assert reply.status == 406
    assert reply.json["offered"] == [form.media_type for form in GRAPHS]


@pytest.mark.parametrize("path", [NAMED, "/store?default", "/store?graph=urn:none", "/store"])
def test_head_is_get_without_the_body(served: Served, path: str) -> None:
    got, head = served.get(path), served.request("HEAD", path)
    assert head.body == b""
    assert (head.status, {**head.headers, "date": ""}) == (got.status, {**got.headers, "date": ""})
    assert int(head.headers["content-length"]) == len(got.body)


@pytest.mark.parametrize("graph", ["urn:none", "http://127.0.0.1:9/", "file:///etc/passwd"])
def test_an_unknown_graph_is_not_found_and_never_fetched(served: Served, graph: str) -> None:
    reply = served.get(f"/store?graph={quote(graph, safe='')}")
    assert reply.status == 404
    assert graph in reply.json["detail"]


@pytest.mark.parametrize(
    "query", ["", "?", "?graph", "?graph=", "?graph=relative", "?default&graph=urn:a", "?graph=urn:a&graph=urn:b"]
)
def test_one_graph_has_to_be_named(served: Served, query: str) -> None:
    assert served.get(f"/store{query}").status == 400


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [NAMED, "/store?default", "/store", "/store/?default"])
def test_nothing_is_written(served: Served, method: str, path: str) -> None:
    body = "<urn:a> <urn:b> <urn:c> ."
    reply = served.request(method, path, body, {"Content-Type": "text/turtle"})
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"
    assert served.ask("ASK { <urn:a> ?p ?o }").json["boolean"] is False


def test_graphs_have_tags_of_their_own(served: Served) -> None:
    tags = {served.get(path).headers["etag"] for path in (NAMED, "/store?default")}
    assert len(tags) == 2
    assert served.get(NAMED, If_None_Match=served.get(NAMED).headers["etag"]).status == 304
