"""The part of the mirror that a question is about."""

from __future__ import annotations

import pytest

from graph.index.filters import Filter
from graph.index.networkx_graph import NetworkxGraph
from graph.index.open_version import OpenVersion
from graph.index.subgraph_extraction import networkx_subgraph
from graph.index.unknown_ids import Unknown
from tests.graph.worlds import graph_of, tie


@pytest.fixture
def chain() -> OpenVersion:
    """a funds b funds c funds d; d advises a."""
    return graph_of(tie("a", "funds", "b"), tie("b", "funds", "c"), tie("c", "funds", "d"), tie("d", "advises", "a"))


def _ties(part: NetworkxGraph) -> set[str]:
    return {key for _, _, key in part.edges(keys=True)}


def test_a_question_of_everything_gets_the_mirror_itself(chain: OpenVersion) -> None:
    assert networkx_subgraph(chain) is chain.networkx_graph


def test_a_filter_leaves_its_ties_and_the_actors_at_their_ends(chain: OpenVersion) -> None:
    part = networkx_subgraph(chain, Filter(relations=frozenset({"advises"})))
    assert _ties(part) == {"d--advises--a"}
    assert set(part) == {"a", "d"}


def test_a_part_keeps_all_that_is_known_of_its_actors_and_ties(chain: OpenVersion) -> None:
    part = networkx_subgraph(chain, Filter(relations=frozenset({"advises"})))
    assert part.nodes["a"] == chain.networkx_graph.nodes["a"]
    assert part["d"]["a"] == chain.networkx_graph["d"]["a"]
    assert part.graph == chain.networkx_graph.graph


def test_a_filter_that_admits_nothing_leaves_nothing(chain: OpenVersion) -> None:
    assert len(networkx_subgraph(chain, Filter(relations=frozenset({"visited"})))) == 0


def test_one_hop_around_an_actor_holds_its_neighbors_and_the_ties_among_them(chain: OpenVersion) -> None:
    part = networkx_subgraph(chain, around=["a"])
    assert set(part) == {"a", "b", "d"}
    assert _ties(part) == {"a--funds--b", "d--advises--a"}


def test_two_hops_reach_further(chain: OpenVersion) -> None:
    assert set(networkx_subgraph(chain, around=["a"], depth=2)) == {"a", "b", "c", "d"}


def test_a_filter_holds_around_an_actor_too(chain: OpenVersion) -> None:
    part = networkx_subgraph(chain, Filter(relations=frozenset({"funds"})), around=["a"], depth=2)
    assert set(part) == {"a", "b", "c"}


def test_the_surroundings_of_an_actor_that_a_filter_left_alone_are_empty(chain: OpenVersion) -> None:
    assert len(networkx_subgraph(chain, Filter(relations=frozenset({"advises"})), around=["b"])) == 0


def test_around_somebody_unknown_is_an_error(chain: OpenVersion) -> None:
    with pytest.raises(Unknown):
        networkx_subgraph(chain, around=["nobody"])


def test_a_selection_changes_nothing_of_the_mirror(chain: OpenVersion) -> None:
    part = networkx_subgraph(chain, around=["a"])
    part.nodes["a"]["name"] = "another"
    part.remove_node("b")
    assert set(chain.networkx_graph) == {"a", "b", "c", "d"}
