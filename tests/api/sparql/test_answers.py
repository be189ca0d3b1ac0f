"""What goes with every answer: HEAD and OPTIONS, other sites, tags, compression, length."""

from __future__ import annotations

import gzip
from urllib.parse import urlencode

import pytest

from tests.api.sparql.server import JSON, Served

ASK = "ASK { ?who rg:apprenticeAt id:cut50 }"
ONE = "SELECT (1 AS ?one) {}"
QUERY = "application/sparql-query"


@pytest.mark.parametrize("query", [ONE, "x", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_head_is_get_without_the_body(served: Served, query: str) -> None:
    path = f"/sparql?{urlencode({'query': query})}"
    got, head = served.get(path), served.request("HEAD", path)
    assert head.body == b""
    assert (head.status, {**head.headers, "date": ""}) == (got.status, {**got.headers, "date": ""})


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_options_lets_pages_of_any_site_ask_without_credentials(served: Served, path: str) -> None:
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    reply = served.request("OPTIONS", path, headers=asked)
    assert reply.status == 204
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert reply.headers["access-control-allow-headers"] == "content-type"
    assert "access-control-allow-credentials" not in reply.headers


@pytest.mark.parametrize("query", [ONE, "x"])
def test_answers_and_errors_may_be_read_by_any_page_without_credentials(served: Served, query: str) -> None:
    headers = {"Origin": "https://elsewhere.example", "Cookie": "a=b"}
    reply = served.request("GET", f"/sparql?{urlencode({'query': query})}", headers=headers)
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in reply.headers


def test_who_holds_an_answer_is_told_that_it_still_holds(served: Served) -> None:
    path = f"/sparql?{urlencode({'query': ASK})}"
    first = served.get(path, JSON)
    again = served.get(path, JSON, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "Accept" in again.headers["vary"]


def test_tags_differ_by_query_graphs_and_format(served: Served) -> None:
    replies = [
        served.ask(ASK),
        served.ask(ASK, "text/csv"),
        served.ask(ONE),
        served.ask(ASK, JSON, default_graph_uri="urn:a"),
        served.ask(ASK, JSON, named_graph_uri="urn:a"),
    ]
    assert len({reply.headers["etag"] for reply in replies}) == 5


def test_the_tag_of_another_query_does_not_hold(served: Served) -> None:
    tag = served.ask(ONE).headers["etag"]
    assert served.get(f"/sparql?{urlencode({'query': ASK})}", JSON, If_None_Match=tag).status == 200


def test_a_post_is_answered_whatever_its_sender_holds(served: Served) -> None:
    tag = served.post(ASK, QUERY).headers["etag"]
    headers = {"Content-Type": QUERY, "Accept": JSON, "If-None-Match": tag}
    assert served.request("POST", "/sparql", ASK, headers).status == 200


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o } LIMIT 300", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_long_answers_come_compressed_to_who_asks(served: Served, query: str) -> None:
    path = f"/sparql?{urlencode({'query': query})}"
    plain, packed = served.get(path), served.get(path, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body
    assert "content-encoding" not in plain.headers
    assert all("Accept-Encoding" in reply.headers["vary"] for reply in (plain, packed))


@pytest.mark.parametrize("query", [ONE, "SELECT * { ?s ?p ?o }", "SELECT * { ?s ?p ?o . ?s rg:start ?b }"])
def test_an_answer_says_how_long_it_is(served: Served, query: str) -> None:
    reply = served.ask(query)
    assert int(reply.headers["content-length"]) == len(reply.body)
    assert "transfer-encoding" not in reply.headers
    assert reply.json["results"]
