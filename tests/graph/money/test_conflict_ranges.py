"""A conflict on a gift counts once, as a range, in the whole and in each group."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.index.open_version import OpenVersion
from graph.money.double_counting import reckon
from graph.money.grouping import By
from graph.money.totals import money
from tests.graph.worlds import graph_of, tie

GIFT = ("ann", "donates_to", "home")
DISPUTED: dict[str, Any] = {"conflicts": ("how-much",)}


def disputed() -> OpenVersion:
    """Sources disagree on the amount, the year and the giver of one gift; another gift is beyond doubt."""
    return graph_of(
        tie(*GIFT, amount=14, start="2014", sources=("s1",), **DISPUTED),
        tie(*GIFT, amount=12, start="2015", sources=("t2",), **DISPUTED),
        tie("fund", "grants_to", "home", amount=15, start="2014", sources=("u2",), **DISPUTED),
        tie("bob", "donates_to", "home", amount=100, start="2015"),
    )


def ranges(by: By) -> dict[str, tuple[Any, Any, Any]]:
    """Low, total and high of each group."""
    sums = money(disputed(), by=by)["sums"]
    return {row["key"]: (row["total"]["low"], row["total"]["total"], row["total"]["high"]) for row in sums}


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("all", {"all": (112, 114, 115)}),
        ("recipient", {"home": (112, 114, 115)}),
        ("year", {"2014": (0, 14, 15), "2015": (100, 100, 112)}),
        ("donor", {"ann": (0, 14, 14), "fund": (0, 15, 15), "bob": (100, 100, 100)}),
        ("relation", {"donates_to": (100, 114, 114), "grants_to": (0, 0, 15)}),
    ],
)
def test_a_group_that_may_hold_a_side_of_a_conflict_says_how_much_at_least_and_at_most(
    by: By, expected: dict[str, tuple[int, int, int]]
) -> None:
    assert ranges(by) == expected


def test_marks_between_the_sides_of_a_conflict_make_a_range_and_no_part() -> None:
    best = tie(*GIFT, amount=14, sources=("s1",), **DISPUTED)
    other = tie("fund", "donates_to", "home", amount=12, sources=("t2",), money_in=(best[0],), **DISPUTED)
    found = reckon(graph_of(best, other), [best[0], other[0]])
    assert [(left.tie, left.reason) for left in found.left_out] == [(other[0], "conflict")]
    assert (found.low, found.total, found.high) == (12, 14, 14)


def test_a_range_never_falls_below_what_passed_through_a_hand() -> None:
    keys = {"conflicts": ("first",)}, {"conflicts": ("second",)}
    ties = [
        tie("ann", "donates_to", "fund", amount=10, start="2014", sources=("s1",), **keys[0]),
        tie("ann", "donates_to", "fund", amount=2, start="2014", sources=("t2",), **keys[0]),
        tie("fund", "grants_to", "home", amount=10, start="2015", sources=("s1",), **keys[1]),
        tie("fund", "grants_to", "home", amount=2, start="2015", sources=("t2",), **keys[1]),
    ]
    found = reckon(graph_of(*ties), [key for key, _ in ties])
    assert (found.low, found.total, found.high) == (2, 10, 10)


AMOUNTS = st.integers(1, 20)


@given(st.lists(st.tuples(st.sampled_from(["ann", "bob"]), AMOUNTS, st.sampled_from(["x", "y"])), max_size=6))
def test_groups_and_whole_hold_their_totals_between_nothing_and_all(gifts: list[tuple[str, int, str]]) -> None:
    ties = [
        tie(one, "donates_to", "home", amount=amount, key=f"k{place}", sources=(f"s{place}",), conflicts=(name,))
        for place, (one, amount, name) in enumerate(gifts)
    ]
    for row in money(graph_of(*ties), by="donor")["sums"]:
        assert 0 <= row["total"]["low"] <= row["total"]["total"] <= row["total"]["high"]
        assert row["total"]["high"] <= sum(amount for one, amount, _ in gifts if one == row["key"])


def test_the_gift_to_a_ballot_campaign_that_outlets_tell_in_three_ways_is_a_range(facts: OpenVersion) -> None:
    (found,) = money(facts, by="recipient", recipient="yes-on-47", donor="open-society-policy-center")["sums"]
    assert (found["total"]["low"], found["total"]["high"]) == (1_200_000, 1_460_112)
    whole = money(facts, by="recipient", recipient="yes-on-47")["total"]
    assert whole["high"] - whole["low"] == 1_460_112 - 1_200_000
