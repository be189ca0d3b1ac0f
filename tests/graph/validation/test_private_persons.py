"""Who stands by name without a public role: the ontology says which ties give one."""

from __future__ import annotations

import pytest

from graph.rdf.ontology import vocabulary
from graph.rdf.records import Record
from graph.validation.private_persons import is_public, marks_of
from tests.graph.worlds import tie

PERSONS = ("ann", "bob")


def private(*ties: tuple[str, Record]) -> list[str]:
    """Who of Ann and Bob is private by these ties, of those whom they name."""
    named: dict[str, set[str]] = {}
    for _, record in ties:
        for end in ("from", "to"):
            if record[end] in PERSONS:
                relation = vocabulary().relations[record["kind"]]
                named.setdefault(record[end], set()).update(marks_of(relation, end, record["roles"]))
    return sorted(slug for slug, marks in named.items() if not is_public(marks))


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


def test_the_marks_of_the_ontology_name_ends() -> None:
    for relation in vocabulary().relations.values():
        for ends in (relation.publicity.role, relation.publicity.case, relation.publicity.act):
            assert ends <= {"from", "to"}, relation.name
