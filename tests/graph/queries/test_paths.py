"""Paths between two actors: the shortest ones, under every condition that can be asked for, within a stated effort."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Unknown
from graph.model.dates import Moment
from graph.queries.paths import LONGEST, MOST, Path, Paths, paths, shortest_paths
from tests.graph.worlds import graph_of, tie


def route(path: Path) -> list[str]:
    """The ids of the actors on a path."""
    return [path["hops"][0]["start"]["id"], *(hop["end"]["id"] for hop in path["hops"])]


def routes(found: Paths) -> list[list[str]]:
    """The actors on each path."""
    return [route(path) for path in found["paths"]]


def diamond() -> OpenVersion:
    """From a to d over b (well supported), over c (poorly), and the long way round over e and f."""
    return graph_of(
        tie("a", "leads", "b", start="2018", sources=("s1", "t1")),
        tie("d", "endorses", "b", start="2019", sources=("s1",)),
        tie("a", "partners_with", "c", claim_status="disputed"),
        tie("c", "funds", "d", amount=10, start="2010", end="2012", sources=("t3",)),
        tie("a", "member_of", "e"),
        tie("e", "member_of", "f"),
        tie("f", "member_of", "d"),
        tie("x", "member_of", "y"),
    )


def test_the_shortest_and_best_supported_path_comes_first() -> None:
    assert routes(paths(diamond(), "a", "d", limit=9)) == [["a", "b", "d"], ["a", "c", "d"], ["a", "e", "f", "d"]]


def test_each_hop_reads_in_the_direction_of_the_path() -> None:
    hops = paths(diamond(), "a", "d")["paths"][0]["hops"]
    assert [hop["words"] for hop in hops] == [["A leads B"], ["B was endorsed by D"]]


def test_each_hop_shows_dates_amount_and_sources() -> None:
    (view,) = paths(diamond(), "c", "d")["paths"][0]["hops"][0]["ties"]
    assert (view["dates"], view["amount"], view["receipts"][0]["source"]["id"]) == ("2010 to 2012", 10, "t3")


@pytest.mark.parametrize(
    ("start", "end", "hop", "why"),
    [
        ("a", "d", 1, ["only one source"]),
        ("a", "c", 0, ["disputed by another source", "only one source", "undated"]),
        ("c", "d", 0, ["no source better than tier 3", "only one source"]),
        ("a", "b", 0, []),
    ],
)
def test_the_weakest_hop_says_why(start: str, end: str, hop: int, why: list[str]) -> None:
    weakest = paths(diamond(), start, end)["paths"][0]["weakest"]
    assert (weakest["hop"], weakest["why"]) == (hop, why)


def test_more_says_that_there_are_further_paths() -> None:
    assert [paths(diamond(), "a", "d", limit=limit)["more"] for limit in (1, 2, 3)] == [True, True, False]
    assert not paths(diamond(), "a", "d", limit=2, longest=2)["more"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"tie_filter": Filter(relations=frozenset({"member_of"}))}, [["a", "e", "f", "d"]]),
        ({"longest": 2, "avoid": frozenset({"b"})}, [["a", "c", "d"]]),
        ({"avoid": frozenset({"b", "c"})}, [["a", "e", "f", "d"]]),
        ({"avoid": frozenset({"a", "d"}), "limit": 1}, [["a", "b", "d"]]),
        ({"hubs_above": 1}, []),
        ({"directed": True}, [["a", "c", "d"], ["a", "e", "f", "d"]]),
        ({"tie_filter": Filter(moment=Moment.as_of(date(2011, 6, 1), "certain"))}, []),
        ({"tie_filter": Filter(statuses=frozenset({"stated"})), "longest": 2}, [["a", "b", "d"]]),
    ],
)
def test_paths_are_narrowed_by(asked: dict[str, Any], expected: list[list[str]]) -> None:
    assert routes(paths(diamond(), "a", "d", **({"limit": 9} | asked))) == expected


def test_the_ends_may_be_hubs() -> None:
    graph = graph_of(*(tie("hub", "leads", f"n{number}") for number in range(5)), tie("n0", "leads", "end"))
    assert routes(paths(graph, "hub", "end", hubs_above=3)) == [["hub", "n0", "end"]]
    assert routes(paths(graph, "n1", "end", hubs_above=3)) == []


def test_no_path_leads_nowhere() -> None:
    assert routes(paths(diamond(), "a", "x")) == []
    assert routes(paths(diamond(), "a", "a")) == []


@pytest.mark.parametrize(("start", "end"), [("a", "nobody"), ("nobody", "a")])
def test_an_actor_that_is_not_held_is_unknown(start: str, end: str) -> None:
    with pytest.raises(Unknown):
        paths(diamond(), start, end)


def test_paths_are_no_longer_and_no_more_than_the_limits() -> None:
    line = graph_of(*(tie(f"n{number}", "leads", f"n{number + 1}") for number in range(9)))
    assert len(paths(line, "n0", f"n{LONGEST}", longest=99)["paths"]) == 1
    assert paths(line, "n0", f"n{LONGEST + 1}", longest=99)["paths"] == []
    wide = graph_of(
        *(tie(*ends) for number in range(30) for ends in (("a", "leads", f"m{number}"), (f"m{number}", "leads", "b")))
    )
    assert len(paths(wide, "a", "b", limit=99)["paths"]) == MOST


def test_ties_of_a_path_taken_together_share_a_day() -> None:
    graph = graph_of(
        tie("a", "leads", "b", start="2010", end="2012"),
        tie("b", "leads", "d", start="2013", end="2014"),
        tie("a", "leads", "c", start="2010", end="2013-06"),
        tie("c", "leads", "e", start="2012", end="2015"),
        tie("e", "donates_to", "d", start="2013-03-05"),
        tie("e", "leads", "d", start="2015"),
    )
    assert routes(paths(graph, "a", "d", limit=9)) == [["a", "b", "d"], ["a", "c", "e", "d"]]
    (found,) = paths(graph, "a", "d", limit=9, together=True)["paths"]
    assert route(found) == ["a", "c", "e", "d"]
    assert found["together"] == [{"first": "2013-03-05", "last": "2013-03-05"}]
    assert [view["id"] for view in found["hops"][2]["ties"]] == ["e--donates-to--d--2013-03-05"]


def test_a_path_through_two_times_has_no_day_together() -> None:
    graph = graph_of(tie("a", "leads", "b", start="2010", end="2012"), tie("b", "leads", "c", start="2015"))
    assert paths(graph, "a", "c")["paths"][0]["together"] == []


def test_hostile_questions_are_cut_and_say_so() -> None:
    names = [f"n{number:02d}" for number in range(40)]
    everybody = graph_of(
        *(tie(one, "partners_with", other) for one in names for other in names if one < other), tie("x", "leads", "y")
    )
    apart = paths(everybody, "n00", "x", limit=MOST)
    assert (apart["paths"], apart["cut"]) == ([], False)
    found = paths(everybody, "n00", "n39", limit=MOST, effort=5_000)
    assert (found["cut"] or found["more"], routes(found)[0]) == (True, ["n00", "n39"])
    assert paths(everybody, "n00", "n39", limit=MOST, effort=10)["cut"]


WORLD = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from("abcdef"),
        st.sampled_from([(None, None), ("2010", "2011"), ("2011", "2013"), ("2014", None), (None, "2010")]),
    ),
    max_size=16,
    unique=True,
)


@given(WORLD, st.integers(1, 4), st.booleans())
def test_paths_are_all_simple_paths_in_order_of_length(
    world: list[tuple[str, str, Any]], longest: int, directed: bool
) -> None:
    graph = made_of(world)
    whole: Any = (
        nx.DiGraph(graph.networkx_graph) if directed else nx.Graph(nx.DiGraph(graph.networkx_graph).to_undirected())
    )
    expected = sorted(nx.all_simple_paths(whole, "a", "b", cutoff=longest))
    found = paths(graph, "a", "b", limit=MOST, longest=longest, directed=directed)
    if found["more"]:
        assert len(expected) > MOST
        expected_lengths = sorted(map(len, expected))[:MOST]
    else:
        assert sorted(routes(found)) == expected
        expected_lengths = sorted(map(len, expected))
    assert [len(path) for path in routes(found)] == expected_lengths
    assert not found["cut"]


@given(WORLD, st.frozensets(st.sampled_from("bcde"), max_size=2), st.none() | st.integers(1, 3), st.booleans())
def test_paths_under_conditions_are_those_of_the_graph_that_these_leave(
    world: list[tuple[str, str, Any]], avoid: frozenset[str], hubs_above: int | None, directed: bool
) -> None:
    graph, when = made_of(world), Moment.as_of(date(2012, 1, 1))
    held = [(tie["from"], tie["to"]) for tie in graph.records.ties.values() if when.admits(tie, is_event=False)]
    whole: Any = (nx.DiGraph if directed else nx.Graph)(held)
    whole.add_nodes_from("ab")
    busy = {slug for slug in graph.actor_ids if hubs_above is not None and graph.degree(slug) > hubs_above}
    whole.remove_nodes_from((avoid | busy) - {"a", "b"})
    found = paths(
        graph,
        "a",
        "b",
        limit=MOST,
        tie_filter=Filter(moment=when),
        avoid=avoid,
        hubs_above=hubs_above,
        directed=directed,
    )
    assert sorted(routes(found)) == sorted(nx.all_simple_paths(whole, "a", "b", cutoff=LONGEST)) or found["more"]


@given(WORLD, st.integers(1, 4))
def test_paths_taken_together_are_those_true_on_some_day(world: list[tuple[str, str, Any]], longest: int) -> None:
    graph = made_of(world)
    days = [date(2009, 6, 1) + timedelta(days=30 * number) for number in range(80)]
    whole = nx.Graph(nx.DiGraph(graph.networkx_graph).to_undirected())
    expected = [
        path
        for path in nx.all_simple_paths(whole, "a", "b", cutoff=longest)
        if any(holds(graph, path, day) for day in days)
    ]
    found = paths(graph, "a", "b", limit=MOST, longest=longest, together=True)
    assert sorted(routes(found)) == sorted(expected) or found["more"]
    assert all(path["together"] for path in found["paths"])


def made_of(world: list[tuple[str, str, Any]]) -> OpenVersion:
    """A graph of states with these ends and dates."""
    ties = [
        tie(one, "leads", other, start=start, end=end, key=f"t{number}")
        for number, (one, other, (start, end)) in enumerate(world)
        if one != other
    ]
    return graph_of(*ties, actors="ab")


def holds(graph: OpenVersion, path: list[str], day: date) -> bool:
    """Whether every hop has a tie that may have held on this day."""
    return all(
        any(
            Moment.as_of(day).admits(record, is_event=False)
            for record in graph.records.ties.values()
            if {record["from"], record["to"]} == {one, other}
        )
        for one, other in pairwise(path)
    )


def test_shortest_paths_is_the_short_way_to_ask() -> None:
    assert [route(path) for path in shortest_paths(diamond(), "a", "d", limit=2)] == [["a", "b", "d"], ["a", "c", "d"]]


def test_every_hop_of_the_facts_names_ties_and_receipts(facts: OpenVersion) -> None:
    found = paths(facts, "kanye-west", "first-step-act", limit=MOST)
    assert len(found["paths"]) == MOST
    for path in found["paths"]:
        for hop in path["hops"]:
            assert hop["ties"]
            assert len(hop["ties"]) == len(hop["words"])
            assert all(view["receipts"] for view in hop["ties"])


def replaced_text() -> OpenVersion:
    """The old text of a bill with a cosponsor, the bill that took its place, and a voter for that."""
    return graph_of(
        tie("baker", "cosponsored", "old", start="2017"),
        tie("old", "text_replaced_by", "bill", start="2018"),
        tie("cole", "voted_for", "bill", start="2018"),
    )


@pytest.mark.parametrize(("start", "end"), [("baker", "bill"), ("baker", "cole"), ("cole", "old")])
def test_no_path_passes_over_the_replacement_of_a_text(start: str, end: str) -> None:
    assert routes(paths(replaced_text(), start, end)) == []


def test_two_texts_of_which_one_replaced_the_other_are_one_hop_apart() -> None:
    assert routes(paths(replaced_text(), "bill", "old")) == [["bill", "old"]]


def test_a_search_that_names_the_replacement_of_a_text_follows_it() -> None:
    named = Filter(relations=frozenset({"cosponsored", "text_replaced_by"}))
    assert routes(paths(replaced_text(), "baker", "bill", tie_filter=named)) == [["baker", "old", "bill"]]
