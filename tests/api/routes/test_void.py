"""The dataset described in VoID and DCAT over HTTP."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from api.export.dcat import TRIPLES
from graph.metadata.void import DATASET, VOID_PATH, term
from tests.api.conftest import BROWSER

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def said(client: TestClient, media_type: str = "text/turtle") -> set[ox.Triple]:
    answer = client.get(VOID_PATH, headers={"Accept": media_type})
    assert answer.status_code == 200
    return {quad.triple for quad in ox.parse(answer.content, format=TRIPLES[media_type])}


def objects(triples: set[ox.Triple], subject: object, name: str) -> set[str]:
    return {one.object.value for one in triples if one.subject == subject and one.predicate == term(name)}  # type: ignore[union-attr]


@pytest.mark.parametrize("media_type", TRIPLES)
def test_all_formats_say_the_same(world_client: TestClient, media_type: str) -> None:
    assert said(world_client, media_type) == said(world_client, "application/n-triples") != set()


@pytest.mark.parametrize("accept", ["*/*", "", BROWSER, "text/turtle;q=0.3, image/png"])
def test_who_takes_anything_gets_turtle(world_client: TestClient, accept: str) -> None:
    answer = world_client.get(VOID_PATH, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == "text/turtle"


def test_what_is_not_offered_is_not_acceptable(world_client: TestClient) -> None:
    answer = world_client.get(VOID_PATH, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.json()["offered"] == [*TRIPLES]


def test_it_has_title_description_licence_creator_version_and_date(world_client: TestClient) -> None:
    triples = said(world_client)
    version = world_client.get("/api/stats").json()["version"]
    assert objects(triples, DATASET, "dcterms:title") == {"Reentry Graph"}
    assert objects(triples, DATASET, "dcterms:license") == {"https://creativecommons.org/licenses/by/4.0/"}
    assert objects(triples, DATASET, "dcat:version") == {version}
    assert all(
        len(objects(triples, DATASET, name)) == 1
        for name in ("dcterms:description", "dcterms:creator", "dcterms:issued", "dcterms:identifier")
    )


def test_the_counts_are_those_of_the_graph(world_client: TestClient) -> None:
    triples = said(world_client)
    stood = world_client.get("/sparql?query=SELECT*%7BGRAPH%20graph:void%7B%3Fs%20%3Fp%20%3Fo%7D%7D&format=json").json()
    assert len(stood["results"]["bindings"]) < len(triples)
    things = world_client.get("/metrics").text
    held = sum(int(float(line.split()[1])) for line in things.splitlines() if line.startswith(tuple(_held())))
    assert objects(triples, DATASET, "void:entities") == {str(held)}


def _held() -> list[str]:
    return [f'reentry_data_held{{what="{what}"}}' for what in ("actors", "ties", "outcomes", "sources")]


def test_every_address_in_it_is_the_one_that_was_asked_and_answers(world_client: TestClient) -> None:
    triples = said(world_client)
    addresses = objects(triples, DATASET, "void:sparqlEndpoint") | objects(triples, DATASET, "void:dataDump")
    addresses |= {one.object.value for one in triples if one.predicate == term("dcat:downloadURL")}  # type: ignore[union-attr]
    assert len(addresses) > 10
    for address in addresses:
        assert address.startswith("http://testserver/")
        assert world_client.get(address).status_code == 200


def test_the_files_have_the_media_types_that_are_told(world_client: TestClient) -> None:
    triples = said(world_client)
    files = [one.subject for one in triples if one.predicate == TYPE and one.object == term("dcat:Distribution")]
    for file in files:
        ((address,), (media_type,)) = (objects(triples, file, name) for name in ("dcat:downloadURL", "dcat:mediaType"))
        sent = world_client.get(address).headers["content-type"].partition(";")[0]
        assert media_type == f"https://www.iana.org/assignments/media-types/{sent}"


def test_the_description_of_the_service_leads_to_it(world_client: TestClient) -> None:
    answer = world_client.get("/sparql", headers={"Accept": "text/turtle"})
    told = {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)}
    service = ox.NamedNode("http://testserver/sparql")
    assert objects(told, service, "rdfs:seeAlso") == {f"http://testserver{VOID_PATH}"}
    assert objects(told, service, "dcat:servesDataset") == {DATASET.value}


def test_the_datasets_that_it_was_made_of_are_told(world_client: TestClient) -> None:
    triples = said(world_client)
    (subset,) = objects(triples, DATASET, "void:subset")
    assert objects(triples, ox.NamedNode(subset), "dcterms:rights") == {"CC-BY-4.0"}


def test_it_says_what_the_graph_store_holds_of_it(world_client: TestClient) -> None:
    graph = "https://w3id.org/reentry-graph/graph/void"
    held = world_client.get("/store", params={"graph": graph}, headers={"Accept": "application/n-triples"})
    assert {quad.triple for quad in ox.parse(held.content, format=ox.RdfFormat.N_TRIPLES)} < said(world_client)
