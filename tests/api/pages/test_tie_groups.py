"""Ties as a page shows them: those that read alike under one heading."""

from __future__ import annotations

from api.pages.tie_groups import Group, grouped
from graph.index.open_version import OpenVersion
from graph.views.tie_views import tie_view
from tests.graph.worlds import graph_of, tie


def _groups(small: OpenVersion, me: str) -> dict[str, list[str]]:
    return {group.words: [one["id"] for one in group.ties] for group in _list(small, me)}


def _list(small: OpenVersion, me: str) -> list[Group]:
    return grouped((tie_view(small, key) for key in small.ties_of(me)), me)


def test_ties_are_grouped_by_how_they_read_from_here() -> None:
    small = graph_of(tie("a", "funds", "b"), tie("a", "funds", "c"), tie("c", "funds", "a"), tie("a", "advises", "b"))
    assert _groups(small, "a") == {
        "advises": ["a--advises--b"],
        "funds": ["a--funds--b", "a--funds--c"],
        "is funded by": ["c--funds--a"],
    }


def test_what_reads_the_same_both_ways_is_one_group() -> None:
    small = graph_of(tie("a", "partners_with", "b"), tie("c", "partners_with", "a"))
    assert _groups(small, "a") == {"partners with": ["a--partners-with--b", "c--partners-with--a"]}


def test_what_leads_out_comes_first() -> None:
    small = graph_of(tie("a", "visited", "c"), tie("b", "advises", "a"))
    assert [group.words for group in _list(small, "a")] == ["visited", "is advised by"]


def test_every_group_has_a_name_of_its_own_to_link_to() -> None:
    small = graph_of(tie("a", "funds", "b"), tie("b", "funds", "a"), tie("a", "advises", "b"))
    keys = [group.key for group in _list(small, "a")]
    assert len(keys) == len(set(keys)) == 3


def test_a_tie_to_oneself_is_told_once() -> None:
    small = graph_of(tie("a", "funds", "a"))
    assert _groups(small, "a") == {"funds": ["a--funds--a"]}


def test_seen_from_nowhere_ties_read_forward() -> None:
    small = graph_of(tie("a", "funds", "b"))
    assert [group.words for group in grouped([tie_view(small, "a--funds--b")])] == ["funds"]
