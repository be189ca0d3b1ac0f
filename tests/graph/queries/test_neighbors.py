"""Who stands around an actor: how far, through whom, in which order, and what was cut."""

from __future__ import annotations

from datetime import date
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Unknown
from graph.model.dates import Moment
from graph.queries.ego_network import ego_network
from graph.queries.neighbors import BUDGET, Neighborhood, neighborhood
from tests.graph.worlds import graph_of, tie


def star() -> OpenVersion:
    """Ann in the middle of things."""
    return graph_of(
        tie("ann", "donates_to", "zoo", amount=5, start="2015"),
        tie("ann", "donates_to", "home", amount=7, start="2021-08-25", sources=("s1",)),
        tie("ann", "donates_to", "home", amount=7, sources=("t3",)),
        tie("ann", "leads", "home", start="2018", end="2019"),
        tie("bob", "mentored_by", "ann", claim_status="disputed", sources=("t3",)),
        tie("home", "located_in", "town"),
        tie("town", "located_in", "land"),
        tie("land", "located_in", "world"),
        zoo="organization",
        home="organization",
        town="place",
        land="place",
        world="place",
    )


def names(found: Neighborhood) -> list[str]:
    """The ids of the neighbors, as they stand."""
    return [neighbor["actor"]["id"] for neighbor in found["neighbors"]]


def test_neighbors_come_with_all_ties_that_lead_to_them() -> None:
    home = next(found for found in neighborhood(star(), "ann")["neighbors"] if found["actor"]["id"] == "home")
    assert [view["relation"] for view in home["ties"]] == ["donates_to", "donates_to", "leads"]
    assert (home["distance"], home["through"]) == (1, "ann")


def test_the_undated_ties_of_the_actors_that_were_looked_at_are_counted() -> None:
    then = Filter(moment=Moment.as_of(date(2018, 6, 1)))
    counts = [neighborhood(star(), "ann", depth=depth, tie_filter=then)["undated"] for depth in (1, 2)]
    assert counts == [2, 3]  # a gift and a mentor of Ann; then also where the home is
    assert neighborhood(star(), "ann", tie_filter=then, direction="out")["undated"] == 1
    assert ego_network(star(), "ann", tie_filter=then)["undated"] == 2


def test_the_amount_between_neighbors_counts_each_gift_once() -> None:
    amounts = {found["actor"]["id"]: found["amount"] for found in neighborhood(star(), "ann")["neighbors"]}
    assert amounts == {"home": 7, "zoo": 5, "bob": None}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["bob", "home", "land", "town", "zoo"]),
        ("distance", ["bob", "home", "zoo", "town", "land"]),
        ("ties", ["home", "bob", "land", "town", "zoo"]),
        ("amount", ["home", "zoo", "bob", "land", "town"]),
    ],
)
def test_neighbors_are_sorted_by(sort: Any, expected: list[str]) -> None:
    assert names(neighborhood(star(), "ann", depth=3, sort=sort)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"direction": "out"}, ["home", "zoo"]),
        ({"direction": "in"}, ["bob"]),
        ({"kinds": frozenset({"organization"})}, ["home", "zoo"]),
        ({"kinds": frozenset({"place"}), "depth": 2}, ["town"]),
        ({"tie_filter": Filter(relations=frozenset({"leads"}))}, ["home"]),
        ({"tie_filter": Filter(families=frozenset({"money_tie"}))}, ["home", "zoo"]),
        ({"tie_filter": Filter(statuses=frozenset({"stated"}))}, ["home", "zoo"]),
        ({"tie_filter": Filter(worst_tier=2)}, ["home", "zoo"]),
        ({"tie_filter": Filter(sources=frozenset({"t3"}))}, ["bob", "home"]),
        ({"tie_filter": Filter(kinds=frozenset({"person"}))}, ["bob"]),
        ({"tie_filter": Filter(moment=Moment.window(date(2014, 1, 1), date(2016, 1, 1), "certain"))}, ["zoo"]),
    ],
)
def test_neighbors_are_narrowed_by(asked: dict[str, Any], expected: list[str]) -> None:
    assert names(neighborhood(star(), "ann", **asked)) == expected


def test_no_neighbor_is_farther_than_three_hops() -> None:
    assert "world" not in names(neighborhood(star(), "ann", depth=99))


def test_a_spent_budget_says_that_there_is_more() -> None:
    cut, whole = neighborhood(star(), "ann", budget=2), neighborhood(star(), "ann", budget=3)
    assert (len(cut["neighbors"]), cut["more"]) == (2, True)
    assert (len(whole["neighbors"]), whole["more"]) == (3, False)


def test_an_actor_that_is_not_held_is_unknown() -> None:
    with pytest.raises(Unknown):
        neighborhood(star(), "nobody")


@pytest.mark.parametrize("sort", ["name", "distance", "ties", "amount"])
def test_pages_put_together_are_the_whole_neighborhood(facts: OpenVersion, sort: Any) -> None:
    whole = neighborhood(facts, "kim-kardashian", depth=2, sort=sort)
    found, cursor = list[str](), None
    while cursor is not None or not found:
        part = neighborhood(facts, "kim-kardashian", depth=2, sort=sort, limit=50, cursor=cursor)
        found, cursor = found + names(part), part["next"]
    assert found == names(whole)
    assert len(set(found)) == whole["count"] > 100


PAIRS = st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=12, unique=True)


@given(PAIRS, st.integers(1, 3), st.sampled_from(["both", "out", "in"]))
def test_distances_are_those_of_the_shortest_paths(pairs: list[tuple[str, str]], depth: int, direction: Any) -> None:
    ties = [tie(one, "donates_to", other) for one, other in pairs if one != other]
    directed: nx.DiGraph[str] = nx.DiGraph([pair for pair in pairs if pair[0] != pair[1]])
    directed.add_node("a")
    views = {"both": directed.to_undirected(), "out": directed, "in": directed.reverse()}
    expected = nx.single_source_shortest_path_length(views[direction], "a", cutoff=depth)
    found = neighborhood(graph_of(*ties, actors="a"), "a", depth=depth, direction=direction)
    distances = {neighbor["actor"]["id"]: neighbor["distance"] for neighbor in found["neighbors"]}
    assert {"a": 0} | distances == expected
    assert BUDGET > 7


def test_an_ego_network_holds_the_ties_among_the_neighbors() -> None:
    graph = graph_of(
        tie("ann", "leads", "home"),
        tie("ann", "leads", "shelter"),
        tie("home", "partners_with", "shelter"),
        tie("shelter", "partners_with", "far"),
    )
    found = ego_network(graph, "ann")
    assert [actor["actor"]["id"] for actor in found["actors"]] == ["ann", "home", "shelter"]
    assert [view["id"] for view in found["ties"]] == [
        "ann--leads--home",
        "ann--leads--shelter",
        "home--partners-with--shelter",
    ]
    assert not found["more"]


def test_an_ego_network_within_its_budget_says_what_it_left_out(facts: OpenVersion) -> None:
    found = ego_network(facts, "kim-kardashian", depth=3, budget=40)
    assert (len(found["actors"]), found["more"]) == (41, True)
    inside = {actor["actor"]["id"] for actor in found["actors"]}
    assert all({view["from"]["id"], view["to"]["id"]} <= inside for view in found["ties"])
