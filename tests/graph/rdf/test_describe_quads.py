"""Linked data: all that is said of one thing."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib

from graph.model.statements import EntityRef
from graph.rdf.describe_quads import FORMATS, describe, serialize
from graph.rdf.terms import SOURCES_GRAPH, ref_of
from graph.versions.version_folders import DataFolder

RG = "https://w3id.org/reentry-graph/ontology#"
ID = "https://w3id.org/reentry-graph/id/"
QUAD_FORMATS = ("application/trig", "application/n-quads")
TRIPLE_FORMATS = tuple(sorted(set(FORMATS) - set(QUAD_FORMATS)))
KIM = EntityRef("id", "kim-kardashian")
THINGS = [
    KIM,
    EntityRef("tie", "kim-kardashian--apprentice-at--cut50--2018-10"),
    EntityRef("source", "news-2018"),
    EntityRef(
        "outcome", "first-step-act--people-released--2018-12-21--until-2019-07--people-released-7000--type-result"
    ),
]


@pytest.fixture(scope="module")
def store(world_home: DataFolder) -> ox.Store:
    """The store of the small world."""
    return world_home.require().open_store()


def _subjects(quads: list[ox.Quad]) -> set[str]:
    return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def test_an_actor_comes_with_its_ties_and_their_sources(store: ox.Store) -> None:
    subjects = _subjects(describe(store, KIM))
    assert f"{ID}kim-kardashian" in subjects
    assert "https://w3id.org/reentry-graph/tie/kim-kardashian--apprentice-at--cut50--2018-10" in subjects
    assert "https://w3id.org/reentry-graph/source/news-2018" in subjects


def test_an_actor_comes_with_ties_that_lead_to_it(store: ox.Store) -> None:
    subjects = _subjects(describe(store, EntityRef("id", "california-institution-for-women")))
    assert any("kim-kardashian--visited" in subject for subject in subjects)


def test_an_actor_comes_with_its_outcomes(store: ox.Store) -> None:
    subjects = _subjects(describe(store, EntityRef("id", "first-step-act")))
    assert any("/outcome/first-step-act--people-released" in subject for subject in subjects)


def test_a_source_comes_with_all_that_it_states(store: ox.Store) -> None:
    me = ox.NamedNode("https://w3id.org/reentry-graph/source/news-2018")
    told = set(describe(store, EntityRef("source", "news-2018")))
    assert set(store.quads_for_pattern(None, None, None, me)) <= told
    assert set(store.quads_for_pattern(me, None, None, SOURCES_GRAPH)) <= told


@pytest.mark.parametrize("thing", THINGS, ids=lambda ref: ref.space)
def test_every_quad_stands_in_the_graph_of_who_says_it(store: ox.Store, thing: EntityRef) -> None:
    quads = describe(store, thing)
    assert quads
    for quad in quads:
        assert isinstance(quad.graph_name, ox.NamedNode)
        assert quad in store


def test_of_what_is_not_held_nothing_is_said(store: ox.Store) -> None:
    assert describe(store, EntityRef("id", "no-such-thing")) == []


@pytest.mark.parametrize("thing", THINGS, ids=lambda ref: ref.space)
@pytest.mark.parametrize("media_type", TRIPLE_FORMATS)
def test_formats_of_triples_hold_the_same_triples(store: ox.Store, thing: EntityRef, media_type: str) -> None:
    quads = describe(store, thing)
    parsed = ox.parse(serialize(quads, media_type), format=FORMATS[media_type])
    assert {found.triple for found in parsed} == {quad.triple for quad in quads}


@pytest.mark.parametrize("thing", THINGS, ids=lambda ref: ref.space)
@pytest.mark.parametrize("media_type", QUAD_FORMATS)
def test_formats_of_quads_say_who_says_what(store: ox.Store, thing: EntityRef, media_type: str) -> None:
    quads = describe(store, thing)
    read = list(ox.parse(serialize(quads, media_type, store, thing), format=FORMATS[media_type]))
    assert {quad for quad in read if quad.graph_name != ox.DefaultGraph()} == set(quads)
    assert len(read) == len(set(read))


@pytest.mark.parametrize(
    "thing", [KIM, EntityRef("source", "tsr-2019-kanye-charitable-gift")], ids=lambda ref: ref.space
)
def test_the_default_graph_of_formats_of_quads_says_what_turtle_says(home: DataFolder, thing: EntityRef) -> None:
    shipped = home.require().open_store()
    quads = describe(shipped, thing)
    turtle = ox.parse(serialize(quads, "text/turtle", shipped, thing), format=ox.RdfFormat.TURTLE)
    told = {quad.triple for quad in turtle}
    assert told
    for media_type in QUAD_FORMATS:
        read = ox.parse(serialize(quads, media_type, shipped, thing), format=FORMATS[media_type])
        assert {quad.triple for quad in read if quad.graph_name == ox.DefaultGraph()} == told


@pytest.mark.parametrize("media_type", TRIPLE_FORMATS)
def test_a_statement_of_several_ties_is_described_to_who_asks_for_it_and_counted_in_no_source(
    home: DataFolder, media_type: str
) -> None:
    store, may_be = home.require().open_store(), ox.NamedNode(f"{RG}mayBe")
    statement = next(iter(store.quads_for_pattern(None, may_be, None, None))).subject
    graphs = {quad.graph_name for quad in store.quads_for_pattern(statement, None, None, None)}
    for graph in [graph for graph in graphs if isinstance(graph, ox.NamedNode) and "/source/" in graph.value]:
        for me in (graph, statement):
            assert isinstance(me, ox.NamedNode)
            ref = ref_of(me.value)
            assert ref
            parsed = ox.parse(serialize(describe(store, ref), media_type, store, ref), format=FORMATS[media_type])
            assert (statement in {found.subject for found in parsed}) == (me == statement)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD still uses it
@pytest.mark.parametrize(
    ("media_type", "name"),
    [("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")],
)
def test_rdflib_reads_the_same_triples(store: ox.Store, media_type: str, name: str) -> None:
    quads = describe(store, KIM)
    graph = rdflib.Graph().parse(data=serialize(quads, media_type), format=name)
    assert len(graph) == len({quad.triple for quad in quads})
    assert (rdflib.URIRef(ID + KIM.key), rdflib.URIRef(f"{RG}apprenticeAt"), rdflib.URIRef(f"{ID}cut50")) in graph


@pytest.mark.parametrize("media_type", FORMATS)
def test_the_same_description_has_the_same_bytes(world_home: DataFolder, media_type: str) -> None:
    once, again = (serialize(describe(world_home.require().open_store(), KIM), media_type) for _ in range(2))
    assert once == again


def test_turtle_is_written_with_our_prefixes(store: ox.Store) -> None:
    text = serialize(describe(store, KIM), "text/turtle").decode()
    assert "id:kim-kardashian" in text
    assert "rg:apprenticeAt" in text
