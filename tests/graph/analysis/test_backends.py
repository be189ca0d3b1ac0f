"""The engines agree with networkx, which is the measure of all."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.backends import EXACT_S, FAST_ABOVE, Engine, Networkx, engine, engines, pivots
from graph.analysis.communities import modularity_of
from graph.analysis.projection import Network
from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.versions.version_folders import DataFolder
from tests.graph.worlds import graph_of, tie

pytest.importorskip("igraph", reason="the optional extra `fast` is not installed")


@pytest.fixture(scope="module")
def network(home: DataFolder) -> Network:
    """The network of the shipped facts."""
    return Network(OpenVersion.open(home.require()))


@pytest.fixture(scope="module")
def money(network: Network) -> Network:
    """The part of it that money flows through: networkx needs a minute for the shortest paths of the whole."""
    return Network(network.graph, Filter(families=frozenset({"money_tie"})))


@pytest.fixture(scope="module")
def fast() -> Engine:
    """igraph."""
    return engine("igraph")


def test_pagerank_agrees_to_a_millionth(network: Network, fast: Engine) -> None:
    assert fast.pagerank(network, 0.85) == pytest.approx(Networkx().pagerank(network, 0.85), abs=1e-6)


def test_closeness_agrees(money: Network, fast: Engine) -> None:
    assert len(money.actors) > 400
    assert fast.closeness(money) == pytest.approx(Networkx().closeness(money), abs=1e-9)


def test_cores_are_the_same(network: Network, fast: Engine) -> None:
    assert fast.core(network) == Networkx().core(network)


def test_exact_betweenness_agrees(money: Network, fast: Engine) -> None:
    assert len(money.actors) > 400
    assert fast.betweenness(money, None, 1) == pytest.approx(Networkx().betweenness(money, None, 1), abs=1e-9)


@given(st.lists(st.tuples(*[st.sampled_from("abcdefghijkl")] * 2), max_size=40))
def test_closeness_and_betweenness_agree_on_every_small_network(fast: Engine, pairs: list[tuple[str, str]]) -> None:
    drawn = Network(graph_of(*(tie(one, "funds", other, key=f"t{i}") for i, (one, other) in enumerate(pairs))))
    assert fast.closeness(drawn) == pytest.approx(Networkx().closeness(drawn), abs=1e-9)
    assert fast.betweenness(drawn, None, 1) == pytest.approx(Networkx().betweenness(drawn, None, 1), abs=1e-9)


def test_sampled_betweenness_is_near_the_exact_one(network: Network, fast: Engine) -> None:
    exact, sampled = fast.betweenness(network, None, 1), fast.betweenness(network, 800, 1)
    assert max(abs(one - other) for one, other in zip(exact, sampled, strict=True)) < 0.05
    assert fast.betweenness(network, len(network.actors), 1) == pytest.approx(exact, abs=1e-9)


def test_communities_are_as_clear_and_the_same_each_time(network: Network, fast: Engine) -> None:
    found = fast.communities(network, 1.0, 7)
    assert found == fast.communities(network, 1.0, 7)
    assert sorted(number for part in found for number in part) == list(range(len(network.actors)))
    theirs = Networkx().communities(network, 1.0, 7)
    assert modularity_of(network, found, 1.0) > modularity_of(network, theirs, 1.0) - 0.03


def test_modularity_is_that_of_networkx(network: Network) -> None:
    parts = Networkx().communities(network, 1.0, 1)
    assert modularity_of(network, parts, 1.0) == pytest.approx(nx.community.modularity(network.undirected_graph, parts))


@pytest.mark.parametrize("name", ["pagerank", "closeness", "core", "betweenness", "communities"])
def test_an_empty_network_has_no_values(fast: Engine, name: str) -> None:
    more = {"pagerank": (0.85,), "betweenness": (None, 1), "communities": (1.0, 1)}.get(name, ())
    assert getattr(fast, name)(Network(graph_of()), *more) == []


def test_two_actors_alone(fast: Engine) -> None:
    pair = Network(graph_of(tie("a", "funds", "b")))
    assert fast.betweenness(pair, None, 1) == [0.0, 0.0]
    assert fast.closeness(pair) == [1.0, 1.0]


def test_betweenness_of_all_shipped_facts_is_exact(network: Network, fast: Engine) -> None:
    assert pivots(fast, network) is None


def test_where_exact_betweenness_takes_too_long_the_sample_is_as_large_as_time_allows() -> None:
    ring = Network(graph_of(*(tie(f"n{at}", "leads", f"n{(at + 1) % 12}") for at in range(12))))
    slow = Networkx()
    assert pivots(slow, ring) is None
    slow.steps_a_second = 7 * ring.steps // EXACT_S + 1
    assert pivots(slow, ring) == 7
    slow.steps_a_second = 0
    assert pivots(slow, ring) == 2


def test_a_large_network_is_computed_by_the_compiled_engine() -> None:
    assert engine(steps=FAST_ABOVE).name == "networkx"
    assert engine(steps=FAST_ABOVE + 1).name == "igraph"
    assert {"networkx", "igraph"} <= set(engines())
