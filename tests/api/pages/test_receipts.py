"""Every answer of the API that names a fact says which ties and which sources it rests on."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.http.settings import Settings
from graph.export.file_formats import FORMATS
from graph.export.gephi_stream import events
from graph.index.networkx_graph import NetworkxSubgraph
from graph.index.open_version import OpenVersion
from graph.rdf.describe_lines import THINGS
from graph.versions.version_folders import DataFolder
from tests.api.test_openapi import DESCRIPTION, HELD

NO_FACTS = {
    "/healthz": "that the server runs",
    "/readyz": "that a version is open",
    "/metrics": "counts of requests",
    "/ontology": "the words of the ontology",
    "/dataset": "where the dataset is described",
    "/export": "where the files are listed",
    **{f"/{space}/": "where the dataset is described" for space in (*THINGS, "graph")},
    "/.well-known/void": "counts of the whole version",
    "/api/stats": "counts of the whole version",
    "/api/coverage": "counts; /api/ties with the same filters lists what is counted",
    "/api/measures": "what may be asked",
    "/api/examples": "questions in SPARQL",
    "/api/terms": "the words of the ontology",
    "/problems": "which kinds of errors there are",
}
"""Answers that state no single fact, and what they hold instead."""

NO_TIES = ("svg", "actors.csv")
"""A picture of names and lines, and a table of actors: neither holds ties."""

IN_OTHER_FORMS = (
    "/id/{key}",
    "/tie/{key}",
    "/outcome/{key}",
    "/source/{key}",
    "/export/{name}",
    "/stream",
)
"""Facts in other forms than JSON objects; each has a test below."""

LEFT_TO_WHO_ASKS = {
    "/ontology.{ending}": "the words of the ontology",
    "/ontology/{number}": "the words of the ontology",
    "/.well-known/sparql-examples/{name}": "questions in SPARQL",
    "/graph/{name}": "where the triples of the graph are",
    "/conflict/{key}": "the conflict alone, in words; /api/conflicts has its sides with their receipts",
    "/sparql": "a query says itself what it wants; `GRAPH ?source` gives the receipt of anything",
    "/store": "whole graphs: the name of each is its source",
    "/problems/{slug}": "a text about a kind of error, the same for every version: it states no fact",
}

ASKED = {
    "/api/money": ["", "?by=year", "?by=relation&donor=open-philanthropy", "?by=recipient&family=money_tie"],
    "/api/money/flow": ["", "?hops=2&limit=20"],
    "/api/paths": ["?from=kanye-west&to=first-step-act", "?from=kim-kardashian&to=cut50&together=true"],
    "/api/search": ["?q=kardashian"],
    "/api/measures/{measure}/ties": ["?actor=cut50"],
    "/api/outcomes": ["", "?type=result"],
    "/api/sources/{source_id}/fall": [""],
}
"""Other questions than the one without parameters."""

EACH = {
    "measure": ("degree", "weighted_degree", "pagerank", "k_core"),
    "gap": ("actors_with_one_source", "ties_with_one_source", "ties_without_dates", "money_without_amount"),
    "slug": ("kim-kardashian", "first-step-act"),
}
"""Values of the parameters in addresses, beside the example of the description."""

AMOUNTS = ("total", "value", "received", "gave", "passed_on")
TIE_LISTS = ("ties", "ties_in", "ties_out", "counted", "unknown", "because")
NAMES_OF_ACTORS = {"id", "name", "kind"}


def _addresses(description: Any = DESCRIPTION) -> Iterator[str]:
    """Every address of a description that must name its receipts, but for those in other forms."""
    for path, asked in description["paths"].items():
        if path in NO_FACTS or path in IN_OTHER_FORMS or path in LEFT_TO_WHO_ASKS:
            continue
        for filled in _filled(path, asked["get"].get("parameters", ())):
            yield from (f"{filled}{query}" for query in ASKED.get(path, [""]))


def _filled(path: str, parameters: Any) -> Iterator[str]:
    """The address with examples in place of its parameters."""
    needed = [one for one in parameters if one["in"] == "path"]
    if not needed:
        yield path
    for one in needed:
        values = EACH.get(one["name"], ()) or one["schema"]["examples"]
        yield from (path.replace(f"{{{one['name']}}}", value) for value in values)


ADDRESSES = list(_addresses())


@pytest.fixture(scope="module")
def world_ties(world_home: DataFolder) -> set[str]:
    """The ids of the ties of the small world."""
    return set(OpenVersion.open(world_home.require()).records.ties)


def _objects(found: Any) -> Iterator[dict[str, Any]]:
    """Every object in an answer, and those within it."""
    if isinstance(found, dict):
        yield found
    for value in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from _objects(value)


def _tie_ids(found: dict[str, Any]) -> set[str]:
    """The ties that an object names at first hand: as objects or as ids."""
    lists = [found[name] for name in TIE_LISTS if isinstance(found.get(name), list)]
    lists += [[found["tie"]]] if found.get("tie") else []
    named = {one if isinstance(one, str) else one.get("id") or one["tie"]["id"] for held in lists for one in held}
    return named | ({found["id"]} if "receipts" in found else set())


def _without_receipt(answer: Any) -> Iterator[str]:
    """What an answer says without saying who says so."""
    for one in _objects(answer):
        if ("relation" in one or "outcome_type" in one) and not all(
            receipt["source"]["id"] for receipt in one.get("receipts") or [{"source": {"id": ""}}]
        ):
            yield f"a fact without source: {one.get('id')}"
        if isinstance(one.get("ties"), list) and one["ties"] and isinstance(one["ties"][0], str) and not one["sources"]:
            yield f"ties by id without their sources: {one['ties'][0]}"
        if any(isinstance(one.get(name), int | float) and one[name] for name in AMOUNTS) and not _rests(one, answer):
            yield f"an amount without ties: {one}"


def _rests(one: dict[str, Any], answer: Any) -> bool:
    """Whether an amount stands in an object with ties, or is the total of an object that has them."""
    if _tie_ids(one) or any(part is not one and _tie_ids(part) for part in _objects(one)):
        return True
    holders = [
        holder for holder in _objects(answer) if one in holder.values() or any(one in _list(v) for v in holder.values())
    ]
    return any(_tie_ids(part) for holder in holders for part in _objects(holder))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _names_something(answer: Any) -> bool:
    """Whether an answer is about any actor, tie, outcome or source: else it would prove nothing."""
    return any(one.keys() >= NAMES_OF_ACTORS or "tier" in one for one in _objects(answer))


def _source_ids(answer: Any) -> set[str]:
    named = {source for one in _objects(answer) for source in _list(one.get("sources")) if isinstance(source, str)}
    return named | {one["source"]["id"] for one in _objects(answer) if isinstance(one.get("source"), dict)}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_fact_in_an_answer_names_its_ties_and_sources(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:300]
    found = answer.json()
    assert list(_without_receipt(found)) == []
    assert _names_something(found)
    assert _source_ids(found)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_ties_and_sources_that_an_answer_names_are_there(client: TestClient, address: str) -> None:
    found = client.get(address).json()
    ties = {key for one in _objects(found) for key in _tie_ids(one)}
    held = client.app.state.versions.current.graph.records  # type: ignore[attr-defined]
    assert ties <= {*held.ties, *held.outcomes}
    assert _source_ids(found) <= set(held.sources)


@pytest.mark.parametrize("path", NO_FACTS)
def test_what_states_no_fact_names_none(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    if answer.headers["content-type"].startswith("application/json"):
        assert not any("receipts" in one or "relation" in one for one in _objects(answer.json()))
    else:
        assert "/id/tie/" not in answer.text


@pytest.mark.parametrize("path", [path for path in IN_OTHER_FORMS if path.endswith("{key}")])
def test_linked_data_of_a_thing_names_its_sources(world_client: TestClient, path: str) -> None:
    answer = world_client.get(path.replace("{key}", HELD[path]), headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    assert "/source/news-2018" in answer.text


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix not in NO_TIES])
def test_a_file_names_every_tie_and_its_sources(world_client: TestClient, world_ties: set[str], suffix: str) -> None:
    content = _text(world_client.get(f"/export/graph.{suffix}").content, suffix)
    assert {one for one in world_ties if one not in content} == set()
    sources = [one["source"] for one in world_client.get("/api/sources").json()["sources"] if one["ties"]]
    assert len(sources) == 2
    # FollowTheMoney has a place for addresses of sources, none for ids.
    assert [one["id"] for one in sources if one["id" if suffix != "ftm.json" else "url"] not in content] == []


def test_every_tie_that_a_stream_tells_names_its_sources(world_home: DataFolder, world_ties: set[str]) -> None:
    told = (
        b"".join(events(NetworkxSubgraph(OpenVersion.open(world_home.require()).networkx_graph))).decode().split("\r")
    )
    ties = [edge for event in filter(None, told) for edge in json.loads(event).get("ae", {}).items()]
    assert {key for key, _ in ties} == world_ties
    assert all(tie["sources"] for _, tie in ties)


def test_an_endpoint_that_names_no_source_would_be_noticed(world_home: DataFolder) -> None:
    app = create_app(Settings(data=world_home.path, poll_seconds=3600, answer_workers=0))

    @app.get("/api/gossip")
    async def gossip() -> dict[str, Any]:
        return {"ties": [{"id": "x", "relation": "funds", "receipts": []}]}

    assert set(_addresses(app.openapi())) == {*ADDRESSES, "/api/gossip"}
    with TestClient(app) as client:
        assert list(_without_receipt(client.get("/api/gossip").json())) == ["a fact without source: x"]


def _text(content: bytes, suffix: str) -> str:
    """A file as text; of a workbook, the texts of its cells."""
    if suffix != "xlsx":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize(
    "answer",
    [
        {"relation": "funds", "id": "x", "receipts": []},
        {"relation": "funds", "id": "x"},
        {"ranks": [{"ties": ["x"], "sources": []}]},
        {"sums": [{"total": {"total": 5, "counted": 1}, "counted": []}]},
    ],
)
def test_an_answer_without_receipts_would_be_noticed(answer: Any) -> None:
    assert list(_without_receipt(answer))
