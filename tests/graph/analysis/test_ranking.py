"""Ranks are told only as far as the error of the values allows."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.ranking import rank_ranges

VALUES = st.lists(st.integers(0, 40).map(lambda number: number / 8), max_size=12)
ERRORS = st.integers(0, 16).map(lambda number: number / 8)


def test_exact_values_have_one_rank_and_equals_share_it() -> None:
    assert rank_ranges([2, 5, 2, 1], None) == [(2, 2), (1, 1), (2, 2), (4, 4)]


def test_values_that_differ_by_no_more_than_twice_the_error_may_have_the_same_ranks() -> None:
    assert rank_ranges([0.9, 0.5, 0.3, 0.25, 0.0], 0.1) == [(1, 1), (2, 3), (2, 4), (3, 4), (5, 5)]


def test_an_error_that_hides_all_order_leaves_all_ranks_to_everybody() -> None:
    assert rank_ranges([0.2, 0.1, 0.0], 0.5) == [(1, 3)] * 3


@given(VALUES, ERRORS, st.data())
def test_the_rank_by_the_true_values_is_always_within_the_range(
    estimates: list[float], error: float, data: st.DataObject
) -> None:
    offsets = st.integers(-8, 8).map(lambda eighth: error * eighth / 8)
    true = [value + data.draw(offsets) for value in estimates]
    for value, told in zip(true, rank_ranges(estimates, error), strict=True):
        highest = 1 + sum(other > value for other in true)
        assert told.first <= highest
        assert told.last >= sum(other >= value for other in true)


@given(VALUES, ERRORS)
def test_one_is_told_to_be_above_another_only_where_it_surely_is(estimates: list[float], error: float) -> None:
    told = rank_ranges(estimates, error)
    for (value, mine), (other, theirs) in product(zip(estimates, told, strict=True), repeat=2):
        if mine.last < theirs.first:
            assert value - other > 2 * error
