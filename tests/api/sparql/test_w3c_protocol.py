"""The protocol tests of the W3C, query side, sent to a real server over their own data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
import pytest

from graph.rdf.ontology import vocabulary
from graph.versions.build import publish
from graph.versions.version_folders import DataFolder
from tests.api.sparql.server import Reply, Served, graph_of, serving
from tests.graph.sparql.suite import ABSENT, ROOT

pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason=ABSENT)

_MANIFEST = ROOT / "protocol" / "manifest.ttl"
_PREFIXES = {
    "ht": "http://www.w3.org/2011/http#",
    "cnt": "http://www.w3.org/2011/content#",
    "mf": "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
_REQUESTS = """
SELECT ?test ?request ?method ?path ?body ?encoding ?boolean ?format {
    ?test mf:action/ht:requests/rdf:first ?request .
    ?request ht:methodName ?method ; ht:absolutePath ?path ; ht:resp ?answer .
    OPTIONAL { ?request ht:body ?content . ?content cnt:chars ?body ; cnt:characterEncoding ?encoding }
    OPTIONAL { ?answer mf:expectedBoolean ?boolean }
    OPTIONAL { ?answer mf:expectedFormat ?format }
} ORDER BY ?test
"""
_HEADERS = """
SELECT ?request ?name ?value {
    ?request ht:headers/rdf:rest*/rdf:first ?header . ?header ht:fieldName ?name ; ht:fieldValue ?value
}
"""
_STATUSES = "SELECT ?request ?status { ?request ht:resp/mf:expectedStatus ?status }"
_DATA = "http://kasei.us/2009/09/sparql/data/"
_TYPES = {
    "boolean": {"application/sparql-results+xml", "application/sparql-results+json"},
    "tabular": {
        "application/sparql-results+xml",
        "application/sparql-results+json",
        "text/tab-separated-values",
        "text/csv",
    },
    "RDF": {"application/rdf+xml", "text/turtle", "application/n-triples"},
}


@dataclass(frozen=True)
class Request:
    """One request of a test, and what is expected of its answer."""

    test: str
    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]
    statuses: frozenset[int]
    boolean: bool | None
    format: str | None


def _requests() -> Iterator[Request]:
    if not _MANIFEST.is_file():
        return
    store = ox.Store()
    store.load(path=str(_MANIFEST), format=ox.RdfFormat.TURTLE, base_iri="http://suite.example/")

    def rows(query: str) -> list[Any]:
        found: Any = store.query(query, prefixes=_PREFIXES)
        return list(found)

    headers, statuses = rows(_HEADERS), rows(_STATUSES)
    for row in rows(_REQUESTS):
        encoding = row["encoding"].value if row["encoding"] else "utf-8"
        yield Request(
            row["test"].value.rpartition("#")[2],
            row["method"].value,
            row["path"].value,
            row["body"].value.encode(encoding) if row["body"] else None,
            {one["name"].value: one["value"].value for one in headers if one["request"] == row["request"]},
            frozenset(int(one["status"].value[-3]) for one in statuses if one["request"] == row["request"]),
            row["boolean"].value == "true" if row["boolean"] else None,
            row["format"].value if row["format"] else None,
        )


_ALL = list(_requests())
_QUERIES = [request for request in _ALL if "update" not in request.test]
_UPDATES = {
    request.test: request for request in _ALL if "update" in request.test and b"ASK" not in (request.body or b"")
}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the three graphs of the tests."""
    home = DataFolder(tmp_path_factory.mktemp("protocol"))
    lines = [
        f"{quad.triple} <{_DATA}data{number}.rdf> .\n"
        for number in (1, 2, 3)
        for quad in ox.parse(path=str(ROOT / "protocol" / f"data{number}.nt"))
    ]
    with home.writing():
        publish(home, {"protocol": sorted(lines)}, {}, vocabulary())
    with serving(home.path) as server:
        yield server


def _send(endpoint: Served, request: Request) -> Reply:
    return endpoint.request(request.method, request.path, request.body, request.headers)


@pytest.mark.parametrize("request_", _QUERIES, ids=[request.test for request in _QUERIES])
def test_the_answer_is_as_the_protocol_has_it(endpoint: Served, request_: Request) -> None:
    reply = _send(endpoint, request_)
    assert reply.status // 100 in request_.statuses, reply.text
    media_type = reply.headers["content-type"].partition(";")[0]
    if request_.format is not None:
        assert media_type in _TYPES[request_.format]
    if request_.format == "RDF":
        graph_of(reply)
    if request_.boolean is not None:
        assert reply.json["boolean"] is request_.boolean


@pytest.mark.parametrize("request_", _UPDATES.values(), ids=_UPDATES)
def test_an_update_is_refused(endpoint: Served, request_: Request) -> None:
    assert _send(endpoint, request_).status // 100 == 4


def test_the_tests_are_all_there() -> None:
    assert (len({request.test for request in _QUERIES}), len(_UPDATES)) == (20, 14)
