"""A tie that a source attests is dated, wherever the graph says what is dated."""

from __future__ import annotations

import pytest

from graph.queries.listings import ties
from graph.queries.paths import paths
from tests.graph.worlds import graph_of, tie

WORLD = graph_of(
    tie("ann", "donates_to", "bob", attested=("2019-11-06", "2019"), sources=("s1", "s2")),
    tie("ann", "works_for", "club", start="2020", sources=("s1", "s2")),
    tie("bob", "donates_to", "club", start="2018", sources=("s1", "s2")),
    tie("mia", "visited", "club", sources=("s1", "s2")),
    club="organization",
)


@pytest.mark.parametrize(("start", "end", "is_undated"), [("ann", "bob", False), ("mia", "club", True)])
def test_what_is_attested_is_not_weak_for_being_undated(start: str, end: str, is_undated: bool) -> None:
    weakest = paths(WORLD, start, end, limit=1)["paths"][0]["weakest"]
    assert ("undated" in weakest["why"]) == is_undated


def test_what_is_attested_stands_in_a_timeline_by_the_day_by_which_it_is_known() -> None:
    listed = [(it["relation"], it["start"]) for it in ties(WORLD, sort="date")["ties"]]
    assert listed == [("donates_to", "2018"), ("donates_to", None), ("works_for", "2020"), ("visited", None)]
    pages, cursor = [], None
    for _ in listed:
        page = ties(WORLD, sort="date", limit=1, cursor=cursor)
        pages += [(it["relation"], it["start"]) for it in page["ties"]]
        cursor = page["next"]
    assert pages == listed


def test_what_is_attested_counts_as_dated() -> None:
    assert WORLD.columns.is_dated().tolist() == [True, True, True, False]
