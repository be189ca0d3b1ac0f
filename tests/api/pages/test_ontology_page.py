"""The ontology as a page: each term under its anchor, with its words and its relatives."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.pages.ontology_page import GROUPS, groups
from graph.rdf.ontology import vocabulary
from tests.api.conftest import BROWSER, Page


@pytest.fixture(scope="module")
def page(world_client: TestClient) -> Page:
    answer = world_client.get("/ontology", headers={"Accept": BROWSER})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def told(page: Page, name: str) -> str:
    (section,) = page.all(f"//*[@id='{name}']")
    return " ".join(section.text_content().split())


def test_every_term_has_one_anchor(page: Page) -> None:
    terms = vocabulary()
    names = [iri.rpartition("#")[2] for iri in (*terms.kind_of_class, *terms.relation_of_class, *terms.concept_of_iri)]
    names += [relation.iri.rpartition("#")[2] for relation in terms.relations.values()]
    anchors = [section.get("id") for section in page.all("//section")]
    assert len(anchors) == len(set(anchors)) > 300
    assert set(names) <= set(anchors)


def test_a_relation_reads_both_ways_and_says_what_it_joins(page: Page) -> None:
    said = told(page, "apprenticeAt")
    assert "is an apprentice at" in said
    assert "hosts the apprenticeship of" in said
    assert "A person learns a profession" in said
    links = [link.get("href") for link in page.all("//*[@id='apprenticeAt']//dd/a")]
    assert {"#Apprenticeship", "#Person", "#Organization", "#Actor"} <= set(links)


def test_terms_lead_to_what_is_above_and_below(page: Page) -> None:
    assert "#identifier" in {link.get("href") for link in page.all("//*[@id='ein']//a")}
    assert "#ein" in {link.get("href") for link in page.all("//*[@id='identifier']//a")}
    assert "#apprenticeAt" in {link.get("href") for link in page.all("//*[@id='Apprenticeship']//a")}


def test_every_link_inside_the_page_leads_to_an_anchor(page: Page) -> None:
    anchors = {one.get("id") for one in page.all("//*[@id]")}
    inside = {link.get("href")[1:] for link in page.all("//a[starts-with(@href, '#')]")}
    assert inside <= anchors


def test_terms_stand_in_groups_and_each_has_words() -> None:
    found = groups(vocabulary())
    assert {name for name, terms in found.items() if terms} == GROUPS.keys()
    assert [one.name for terms in found.values() for one in terms if not (one.label and one.comment)] == []
    assert {one.name for one in found["kinds"]} == {iri.rpartition("#")[2] for iri in vocabulary().kind_of_class}
    assert len(found["relations"]) == len(vocabulary().relations)
