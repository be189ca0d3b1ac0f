"""What the SPARQL editor is fed with."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from graph.metadata.examples import examples
from graph.rdf.ontology import vocabulary
from graph.sparql.prologue import PREFIXES


@pytest.fixture(scope="module")
def terms(client: TestClient) -> Any:
    return client.get("/api/terms").json()


def test_examples_come_with_label_comment_and_query(client: TestClient) -> None:
    told = client.get("/api/examples").json()
    assert [(one["label"], one["comment"], one["query"]) for one in told] == [
        (one.label, one.comment, one.query) for one in examples()
    ]


def test_the_examples_are_those_of_the_version(client: TestClient) -> None:
    assert client.get("/api/examples").headers["etag"] == client.get("/api/terms").headers["etag"]


@pytest.mark.parametrize("name", [one.name for one in examples()])
def test_each_example_is_answered_with_rows(client: TestClient, name: str) -> None:
    (query,) = (one["query"] for one in client.get("/api/examples").json() if one["name"] == name)
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv, application/n-triples"})
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) > 1


def test_the_prefixes_are_those_that_need_no_declaration(terms: Any) -> None:
    assert terms["prefixes"] == PREFIXES


def test_every_class_and_direct_property_of_the_ontology_may_be_chosen(terms: Any) -> None:
    classes, properties = ({one["iri"] for one in terms[name]} for name in ("classes", "properties"))
    assert {kind.iri for kind in vocabulary().kinds.values()} <= classes
    assert {relation.record_class for relation in vocabulary().relations.values()} <= classes
    assert {relation.iri for relation in vocabulary().relations.values()} <= properties


def test_terms_are_told_with_what_they_mean_the_most_used_first(terms: Any) -> None:
    (funds,) = (one for one in terms["properties"] if one["name"] == "rg:funds")
    assert funds["label"] == "funds"
    assert funds["definition"].endswith(".")
    for words in (terms["classes"], terms["properties"]):
        counts = [one["count"] for one in words]
        assert counts == sorted(counts, reverse=True)
        assert len({one["iri"] for one in words}) == len(words)


def test_what_the_ontology_leaves_to_others_may_be_chosen_too(terms: Any) -> None:
    assert "skos:prefLabel" in {one["name"] for one in terms["properties"]}
