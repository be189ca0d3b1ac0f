"""Example questions: each one is understood everywhere, finds something, and says what it shows."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql import prepareQuery

from graph.index.filter_masks import admitted
from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.metadata.examples import EXAMPLES_GRAPH, Example, example_lines, examples
from graph.model.dates import Moment
from graph.model.ids import BASE
from graph.money.totals import money
from graph.rdf import nquads
from graph.rdf.ontology import RG, ontology_path
from graph.sparql.prologue import PREFIXES
from graph.versions.version_folders import DataFolder
from graph.views.tie_views import tie_view

NAMES = [example.name for example in examples()]
OF_OTHERS = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq
"""
"""How the editors that others make look for examples."""
PREFIXES_OF_OTHERS = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix
"""


@pytest.fixture(scope="module")
def store(home: DataFolder) -> ox.Store:
    return home.require().open_store()


def rows(store: ox.Store, query: str) -> list[list[str]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return [["" if value is None else value.value for value in row] for row in found]


def the(name: str) -> Example:
    return next(example for example in examples() if example.name == name)


@pytest.mark.parametrize("name", NAMES)
def test_each_example_finds_something_in_the_shipped_facts(store: ox.Store, name: str) -> None:
    assert any(True for _ in store.query(the(name).query))  # type: ignore[union-attr]


@pytest.mark.parametrize("name", NAMES)
def test_each_example_is_complete_and_understood_by_rdflib_too(name: str) -> None:
    assert prepareQuery(the(name).query).algebra.name in ("SelectQuery", "ConstructQuery")


@pytest.mark.parametrize("name", NAMES)
def test_each_example_declares_just_the_prefixes_that_it_uses_as_the_service_knows_them(name: str) -> None:
    query = the(name).query
    declared = dict(re.findall(r"^PREFIX (\w+): <(.+)>$", query, re.MULTILINE))
    body = re.sub(r'^PREFIX .*$|"[^"]*"', "", query, flags=re.MULTILINE)
    assert set(declared) == set(re.findall(r"(?<![\w?])(\w+):\w", body))
    assert {prefix: PREFIXES[prefix] for prefix in declared if prefix in PREFIXES} == {
        prefix: iri for prefix, iri in declared.items() if prefix in PREFIXES
    }


@pytest.mark.parametrize("name", NAMES)
def test_each_example_speaks_in_terms_of_the_ontology(name: str) -> None:
    ontology = ox.Store()
    ontology.load(path=str(ontology_path()), format=ox.RdfFormat.TURTLE)
    terms = {f"rg:{quad.subject.value.removeprefix(RG)}" for quad in ontology}
    assert set(re.findall(r"\brg:\w+", the(name).query)) <= terms


def test_the_examples_are_many_and_no_two_have_the_same_name_or_label() -> None:
    assert len(examples()) >= 12
    assert len({example.label for example in examples()}) == len(examples()) == len(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_each_example_says_in_one_sentence_what_it_shows(name: str) -> None:
    example = the(name)
    assert re.fullmatch(r"[A-Z].{30,220}\.", example.comment)
    assert not re.search(r"[.!?] [A-Z]", example.comment)
    assert example.topic


def test_posts_on_a_day_are_as_certain_in_sparql_as_by_the_rule_of_time(store: ox.Store, home: DataFolder) -> None:
    graph = OpenVersion.open(home.require())
    when = Moment.as_of(date(2019, 6, 15))
    chosen = Filter(relations=frozenset({"leads", "works_for"}), moment=when)
    views = [tie_view(graph, key, when) for key in admitted(graph, chosen)]
    expected = {(view["iri"], view["certainty"]) for view in views}
    assert {(row[-1], row[2]) for row in rows(store, the("as-of").query)} == expected
    assert {certainty for _, certainty in expected} == {"certain", "possible"}


def test_the_gift_of_one_million_went_to_four(store: ox.Store) -> None:
    found = rows(store, the("million").query)
    assert [row[1] for row in found] == [
        "Anti-Recidivism Coalition",
        "#cut50",
        "Buried Alive Project",
        "Equal Justice Initiative",
    ]
    assert [row[2] for row in found] == ["250000", "", "", ""]


def test_the_apprentice_is_named(store: ox.Store) -> None:
    assert rows(store, the("apprentices").query) == [[f"{BASE}id/kim-kardashian", "Kim Kardashian"]]


def test_no_year_of_grants_is_without_its_sum(store: ox.Store) -> None:
    found = rows(store, the("money-by-year").query)
    assert all(int(known) >= 0 and int(grants) >= int(without) for _, known, grants, without in found)
    assert "no date" in [row[0] for row in found]


@pytest.mark.parametrize("name", ["funders", "timeline", "both-ways"])
def test_a_tie_with_several_notes_or_roles_is_one_row(store: ox.Store, name: str) -> None:
    ties = [row[-1] for row in rows(store, the(name).query)]
    assert all(tie.startswith(f"{BASE}tie/") for tie in ties)
    assert len(ties) == len(set(ties))


def test_the_money_of_each_year_says_that_it_adds_up_more_than_the_api(store: ox.Store, home: DataFolder) -> None:
    example = the("money-by-year")
    summed = sum(int(row[1]) for row in rows(store, example.query))
    grants = Filter(relations=frozenset({"grants_to"}))
    counted = money(OpenVersion.open(home.require()), by="all", tie_filter=grants)
    assert summed > counted["total"]["total"]
    assert "/api/money, which counts each dollar once, has less" in example.comment


def test_the_examples_stand_in_a_graph_of_their_own_without_blank_nodes(store: ox.Store) -> None:
    held = nquads.lines(store.quads_for_pattern(None, None, None, EXAMPLES_GRAPH))
    assert held == example_lines()
    assert not any(part.startswith("_:") for line in held for part in line.split(" ", 2)[::2])


def test_editors_made_by_others_find_the_examples_in_their_order(store: ox.Store) -> None:
    found = rows(store, OF_OTHERS)
    assert found == [[example.iri, example.comment, example.query] for example in examples()]


def test_editors_made_by_others_find_the_prefixes(store: ox.Store) -> None:
    declared = dict(rows(store, PREFIXES_OF_OTHERS))
    assert PREFIXES.items() <= declared.items()
    assert all(urlsplit(namespace).scheme for namespace in declared.values())


def test_those_who_cosponsored_the_first_step_act_are_found_at_the_bills_of_that_title(store: ox.Store) -> None:
    found = rows(store, the("cosponsors").query)
    assert len({row[0] for row in found}) == 4
    assert ["S.3649, First Step Act (revised Senate version)", "introduced"] in [row[1:3] for row in found]
    assert not [row for row in found if "Save Our Seas" in row[1] or row[0].endswith("bill-s-756")]


@pytest.mark.parametrize("target", ["bill-s-756", "first-step-act"])
def test_no_cosponsor_of_the_save_our_seas_act_is_one_of_the_first_step_act(store: ox.Store, target: str) -> None:
    earlier = f"<{BASE}id/us-bill-115-s-756-as-introduced>"
    both = f"SELECT ?who WHERE {{ ?who <{RG}cosponsored> {earlier} , <{BASE}id/{target}> }}"
    assert rows(store, both) == []
    assert len(rows(store, f"SELECT ?who WHERE {{ ?who <{RG}cosponsored> {earlier} }}")) == 21
