"""Money over several hands, as a Sankey diagram draws it."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Unknown
from graph.money.flow import HOPS, FlowAnswer, flow
from tests.graph.worlds import graph_of, tie


def drawn(answer: FlowAnswer) -> list[tuple[str, str, int | float | None]]:
    """The links: from whom, to whom, how much."""
    return sorted((link["source"], link["target"], link["value"]) for link in answer["links"])


def chain() -> OpenVersion:
    """Funder, fund, fiscal sponsor, grantee, and on."""
    return graph_of(
        tie("funder", "funds", "fund", amount=100, start="2019"),
        tie("fund", "grants_to", "sponsor", amount=60, start="2020"),
        tie("fund", "grants_to", "other"),
        tie("sponsor", "fiscal_sponsor_of", "grantee"),
        tie("grantee", "donates_to", "last", amount=1),
        tie("last", "donates_to", "too-far", amount=1),
        tie("stranger", "donates_to", "grantee", amount=5),
    )


def test_money_goes_from_funder_over_fund_and_fiscal_sponsor_to_grantee() -> None:
    answer = flow(chain(), start="funder", end="grantee", hops=4)
    assert drawn(answer) == [("fund", "sponsor", 60), ("funder", "fund", 100), ("sponsor", "grantee", None)]
    assert [(node["id"], node["layer"]) for node in answer["nodes"]] == [
        ("funder", 0),
        ("fund", 1),
        ("sponsor", 2),
        ("grantee", 3),
    ]


def test_money_may_follow_further_relations_where_asked() -> None:
    graph = graph_of(tie("program", "part_of", "home"), tie("funder", "funds", "program", amount=5))
    assert {link["target"] for link in flow(graph, start="funder")["links"]} == {"program"}
    also = flow(graph, start="funder", also=frozenset({"part_of"}))
    assert {link["target"] for link in also["links"]} == {"program", "home"}


def test_downstream_shows_all_that_an_actor_paid_for_within_the_hands_asked_for() -> None:
    answer = flow(chain(), start="funder", hops=2)
    assert drawn(answer) == [("fund", "other", None), ("fund", "sponsor", 60), ("funder", "fund", 100)]


def test_upstream_shows_all_that_money_came_from() -> None:
    answer = flow(chain(), end="grantee")
    assert {link["source"] for link in answer["links"]} == {"funder", "fund", "sponsor", "stranger"}


def test_no_more_hands_are_followed_than_allowed() -> None:
    answer = flow(chain(), start="funder", hops=99)
    assert HOPS == 4
    assert "too-far" not in {node["id"] for node in answer["nodes"]}


def test_a_gift_from_before_the_money_came_is_no_part_of_the_flow() -> None:
    graph = graph_of(
        tie("funder", "donates_to", "fund", amount=100, start="2020"),
        tie("fund", "grants_to", "early", amount=5, start="2019"),
        tie("fund", "grants_to", "late", amount=5, start="2020-06"),
    )
    assert {link["target"] for link in flow(graph, start="funder")["links"]} == {"fund", "late"}
    assert flow(graph, end="early")["links"][0]["source"] == "fund"
    assert len(flow(graph, end="early")["links"]) == 1


def test_time_runs_one_way_also_where_both_ends_are_asked_about() -> None:
    graph = graph_of(
        tie("a", "donates_to", "b", amount=1, start="2020"),
        tie("b", "donates_to", "c", amount=1),
        tie("c", "donates_to", "d", amount=1, start="2015"),
    )
    assert flow(graph, start="a", end="d")["links"] == []


def test_money_that_would_go_round_is_named_and_not_drawn() -> None:
    graph = graph_of(tie("a", "donates_to", "b", amount=1), tie("b", "donates_to", "a", amount=50))
    answer = flow(graph, start="a")
    assert drawn(answer) == [("a", "b", 1)]
    assert answer["circles"] == [{"source": "b", "target": "a", "ties": ["b--donates-to--a--50"], "sources": ["s1"]}]


def test_the_value_of_a_link_counts_each_gift_once_and_names_what_it_leaves_out() -> None:
    graph = graph_of(
        tie("a", "donates_to", "b", amount=7, start="2021-08-25", sources=("s1",)),
        tie("a", "donates_to", "b", amount=7, sources=("t1",)),
        tie("a", "funds", "b"),
    )
    (link,) = flow(graph, start="a")["links"]
    assert (link["value"], len(link["ties"]), len(link["unknown"])) == (7, 1, 1)
    assert [left["reason"] for left in link["left_out"]] == ["same_gift"]


def test_the_smallest_links_are_cut_first_and_more_says_so() -> None:
    answer = flow(chain(), limit=1)
    assert (drawn(answer), answer["more"]) == ([("funder", "fund", 100)], True)


@pytest.mark.parametrize("asked", [{"start": "nobody"}, {"end": "nobody"}])
def test_an_actor_that_is_not_held_is_unknown(asked: dict[str, Any]) -> None:
    with pytest.raises(Unknown):
        flow(chain(), **asked)


GIFTS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.sampled_from(["2015", "2017", "2019", None])),
    min_size=1,
    max_size=14,
    unique=True,
)


@given(GIFTS, st.sampled_from([None, "a"]), st.sampled_from([None, "f"]))
def test_a_flow_can_be_drawn_in_layers_and_joins_the_ends_asked_about(
    gifts: list[tuple[str, str, str | None]], start: str | None, end: str | None
) -> None:
    ties = [
        tie(one, "donates_to", other, start=day, amount=number, key=f"t{number}")
        for number, (one, other, day) in enumerate(gifts)
        if one != other
    ]
    answer = flow(graph_of(*ties, actors="af"), start=start, end=end)
    layers = {node["id"]: node["layer"] for node in answer["nodes"]}
    assert all(layers[link["source"]] < layers[link["target"]] for link in answer["links"])
    if start:
        graph = nx.DiGraph([(link["source"], link["target"]) for link in answer["links"]])
        assert all(nx.has_path(graph, start, node) for node in graph)


def test_every_link_of_the_facts_names_ties_and_receipts(facts: OpenVersion) -> None:
    answer = flow(facts)
    assert len(answer["links"]) > 300
    for link in answer["links"]:
        told = [*link["ties"], *link["unknown"]]
        assert told
        assert all(view["receipts"] for view in told)
