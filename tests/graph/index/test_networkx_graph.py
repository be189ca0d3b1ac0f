from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.index.networkx_graph import NetworkxGraph, networkx_graph
from graph.model.hedges import HEDGES
from graph.model.statements import EntityRef, PartialDate, Statement, TermRef, Value
from graph.rdf.ontology import vocabulary
from graph.rdf.records import Records, records
from graph.rdf.terms import quads
from graph.versions.version_folders import DataFolder

PLAIN = (str, int, bool, Decimal, type(None))
NODE = {"kind", "name", "alt_names", "description", "identifiers", "sources"}
EDGE = {"kind", "label", "inverse_label", "roles", "start", "end", "valid_from", "valid_until", "amount", "currency"}
EDGE |= {
    "attested",
    "amount_hedge",
    "cumulative",
    "quantity",
    "unit",
    "quantity_hedge",
    "claim_status",
    "conflicts",
    "differences",
    "sources",
    "receipts",
}

SLUGS = st.sampled_from(["kim", "jo", "cut50", "arc"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
NUMBERS = st.integers(0, 10**12) | st.decimals(0, 10**6, places=2, allow_nan=False)
DATES = st.sampled_from(["2018", "2018-10", "2019-01-31"]).map(PartialDate.parse)
FACTS: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "role": TEXTS,
        "note": TEXTS,
        "unit": TEXTS,
        "start": DATES,
        "end": DATES,
        "attested": DATES,
        "amount": NUMBERS,
        "amount_hedge": st.sampled_from(HEDGES),
        "cumulative": st.just(True),
        "quantity": NUMBERS,
        "conflict": TEXTS,
        "claim_status": st.sampled_from(["stated", "opinion", "disputed"]),
    },
)
RECORDS = st.tuples(st.sampled_from(["tie", "outcome"]), SLUGS, SLUGS, st.sampled_from(["news", "paper"]), FACTS)


def statements(said: list[tuple[str, str, str, str, dict[str, Value]]]) -> list[Statement]:
    found = [Statement(EntityRef("id", "kim"), "kind", TermRef("person"), "news")]
    for space, one, other, source, facts in said:
        ref = EntityRef(space, f"{one}-{other}")
        names = ("leads", "from", "to") if space == "tie" else ("reported_outcome", "about", "achieved_through")
        ends: dict[str, Value] = {"kind": TermRef(names[0])}
        ends |= {names[1]: EntityRef("id", one), names[2]: EntityRef("id", other)}
        found += [Statement(ref, name, value, source) for name, value in {**ends, **facts}.items()]
    return found


def same(one: NetworkxGraph, other: NetworkxGraph) -> bool:
    """Whether two mirrors are equal in nodes, edges, values and their types, and in order."""
    return _told(one) == _told(other)


def _told(graph: NetworkxGraph) -> str:
    return repr((graph.graph, list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))))


def of(store: ox.Store) -> NetworkxGraph:
    return networkx_graph(records(store.quads_for_pattern(None, None, None, None), vocabulary()))


def reloaded(store: ox.Store) -> ox.Store:
    fresh = ox.Store()
    fresh.load(store.dump(format=ox.RdfFormat.N_QUADS), format=ox.RdfFormat.N_QUADS)
    return fresh


@pytest.fixture(scope="module")
def graph(shipped: Records) -> NetworkxGraph:
    """The mirror of the shipped facts."""
    return networkx_graph(shipped, "000001", "abc")


@settings(max_examples=50)
@given(st.lists(RECORDS, max_size=6))
def test_the_mirror_of_a_dumped_and_reloaded_dataset_is_the_same_mirror(said: list[Any]) -> None:
    store = ox.Store()
    store.extend(quads(statements(said), vocabulary()))
    assert same(of(store), of(reloaded(store)))


def test_the_mirror_of_the_shipped_facts_survives_dump_and_reload(home: DataFolder) -> None:
    store = home.require().open_store()
    assert same(of(store), of(reloaded(store)))


def test_the_graph_of_the_files_is_the_graph_of_the_store(home: DataFolder) -> None:
    version = home.require()
    assert same(networkx_graph(records(version.quads(), vocabulary())), of(version.open_store()))


def test_nodes_are_actors_and_edges_are_ties(graph: NetworkxGraph, shipped: Records) -> None:
    assert set(graph.nodes) == set(shipped.actors)
    assert {key for _, _, key in graph.edges(keys=True)} == set(shipped.ties)
    assert graph.number_of_edges() == len(shipped.ties)
    assert isinstance(graph, nx.MultiDiGraph)


def test_the_graph_knows_its_version(graph: NetworkxGraph) -> None:
    assert graph.graph == {"version": "000001", "digest": "abc"}


def test_each_edge_leads_from_subject_to_object(graph: NetworkxGraph, shipped: Records) -> None:
    for start, end, key in graph.edges(keys=True):
        assert (start, end) == (shipped.ties[key]["from"], shipped.ties[key]["to"])


def test_nodes_and_edges_have_all_their_attributes_in_plain_values(graph: NetworkxGraph) -> None:
    for _, node in graph.nodes(data=True):
        assert set(node) == NODE
        assert all(is_plain(value) for value in node.values())
    for _, _, edge in graph.edges(data=True):
        assert set(edge) == EDGE
        assert all(is_plain(value) for value in edge.values())


def is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(is_plain(part) for part in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(part) for key, part in value.items())
    return type(value) in PLAIN


def test_mirroring_changes_nothing_and_is_repeatable(world_home: DataFolder) -> None:
    found = records(world_home.require().quads(), vocabulary())
    before = repr(dataclasses.astuple(found))
    first = networkx_graph(found)
    assert same(first, networkx_graph(found))
    assert repr(dataclasses.astuple(found)) == before


def test_a_change_to_the_mirror_is_no_change_to_the_records(world_home: DataFolder) -> None:
    found = records(world_home.require().quads(), vocabulary())
    graph = networkx_graph(found)
    graph.nodes["cut50"]["kind"] = "person"
    for _, _, edge in graph.edges(data=True):
        edge["kind"] = "hates"
    assert found.actors["cut50"]["kind"] == "organization"
    assert "hates" not in {tie["kind"] for tie in found.ties.values()}


def test_the_seed_ties_are_in_the_graph(graph: NetworkxGraph) -> None:
    ties = graph.get_edge_data("kim-kardashian", "cut50")
    assert "apprentice_at" in {tie["kind"] for tie in ties.values()}
    assert nx.has_path(graph.to_undirected(as_view=True), "kanye-west", "first-step-act")
