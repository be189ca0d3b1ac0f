from __future__ import annotations

from collections.abc import Iterable

from graph.model.statements import EntityRef, Place, Statement, TermRef
from graph.rdf import nquads
from graph.rdf.ontology import vocabulary
from graph.rdf.terms import quads
from graph.storage.references import DescribedThings, described_things, lost_things, references, unknown_classes

HERE = Place("dataset other")
KIM, CUT50, ACT, TIE = EntityRef("id", "kim"), EntityRef("id", "cut50"), EntityRef("id", "act"), EntityRef("tie", "t")
SAID = [
    Statement(KIM, "kind", TermRef("person"), "news"),
    Statement(KIM, "name", "Kim <a>", "news"),
    Statement(EntityRef("source", "news"), "kind", TermRef("source"), None),
    Statement(TIE, "kind", TermRef("leads"), "news"),
    Statement(TIE, "from", KIM, "news"),
    Statement(TIE, "to", CUT50, "news"),
    Statement(TIE, "note", "about <act>", "news"),
]


def lines(said: Iterable[Statement] = SAID) -> list[str]:
    return nquads.lines(quads(said, vocabulary()))


def test_a_dataset_is_known_by_the_things_it_describes() -> None:
    assert described_things([lines()], vocabulary()) == DescribedThings({"kim": "person"}, frozenset({"news"}))


def test_what_is_gone_or_of_another_kind_is_shaken() -> None:
    before = DescribedThings({"kim": "person", "cut50": "organization", "act": "law"}, frozenset({"news", "paper"}))
    after = DescribedThings({"kim": "person", "cut50": "program", "new": "law"}, frozenset({"news"}))
    assert lost_things(before, after) == {CUT50, ACT, EntityRef("source", "paper")}


def test_ties_that_touch_a_thing_are_told_with_kind_and_ends() -> None:
    told = list(references(lines(), frozenset({CUT50}), vocabulary(), HERE))
    assert {(said.predicate, str(said.value)) for said in told} == {
        ("kind", "leads"),
        ("from", "id/kim"),
        ("to", "id/cut50"),
    }
    assert {said.place for said in told} == {HERE}


def test_ties_that_do_not_touch_it_are_not_told() -> None:
    assert list(references(lines(), frozenset({ACT}), vocabulary(), HERE)) == []


def test_what_a_lost_source_states_is_told() -> None:
    news = EntityRef("source", "news")
    assert {said.source for said in references(lines(), frozenset({news}), vocabulary(), HERE)} == {"news"}


def test_classes_that_the_ontology_does_not_know_are_strangers() -> None:
    assert unknown_classes(lines(), vocabulary()) == []
    foreign = [line.replace("ontology#Person", "ontology#Persona") for line in lines()]
    assert unknown_classes(foreign, vocabulary()) == ["https://w3id.org/reentry-graph/ontology#Persona"]
