"""The arrays say of every actor what the networkx mirror says."""

from __future__ import annotations

import numpy as np
import pytest

from graph.index.filter_masks import adjacency
from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.versions.version_folders import DataFolder
from tests.graph.worlds import graph_of, tie


@pytest.fixture(scope="module")
def facts(home: DataFolder) -> OpenVersion:
    """The shipped facts."""
    return OpenVersion.open(home.require())


def test_neighbors_degrees_and_ties_are_those_of_the_mirror(facts: OpenVersion) -> None:
    graph, around = facts.networkx_graph, facts.adjacency
    for slug in graph:
        assert around.after(slug) == sorted(graph.succ[slug])
        assert around.before(slug) == sorted(graph.pred[slug])
        assert around.degree(slug) == graph.degree(slug)
        assert around.leaving(slug) == sorted(key for _, _, key in graph.out_edges(slug, keys=True))
        assert around.arriving(slug) == sorted(key for _, _, key in graph.in_edges(slug, keys=True))


def test_ties_between_two_are_those_of_the_mirror(facts: OpenVersion) -> None:
    for start, end in set(facts.networkx_graph.edges()):
        assert facts.adjacency.between(start, end) == sorted(map(str, facts.networkx_graph[start][end]))
        assert facts.adjacency.between(end, start) == sorted(
            map(str, facts.networkx_graph.get_edge_data(end, start) or ())
        )


def test_a_tie_to_oneself_counts_twice_and_is_told_on_both_sides() -> None:
    around = graph_of(tie("a", "funds", "a"), tie("a", "funds", "b")).adjacency
    assert around.degree("a") == 3
    assert around.after("a") == ["a", "b"]
    assert around.before("a") == ["a"]


def test_an_actor_without_ties_has_no_neighbors() -> None:
    around = graph_of(tie("a", "funds", "b"), actors=["alone"]).adjacency
    assert (around.after("alone"), around.before("alone"), around.degree("alone")) == ([], [], 0)


def test_the_most_tied_come_first_then_by_id() -> None:
    around = graph_of(tie("a", "funds", "b"), tie("c", "funds", "b"), actors=["alone"]).adjacency
    assert list(around.most_tied()) == ["b", "a", "c", "alone"]


def test_nobody_knows_a_stranger() -> None:
    around = graph_of(tie("a", "funds", "b")).adjacency
    assert "stranger" not in around
    with pytest.raises(KeyError):
        around.after("stranger")


@pytest.mark.parametrize("some", [["cut50"], ["cut50", "kim-kardashian"]])
def test_from_some_actors_all_are_reached_that_are_one_tie_away(facts: OpenVersion, some: list[str]) -> None:
    around, graph = facts.adjacency, facts.networkx_graph
    numbers = np.array([around.number(slug) for slug in some])
    others, ties = around.reached(numbers)
    assert {around.actors[number] for number in others} == {n for s in some for n in (*graph.succ[s], *graph.pred[s])}
    told = sorted(key for s in some for *_, key in (*graph.out_edges(s, keys=True), *graph.in_edges(s, keys=True)))
    assert sorted(facts.ids_of_ties(ties)) == told
    others, _ = around.reached(numbers, incoming=False)
    assert {around.actors[number] for number in others} == {str(n) for s in some for n in graph.succ[s]}


def test_some_ties_alone_leave_the_same_actors() -> None:
    world = graph_of(tie("a", "funds", "b"), tie("a", "leads", "c"))
    part = adjacency(world, Filter(relations=frozenset({"funds"})))
    assert (part.after("a"), part.degree("c"), part.leaving("a")) == (["b"], 0, ["a--funds--b"])
