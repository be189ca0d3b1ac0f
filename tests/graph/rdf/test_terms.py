from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.ids import BASE, iri
from graph.model.statements import EntityRef, PartialDate, Statement, TermRef, Value, WebAddress, by_subject
from graph.rdf import nquads
from graph.rdf.ontology import RG, vocabulary
from graph.rdf.plain_values import plain_value
from graph.rdf.terms import SOURCES_GRAPH, literal, node, quads, ref_of, statement_lines

XSD = "http://www.w3.org/2001/XMLSchema#"
TIE, KIM, CUT50 = EntityRef("tie", "t"), EntityRef("id", "kim"), EntityRef("id", "cut50")


def tie(**facts: Value) -> list[Statement]:
    kind = Statement(TIE, "kind", TermRef("apprentice_at"), "news")
    ends = [Statement(TIE, "from", KIM, "news"), Statement(TIE, "to", CUT50, "news")]
    return [kind, *ends, *(Statement(TIE, name, value, "news") for name, value in facts.items())]


def said(*statements: Statement) -> set[str]:
    """Quads as text, with the namespaces of this project shortened."""
    lines = (str(quad) for quad in quads(statements, vocabulary()))
    return {line.replace(RG, "rg:").replace(BASE, "").replace(XSD, "xsd:") for line in lines}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a", '"a"'),
        ('say "yes"\\', '"say \\"yes\\"\\\\"'),
        (True, f'"true"^^<{XSD}boolean>'),
        (1, f'"1"^^<{XSD}integer>'),
        (7000, f'"7000"^^<{XSD}integer>'),
        (Decimal("21.50"), f'"21.5"^^<{XSD}decimal>'),
        (Decimal("21.0"), f'"21"^^<{XSD}integer>'),
        (date(2018, 10, 1), f'"2018-10-01"^^<{XSD}date>'),
        (PartialDate.parse("2018"), f'"2018"^^<{XSD}gYear>'),
        (PartialDate.parse("2018-10"), f'"2018-10"^^<{XSD}gYearMonth>'),
        (PartialDate.parse("2018-10-14"), f'"2018-10-14"^^<{XSD}date>'),
        (WebAddress("https://a.example/?b"), "<https://a.example/?b>"),
        (CUT50, f"<{BASE}id/cut50>"),
    ],
)
def test_each_value_is_one_term(value: Value, written: str) -> None:
    assert str(literal(value)) == written


def test_a_boolean_is_written_and_read_as_one_and_not_as_a_number() -> None:
    assert said(*tie(cumulative=True, quantity=1)) >= {
        '<tie/t> <rg:cumulative> "true"^^<xsd:boolean> <source/news>',
        '<tie/t> <rg:quantity> "1"^^<xsd:integer> <source/news>',
    }
    assert [plain_value(literal(value)) is value for value in (True, False)] == [True, True]


def test_a_term_of_the_ontology_has_no_iri_without_it() -> None:
    with pytest.raises(TypeError, match="only its vocabulary"):
        literal(TermRef("person"))


@given(st.sampled_from(["id", "tie", "outcome", "source"]), st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True))
def test_a_thing_comes_back_from_its_iri(space: str, key: str) -> None:
    assert ref_of(node(EntityRef(space, key)).value) == (space, key)


@pytest.mark.parametrize("other", ["https://a.example/id/x", f"{RG}funds", BASE, f"{BASE}id", ""])
def test_an_iri_of_others_names_nothing_here(other: str) -> None:
    assert ref_of(other) is None


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-(10**15), 10**15))
def test_texts_and_whole_numbers_come_back_as_they_were(value: str | int) -> None:
    assert plain_value(literal(value)) == value


@given(st.decimals(-(10**9), 10**9, places=6, allow_nan=False))
def test_decimals_come_back_as_they_were(value: Decimal) -> None:
    assert plain_value(literal(value)) == value


def test_beside_a_tie_stands_its_direct_triple_in_the_graph_of_its_source() -> None:
    assert "<id/kim> <rg:apprenticeAt> <id/cut50> <source/news>" in said(*tie())


def test_the_days_of_a_tie_follow_from_its_partial_dates() -> None:
    found = said(*tie(start=PartialDate.parse("2018-02"), end=PartialDate.parse("2019")))
    assert '<tie/t> <rg:validFrom> "2018-02-01"^^<xsd:date> <source/news>' in found
    assert '<tie/t> <rg:validUntil> "2019-12-31"^^<xsd:date> <source/news>' in found


def test_an_open_end_is_open() -> None:
    found = "\n".join(said(*tie(start=PartialDate.parse("2018-02"))))
    assert "validFrom" in found
    assert "validUntil" not in found


def test_an_outcome_hangs_at_the_actor_it_is_about() -> None:
    act, number = EntityRef("id", "act"), EntityRef("outcome", "o")
    about = Statement(number, "about", act, "news")
    found = said(Statement(number, "kind", TermRef("reported_outcome"), "news"), about)
    assert "<id/act> <rg:reportedOutcome> <outcome/o> <source/news>" in found
    assert "<outcome/o> <rg:about> <id/act> <source/news>" in found


def test_what_is_known_of_a_source_stands_in_the_graph_of_sources() -> None:
    source = EntityRef("source", "news")
    (quad,) = quads([Statement(source, "tier", 1, None)], vocabulary())
    assert quad == ox.Quad(ox.NamedNode(iri(source)), ox.NamedNode(f"{RG}tier"), literal(1), SOURCES_GRAPH)


def test_a_homepage_is_a_thing_and_no_text() -> None:
    (quad,) = quads([Statement(KIM, "url", "https://a.example", "news")], vocabulary())
    assert quad.object == ox.NamedNode("https://a.example")


VALUES = {
    "role": st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    "start": st.dates().map(lambda day: PartialDate(day, day)),
    "end": st.just(PartialDate.parse("2018-10")),
    "amount": st.integers(0, 10**12) | st.decimals(0, 10**9, places=2),
}


@given(st.fixed_dictionaries({}, optional=VALUES), st.integers(0, 3))
def test_lines_are_the_quads_as_n_quads_sorted_and_each_once(facts: dict[str, Value], many: int) -> None:
    homepage = [Statement(KIM, "url", "https://a.example/?b", "news")] * many
    tier = [Statement(EntityRef("source", "news"), "tier", many, None)]
    statements = [*tie(**facts), *homepage, *tier]
    assert statement_lines(by_subject(statements), vocabulary()) == nquads.lines(quads(statements, vocabulary()))
