"""A sum with amounts that sources do not give exactly says so, wherever it is shown."""

from __future__ import annotations

from typing import Any

import pytest

from api.terminal.money_text import sums
from graph.index.open_version import OpenVersion
from graph.money.flow import flow
from graph.money.totals import money
from graph.queries.neighbors import neighborhood
from tests.graph.worlds import graph_of, tie


def hedged_gifts() -> OpenVersion:
    """Ann gives more than 100 and exactly 20; Bob gives nearly 50."""
    return graph_of(
        tie("ann", "donates_to", "home", amount=100, amount_hedge="more than", start="2019"),
        tie("ann", "donates_to", "shelter", amount=20, start="2020"),
        tie("bob", "donates_to", "home", amount=50, amount_hedge="nearly", start="2019"),
        home="organization",
        shelter="organization",
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"donor": "ann"}, (120, 1, "at least")),
        ({"donor": "ann", "recipient": "home"}, (100, 1, "more than")),
        ({"donor": "ann", "recipient": "shelter"}, (20, 0, None)),
        ({}, (170, 2, "about")),
    ],
)
def test_a_total_says_what_hedged_amounts_make_of_it(
    asked: dict[str, Any], expected: tuple[int, int, str | None]
) -> None:
    total = money(hedged_gifts(), by="all", **asked)["total"]
    assert (total["total"], total["hedged"], total["hedge"]) == expected


def test_the_terminal_says_so_before_the_total_and_before_the_amount() -> None:
    lines = list(sums("Ann", money(hedged_gifts(), by="donor", donor="ann")))
    assert lines[0] == "Ann: at least $120 in 2 ties; 1 amount not exact"
    assert any(line.startswith("    more than $100: Ann") for line in lines)


def test_the_money_of_a_neighbor_has_its_hedge() -> None:
    found = neighborhood(hedged_gifts(), "home")["neighbors"]
    assert {it["actor"]["id"]: (it["amount"], it["amount_hedge"]) for it in found} == {
        "ann": (100, "more than"),
        "bob": (50, "nearly"),
    }


def test_a_flow_has_the_hedges_of_its_links_and_nodes() -> None:
    answer = flow(hedged_gifts(), start="ann")
    assert {link["target"]: link["value_hedge"] for link in answer["links"]} == {"home": "more than", "shelter": None}
    assert {node["id"]: (node["gave_hedge"], node["received_hedge"]) for node in answer["nodes"]} == {
        "ann": ("at least", None),
        "home": (None, "more than"),
        "shelter": (None, None),
    }


def test_a_tie_that_is_not_counted_names_the_counted_one_with_its_hedge() -> None:
    graph = graph_of(
        tie("ann", "donates_to", "home", amount=100, amount_hedge="about", start="2019-05", sources=("s1",)),
        tie("ann", "donates_to", "home", amount=100, start="2019", sources=("s2",)),
        home="organization",
    )
    (left_out,) = money(graph, by="all")["sums"][0]["left_out"]
    assert "about 100 USD" in left_out["words"]
