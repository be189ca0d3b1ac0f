"""Which ties a question is about."""

from __future__ import annotations

from datetime import date

import pytest

from graph.index.filter_masks import admitted
from graph.index.filters import ALL, Filter, best_tier, between, forward
from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.storage.tie_columns import NO_TIER
from tests.graph.worlds import graph_of, tie

GIFT, LEAD, OLD, BACK = (
    "ann--donates-to--home",
    "ann--leads--home--2018",
    "bob--leads--home--2001",
    "home--endorses--ann",
)


def world() -> OpenVersion:
    """Four ties that differ in all that a filter asks for."""
    return graph_of(
        tie("ann", "donates_to", "home", sources=("s1", "t3")),
        tie("ann", "leads", "home", start="2018", claim_status="disputed", sources=("t3",)),
        tie("bob", "leads", "home", start="2001", key=OLD, sources=("s2",)),
        tie("home", "endorses", "ann", claim_status="opinion", sources=("s2",)),
        home="organization",
    )


@pytest.mark.parametrize(
    ("tie_filter", "expected"),
    [
        (ALL, [GIFT, LEAD, OLD, BACK]),
        (Filter(relations=frozenset({"leads", "endorses"})), [LEAD, OLD, BACK]),
        (Filter(families=frozenset({"money_tie"})), [GIFT]),
        (Filter(statuses=frozenset({"disputed"})), [LEAD]),
        (Filter(worst_tier=1), [GIFT]),
        (Filter(worst_tier=2), [GIFT, OLD, BACK]),
        (Filter(sources=frozenset({"t3"})), [GIFT, LEAD]),
        (Filter(kinds=frozenset({"person"})), []),
        (Filter(kinds=frozenset({"person", "organization"})), [GIFT, LEAD, OLD, BACK]),
        (Filter(moment=Moment.as_of(date(2010, 1, 1))), [OLD]),
        (Filter(moment=Moment(date(2010, 1, 1), date(2010, 1, 1), with_undated=True)), [GIFT, OLD, BACK]),
        (Filter(relations=frozenset({"leads"}), worst_tier=2), [OLD]),
    ],
)
def test_a_filter_admits(tie_filter: Filter, expected: list[str]) -> None:
    assert list(admitted(world(), tie_filter)) == sorted(expected)


def test_a_filter_that_asks_nothing_admits_everything() -> None:
    assert list(admitted(world(), Filter())) == list(admitted(world()))


def test_between_takes_both_directions_and_forward_takes_one() -> None:
    graph = world()
    assert sorted(between(graph, "home", "ann")) == sorted([GIFT, LEAD, BACK])
    assert sorted(forward(graph, "home", "ann")) == [BACK]
    assert list(between(graph, "home", "ann", Filter(worst_tier=1))) == [GIFT]
    assert list(between(graph, "ann", "bob")) == []


def test_the_tier_of_a_tie_is_that_of_its_best_source() -> None:
    graph = world()
    assert [best_tier(graph, graph.tie(key)) for key in (GIFT, LEAD, OLD)] == [1, 3, 2]
    assert best_tier(graph, {"sources": ("nowhere",)}) == NO_TIER
