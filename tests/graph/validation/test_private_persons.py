"""Who stands by name without a public role: the ontology says which ties give one."""

from __future__ import annotations

import pytest

from graph.index.open_version import OpenVersion
from graph.rdf.ontology import vocabulary
from graph.rdf.records import Record
from graph.validation.private_persons import private_persons
from tests.graph.worlds import graph_of, tie


def private(*ties: tuple[str, Record], **kinds: str) -> list[str]:
    """Ids of the private persons of these ties; `house` is an organization, `act` a law."""
    graph: OpenVersion = graph_of(*ties, house="organization", act="law", jail="facility", work="publication", **kinds)
    return [person.id for person in private_persons(graph.records, graph.terms)]


@pytest.mark.parametrize(
    "only_tie",
    [
        tie("ann", "incarcerated_at", "jail"),
        tie("ann", "released_under", "act"),
        tie("ann", "works_for", "house", roles=("warehouse associate",)),
        tie("ann", "works_for", "house"),
        tie("house", "awarded_to", "ann"),
        tie("house", "grants_to", "ann"),
        tie("house", "represented", "ann"),
        tie("ann", "subject_of", "work"),
    ],
)
def test_nobody_is_public_by_what_was_done_to_them(only_tie: tuple[str, Record]) -> None:
    assert private(only_tie) == ["ann"]


@pytest.mark.parametrize(
    "only_tie",
    [
        tie("ann", "leads", "house"),
        tie("ann", "authored", "work"),
        tie("ann", "donates_to", "house"),
        tie("ann", "works_for", "house", roles=("policy director",)),
        tie("house", "lobbied", "ann"),
    ],
)
def test_who_leads_writes_gives_or_holds_a_post_is_public(only_tie: tuple[str, Record]) -> None:
    assert private(only_tie) == []


def test_a_debated_case_is_public_with_an_official_act() -> None:
    clemency = tie("house", "granted_clemency_to", "ann")
    book = tie("ann", "subject_of", "work")
    assert private(clemency) == ["ann"]
    assert private(book) == ["ann"]
    assert private(clemency, book) == []


def test_relatives_of_the_public_are_private() -> None:
    assert private(tie("ann", "relative_of", "bob"), tie("bob", "leads", "house")) == ["ann"]


def test_who_is_private_is_listed_with_the_relations_that_name_them() -> None:
    graph = graph_of(
        tie("ann", "incarcerated_at", "jail"), tie("ann", "works_for", "house"), jail="facility", house="company"
    )
    (person,) = private_persons(graph.records, graph.terms)
    assert (person.name, person.relations) == ("Ann", ("incarcerated_at", "works_for"))
    assert private_persons(graph.records, graph.terms, {"ann"}) == []


def test_the_marks_of_the_ontology_name_ends() -> None:
    for relation in vocabulary().relations.values():
        for ends in (relation.publicity.role, relation.publicity.case, relation.publicity.act):
            assert ends <= {"from", "to"}, relation.name
