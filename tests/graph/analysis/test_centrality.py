"""Measures by actor: the values, how they were computed, and the ties behind each."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.terminal.actor_text import ranks as ranks_in_words
from graph.analysis.backends import engine, engines, estimate
from graph.analysis.bridges import bridges
from graph.analysis.centrality import MEASURES, MeasureAnswer, MeasureName, measure, scores, ties_behind
from graph.analysis.projection import Network
from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Unknown
from tests.graph.worlds import graph_of, tie

MONEY = Filter(families=frozenset({"money_tie"}))


def kite() -> OpenVersion:
    """A triangle of a, b and c, with a tail: c to d to e; two ties between a and b."""
    return graph_of(
        tie("a", "leads", "b"),
        tie("b", "funds", "a", amount=5),
        tie("b", "leads", "c"),
        tie("c", "leads", "a"),
        tie("c", "leads", "d"),
        tie("d", "leads", "e"),
    )


def by_actor(answer: MeasureAnswer) -> dict[str, int | float]:
    """The value of each actor."""
    return {rank["actor"]["id"]: rank["value"] for rank in answer["ranks"]}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("degree", {"a": 2, "b": 2, "c": 3, "d": 2, "e": 1}),
        ("weighted_degree", {"a": 3, "b": 3, "c": 3, "d": 2, "e": 1}),
        ("k_core", {"a": 2, "b": 2, "c": 2, "d": 1, "e": 1}),
        ("betweenness", {"a": 0, "b": 0, "c": 4 / 6, "d": 3 / 6, "e": 0}),
        ("closeness", {"a": 4 / 7, "b": 4 / 7, "c": 4 / 5, "d": 4 / 6, "e": 4 / 9}),
    ],
)
def test_a_measure_worked_out_by_hand(name: MeasureName, expected: dict[str, float]) -> None:
    assert by_actor(measure(kite(), name)) == pytest.approx(expected)


def test_pagerank_adds_up_to_one_and_follows_the_direction_of_ties() -> None:
    found = by_actor(measure(graph_of(tie("a", "funds", "c"), tie("b", "funds", "c")), "pagerank"))
    assert math.isclose(sum(found.values()), 1)
    assert found["c"] == pytest.approx(1 / 3 * (1 + 2 * 0.85) / (1 / 3 * (3 + 2 * 0.85)))


def test_ranks_are_in_order_and_equals_share_one() -> None:
    ranks = [(rank["rank"], rank["actor"]["id"]) for rank in measure(kite(), "degree")["ranks"]]
    assert ranks == [(1, "c"), (2, "a"), (2, "b"), (2, "d"), (5, "e")]


@pytest.mark.parametrize("name", MEASURES)
def test_every_answer_says_what_computed_it_and_from_what(name: MeasureName) -> None:
    answer = measure(kite(), name)
    assert answer["engine"] == {"name": "networkx", "version": nx.__version__}
    assert (answer["actors"], answer["ties"], answer["error"]) == (5, 6, None)
    assert answer["meaning"]


@pytest.mark.parametrize("name", MEASURES)
def test_every_rank_names_the_ties_behind_it(name: MeasureName) -> None:
    graph = kite()
    for rank in measure(graph, name)["ranks"]:
        behind = ties_behind(graph, name, rank["actor"]["id"])
        assert [view["id"] for view in behind["ties"]] == rank["ties"]
        assert behind["count"] == rank["tie_count"]
        assert all(rank["actor"]["id"] in (view["from"]["id"], view["to"]["id"]) for view in behind["ties"])


@pytest.mark.parametrize(
    ("name", "ties"),
    [
        ("degree", ["b--leads--c", "c--leads--a", "c--leads--d"]),
        ("pagerank", ["b--leads--c"]),
        ("k_core", ["b--leads--c", "c--leads--a"]),
    ],
)
def test_the_ties_behind_a_rank_are_those_it_was_computed_from(name: MeasureName, ties: list[str]) -> None:
    assert [view["id"] for view in ties_behind(kite(), name, "c")["ties"]] == ties


def test_a_filter_leaves_only_actors_with_ties_that_it_admits() -> None:
    answer = measure(kite(), "degree", tie_filter=MONEY)
    assert by_actor(answer) == {"a": 1, "b": 1}
    assert ties_behind(kite(), "degree", "e", tie_filter=MONEY)["count"] == 0


def test_an_actor_that_is_not_held_has_no_ties_behind_it() -> None:
    with pytest.raises(Unknown):
        ties_behind(kite(), "degree", "nobody")


def test_scores_that_were_kept_give_the_same_answer() -> None:
    graph = kite()
    kept = scores(graph, "betweenness")
    assert measure(graph, "betweenness", computed=kept) == measure(graph, "betweenness")


@pytest.mark.parametrize(("name", "tie_filter"), [("closeness", Filter()), ("betweenness", MONEY)])
def test_scores_of_another_question_are_refused(name: MeasureName, tie_filter: Filter) -> None:
    with pytest.raises(ValueError, match="compute them again"):
        measure(kite(), name, tie_filter=tie_filter, computed=scores(kite(), "betweenness"))


def test_an_engine_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="choose one of networkx"):
        scores(kite(), "degree", engine_name="abacus")
    assert engine() is engine("networkx")
    assert next(iter(engines())) == "networkx"


@pytest.mark.parametrize("name", MEASURES)
def test_an_empty_network_has_no_ranks(name: MeasureName) -> None:
    assert measure(graph_of(actors="a"), name)["ranks"] == []
    assert bridges(graph_of(actors="a"))["bridges"] == []


def test_betweenness_from_a_sample_says_so_and_keeps_its_error_bound(facts: OpenVersion) -> None:
    exact = scores(facts, "betweenness", tie_filter=MONEY)
    sampled = scores(facts, "betweenness", tie_filter=MONEY, samples=200)
    assert exact["error"] is None
    assert sampled["parameters"]["method"] == "sampled"
    assert sampled["error"] is not None
    assert (sampled["error"]["samples"], sampled["error"]["confidence"]) == (200, 0.95)
    errors = [abs(one - other) for one, other in zip(exact["values"], sampled["values"], strict=True)]
    assert 0 < max(errors) <= sampled["error"]["error"] < 0.2


def test_a_sample_of_everybody_is_exact() -> None:
    assert scores(kite(), "betweenness", samples=99)["error"] is None


@given(st.integers(2, 10**6), st.integers(3, 10**6))
def test_more_samples_make_a_smaller_error(actors: int, samples: int) -> None:
    assert estimate(actors, samples + 1).error < estimate(actors, samples).error


@pytest.mark.parametrize("name", MEASURES)
def test_the_same_facts_give_the_same_values_twice(facts: OpenVersion, name: MeasureName) -> None:
    assert scores(facts, name, tie_filter=MONEY, samples=50) == scores(facts, name, tie_filter=MONEY, samples=50)


@pytest.mark.parametrize("name", ["degree", "weighted_degree", "pagerank", "k_core"])
def test_pages_of_ranks_put_together_are_all_actors_with_ties(facts: OpenVersion, name: MeasureName) -> None:
    held = scores(facts, name)
    found, cursor = list[str](), None
    while cursor is not None or not found:
        part = measure(facts, name, limit=700, cursor=cursor, computed=held)
        found, cursor = found + [rank["actor"]["id"] for rank in part["ranks"]], part["next"]
    assert sorted(found) == Network(facts).actors


LINES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=14, unique=True)


@given(LINES)
def test_bridges_are_the_lines_whose_loss_splits_the_network(pairs: list[tuple[int, int]]) -> None:
    graph = graph_of(*(tie(f"n{one}", "leads", f"n{other}") for one, other in pairs if one != other))
    whole: Any = nx.Graph(nx.DiGraph(graph.networkx_graph).to_undirected())
    found = bridges(graph)["bridges"]
    assert len(found) == sum(1 for _ in nx.bridges(whole))
    for bridge in found:
        near, far = bridge["near"]["id"], bridge["far"]["id"]
        without = whole.copy()
        without.remove_edge(near, far)
        side = nx.node_connected_component(without, far)
        assert near not in side
        assert bridge["beyond"] == len(side) <= len(nx.node_connected_component(without, near))
        assert {actor["id"] for actor in bridge["side"]} == side


def test_a_bridge_shows_its_ties_and_how_many_sources_it_rests_on() -> None:
    graph = graph_of(
        tie("a", "leads", "b"),
        tie("b", "leads", "c"),
        tie("c", "leads", "a"),
        tie("c", "leads", "d", sources=("s1", "t2")),
    )
    (bridge,) = bridges(graph)["bridges"]
    assert [view["id"] for view in bridge["ties"]] == ["c--leads--d"]
    assert (bridge["far"]["id"], bridge["sources"]) == ("d", 2)


def test_bridges_to_single_actors_can_be_left_out(facts: OpenVersion) -> None:
    found = bridges(facts, least=2, limit=1000)["bridges"]
    assert found
    assert all(bridge["beyond"] >= 2 for bridge in found)
    assert [bridge["beyond"] for bridge in found] == sorted((bridge["beyond"] for bridge in found), reverse=True)


def party_world() -> OpenVersion:
    """Two senators of one party; one of them leads the party and funds a charity."""
    return graph_of(
        tie("ann", "member_of", "whigs"),
        tie("bob", "member_of", "whigs"),
        tie("ann", "leads", "whigs"),
        tie("ann", "donates_to", "charity"),
        tie("bob", "member_of", "charity"),
        whigs="party",
        charity="organization",
    )


def test_membership_in_a_party_is_left_aside_and_the_answer_says_so() -> None:
    answer = measure(party_world(), "weighted_degree")
    assert by_actor(answer) == {"ann": 2, "charity": 2, "bob": 1, "whigs": 1}
    assert answer["ties"] == 3
    cure = "to count them, name their relation or their family"
    assert answer["parameters"]["left_aside"] == f"2 ties: is a member of a party (2); {cure}"


@pytest.mark.parametrize(
    "named",
    [
        Filter(relations=frozenset({"member_of"})),
        Filter(kinds=frozenset({"person", "party"})),
        Filter(families=frozenset({"affiliation_tie"})),
    ],
)
def test_membership_in_a_party_counts_where_the_question_names_it(named: Filter) -> None:
    answer = measure(party_world(), "degree", tie_filter=named)
    assert by_actor(answer)["whigs"] == 2
    assert "left_aside" not in answer["parameters"]


def roll_call() -> OpenVersion:
    """Ann and Bob vote on a bill, which Ann introduced."""
    return graph_of(
        tie("ann", "voted_for", "bill"),
        tie("bob", "voted_against", "bill"),
        tie("ann", "introduced", "bill"),
        tie("ann", "advises", "bob"),
        bill="bill",
    )


def test_votes_are_left_aside_and_the_answer_says_how_many_of_each_kind() -> None:
    answer = measure(roll_call(), "weighted_degree")
    assert by_actor(answer) == {"ann": 2, "bill": 1, "bob": 1}
    told = answer["parameters"]["left_aside"]
    assert told.startswith("2 ties: voted against a bill, event or law (1); voted for a bill, event or law (1); ")


@pytest.mark.parametrize(
    ("named", "votes"),
    [
        (Filter(families=frozenset({"legislative_tie"})), 2),
        (Filter(relations=frozenset({"voted_for", "introduced"})), 1),
        (Filter(families=frozenset({"advocacy_tie", "affiliation_tie"})), 0),
    ],
)
def test_a_family_or_a_relation_that_is_named_brings_its_votes_in(named: Filter, votes: int) -> None:
    behind = ties_behind(roll_call(), "weighted_degree", "bill", tie_filter=named)
    assert sum("voted" in view["id"] for view in behind["ties"]) == votes


def test_an_estimate_tells_ranks_only_as_far_as_its_error_allows() -> None:
    """Two stars, whose hubs know each other: the hubs are surely above the others, and nothing else is sure."""
    rays = [tie(f"hub-{at % 2}", "leads", f"ray-{at}") for at in range(300)]
    graph = graph_of(tie("hub-0", "leads", "hub-1"), *rays)
    answer = measure(graph, "betweenness", computed=scores(graph, "betweenness", samples=200), limit=4)
    assert answer["error"] is not None
    told = [(rank["rank"], rank["rank_to"], rank["actor"]["id"]) for rank in answer["ranks"]]
    assert told == [(1, 2, "hub-0"), (1, 2, "hub-1"), (3, 302, "ray-0"), (3, 302, "ray-1")]
    assert next(line for line in ranks_in_words(answer) if "(hub-0)" in line).startswith("  1-2  ")


def test_the_ties_behind_a_core_are_none_that_were_left_aside() -> None:
    behind = ties_behind(party_world(), "k_core", "ann")
    assert [one["id"] for one in behind["ties"]] == ["ann--donates-to--charity", "ann--leads--whigs"]
