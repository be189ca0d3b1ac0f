"""Linked data: every thing answers at its own address, as a page or as RDF."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from graph.rdf.describe_quads import FORMATS
from graph.rdf.ontology import ontology_path
from tests.api.conftest import BROWSER

TIE = "/tie/kim-kardashian--apprentice-at--cut50--2018-10"
OUTCOME = "/outcome/first-step-act--people-released--2018-12-21--until-2019-07--people-released-7000--type-result"
THINGS = ["/id/kim-kardashian", TIE, OUTCOME, "/source/news-2018"]
DATASETS = {"application/trig", "application/n-quads"}


def _read(client: TestClient, address: str, media_type: str) -> list[ox.Quad]:
    answer = client.get(address, headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    return list(ox.parse(answer.content, format=FORMATS[media_type]))


@pytest.mark.parametrize("thing", THINGS)
def test_all_formats_hold_the_same_triples(world_client: TestClient, thing: str) -> None:
    held = {media_type: {quad.triple for quad in _read(world_client, thing, media_type)} for media_type in FORMATS}
    assert held["text/turtle"]
    assert all(triples == held["text/turtle"] for triples in held.values())


@pytest.mark.parametrize("media_type", sorted(DATASETS))
def test_formats_of_datasets_say_which_source_states_what(world_client: TestClient, media_type: str) -> None:
    graphs = {str(quad.graph_name) for quad in _read(world_client, TIE, media_type)}
    assert graphs == {
        str(ox.DefaultGraph()),
        "<https://w3id.org/reentry-graph/graph/sources>",
        "<https://w3id.org/reentry-graph/source/filing-2020>",
        "<https://w3id.org/reentry-graph/source/news-2018>",
    }


@pytest.mark.parametrize("thing", THINGS)
def test_who_takes_anything_gets_turtle(world_client: TestClient, thing: str) -> None:
    assert world_client.get(thing, headers={"Accept": "*/*"}).headers["content-type"].startswith("text/turtle")
    unasked = world_client.build_request("GET", thing)
    del unasked.headers["accept"]
    assert world_client.send(unasked).headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("thing", THINGS)
def test_a_browser_gets_a_page(world_client: TestClient, thing: str) -> None:
    answer = world_client.get(thing, headers={"Accept": BROWSER})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("accept", "got"),
    [
        ("application/ld+json;q=0.9, text/turtle;q=0.2", "application/ld+json"),
        ("text/html;q=0.1, application/n-triples;q=0.2", "application/n-triples"),
        ("application/rdf+xml, */*;q=0.1", "application/rdf+xml"),
        ("text/turtle;q=0, */*", "application/ld+json"),
        ("application/*;q=0.5, text/html;q=0.4", "application/ld+json"),
        ("application/trig, application/n-quads;q=0.9", "application/trig"),
    ],
)
def test_the_best_of_a_list_is_given(world_client: TestClient, accept: str, got: str) -> None:
    answer = world_client.get("/id/cut50", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == got


@pytest.mark.parametrize("thing", [*THINGS, "/ontology"])
def test_what_is_not_offered_is_not_acceptable(world_client: TestClient, thing: str) -> None:
    answer = world_client.get(thing, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["offered"]


def test_answers_differ_by_accept_and_say_so(world_client: TestClient) -> None:
    vary = world_client.get("/id/cut50").headers["vary"].lower()
    assert "accept" in [name.strip() for name in vary.split(",")]


def test_the_page_of_an_actor_may_be_asked_for_as_of_a_day(world_client: TestClient) -> None:
    page = world_client.get("/id/kim-kardashian?as_of=2018-06-01", headers={"Accept": BROWSER}).text
    assert "1 tie as of 2018-06-01" in page
    assert "visited" not in page


def test_an_empty_date_asks_nothing(world_client: TestClient) -> None:
    page = world_client.get("/id/kim-kardashian?as_of=", headers={"Accept": BROWSER}).text
    assert "<h2>4 ties</h2>" in page


def test_rdf_is_not_silently_unfiltered(world_client: TestClient) -> None:
    answer = world_client.get("/id/kim-kardashian?as_of=2018-06-01", headers={"Accept": "text/turtle"})
    assert answer.status_code == 422
    assert "/api/actors/" in answer.json()["detail"]


def test_a_percent_encoded_address_is_the_same_address(world_client: TestClient) -> None:
    plain, encoded = (world_client.get(address) for address in ("/id/kim-kardashian", "/id/kim%2Dkardashian"))
    assert encoded.status_code == 200
    assert encoded.content == plain.content


def test_the_ontology_is_given_as_it_is_written_and_completed(world_client: TestClient) -> None:
    answer = world_client.get("/ontology")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert answer.content.startswith(ontology_path().read_bytes())


@pytest.mark.parametrize("media_type", FORMATS)
def test_the_ontology_says_the_same_in_every_format(world_client: TestClient, media_type: str) -> None:
    told = {quad.triple for quad in _read(world_client, "/ontology", media_type)}
    assert told == {quad.triple for quad in _read(world_client, "/ontology", "text/turtle")}
    rdfs = "<http://www.w3.org/2000/01/rdf-schema#"
    works_at = "<https://w3id.org/reentry-graph/ontology#apprenticeAt>"
    said = {str(triple) for triple in told if str(triple.subject) == works_at}
    assert any(one.startswith(f"{works_at} {rdfs}comment> ") for one in said)
    for end in ("domain", "range"):
        assert f"{works_at} {rdfs}{end}> <https://w3id.org/reentry-graph/ontology#Actor>" in said


@pytest.mark.parametrize("thing", [*THINGS, "/ontology"])
@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("ttl", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("rdfxml", "application/rdf+xml"),
        ("html", "text/html"),
    ],
)
def test_a_format_that_is_named_wins_over_accept(
    world_client: TestClient, thing: str, name: str, media_type: str
) -> None:
    answer = world_client.get(thing, params={"format": name}, headers={"Accept": "application/n-triples"})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert world_client.get(thing, params={"format": "gif"}).status_code == 406


@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_the_ontology_is_a_file_in_each_format(world_client: TestClient, ending: str) -> None:
    answer = world_client.get(f"/ontology.{ending}", headers={"Accept": BROWSER})
    assert answer.headers["content-type"].partition(";")[0] in FORMATS
    assert answer.content == world_client.get("/ontology", params={"format": ending}).content


def test_a_version_of_the_ontology_that_is_not_here_is_told_with_the_one_that_is(world_client: TestClient) -> None:
    answer = world_client.get("/ontology/9.9.9")
    assert answer.status_code == 404
    assert "/ontology/0." in answer.json()["detail"]


@pytest.mark.parametrize("accept", ["text/turtle", BROWSER])
def test_every_address_of_ours_that_the_export_names_answers(world_client: TestClient, accept: str) -> None:
    export = world_client.get("/export/graph.nq").text
    named = set(re.findall(r"<https://w3id\.org/reentry-graph(/[^>#]*)", export))
    by_kind: dict[str, str] = {}
    for path in sorted(named):
        by_kind.setdefault(re.sub(r"[^/]*$", "", path) if path.count("/") > 1 else path, path)
    many = {path for path in named if path.startswith(("/graph/", "/.well-known/"))}
    assert {"/id/", "/tie/", "/outcome/", "/source/", "/conflict/", "/graph/", "/ontology/"} <= by_kind.keys()
    assert {"/dataset", "/export", "/ontology"} <= by_kind.keys()
    for path in sorted({*by_kind.values(), *many}):
        answer = world_client.get(path, headers={"Accept": accept})
        assert answer.status_code == 200, path
        assert accept != "text/turtle" or answer.headers["content-type"].startswith("text/turtle"), path


@pytest.mark.parametrize("path", ["/graph/none", "/.well-known/sparql-examples/none"])
def test_a_graph_or_an_example_that_is_not_there_is_not_found(world_client: TestClient, path: str) -> None:
    assert world_client.get(path).status_code == 404


def test_the_seed_fact_answers_as_direct_triple_and_as_tie(client: TestClient) -> None:
    triples = {str(quad.triple) for quad in _read(client, "/id/kim-kardashian", "application/n-triples")}
    base, rg = "https://w3id.org/reentry-graph/", "https://w3id.org/reentry-graph/ontology#"
    assert f"<{base}id/kim-kardashian> <{rg}apprenticeAt> <{base}id/cut50>" in triples
    tie = f"<{base}tie/kim-kardashian--apprentice-at--cut50--2018-10>"
    assert f"{tie} <{rg}from> <{base}id/kim-kardashian>" in triples
    assert f'{tie} <{rg}start> "2018-10"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>' in triples


def test_a_conflict_has_an_address_with_its_sentence(world_client: TestClient) -> None:
    sentence = "The Example News calls her a legal apprentice"
    page = world_client.get("/conflict/apprenticeship-host", headers={"Accept": "text/html"})
    assert sentence in page.text
    turtle = world_client.get("/conflict/apprenticeship-host", headers={"Accept": "text/turtle"})
    assert sentence in turtle.text
    assert 'rg:conflictKind "contradicts"' in turtle.text
    assert world_client.get("/conflict/none", headers={"Accept": "text/turtle"}).status_code == 404
