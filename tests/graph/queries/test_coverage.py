"""What the graph covers, and its gaps."""

from __future__ import annotations

from collections import Counter

import pytest

from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.queries.coverage import Coverage, Covered, coverage
from graph.queries.gaps import GAPS, GapName, gap
from tests.graph.worlds import graph_of, tie

MONEY = Filter(families=frozenset({"money_tie"}))


def patchy() -> OpenVersion:
    """A graph with every kind of gap."""
    return graph_of(
        tie("ann", "donates_to", "house", amount=5, start="2015", sources=("s1", "t3")),
        tie("ann", "donates_to", "house", start="2018", sources=("t3",), claim_status="opinion"),
        tie("house", "located_in", "town", sources=("t3",)),
        actors=("lost",),
        house="organization",
        town="place",
    )


def counts(rows: list[Covered]) -> dict[str, int]:
    return {row["key"]: row["ties"] for row in rows}


def counted(rows: Coverage) -> dict[str, int]:
    return {row["gap"]: row["count"] for row in rows["gaps"]}


def test_ties_are_counted_under_every_heading() -> None:
    found = coverage(patchy())
    assert counts(found["years"]) == {"2015": 1, "2018": 1, "no date": 1}
    assert counts(found["relations"]) == {"donates_to": 2, "located_in": 1}
    assert counts(found["families"]) == {"money_tie": 2, "structural_tie": 1}
    assert counts(found["actor_kinds"]) == {"organization": 3, "person": 2, "place": 1}
    assert counts(found["tiers"]) == {"1": 1, "3": 2}
    assert counts(found["statuses"]) == {"stated": 2, "opinion": 1}
    assert counts(found["publishers"]) == {"t3": 3, "s1": 1}
    assert counts(found["places"]) == {"town": 1}


def test_years_without_ties_lie_between_those_with() -> None:
    assert coverage(patchy())["years_without_ties"] == [2016, 2017]
    assert coverage(graph_of(actors="a"))["years_without_ties"] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("actors_with_one_source", ["town"]),
        ("actors_without_description", ["ann", "house", "lost", "town"]),
        ("actors_without_ties", ["lost"]),
        ("ties_with_one_source", ["ann--donates-to--house--2018", "house--located-in--town"]),
        ("ties_without_dates", ["house--located-in--town"]),
        ("money_without_amount", ["ann--donates-to--house--2018"]),
    ],
)
def test_a_gap_names_its_actors_or_ties(name: GapName, expected: list[str]) -> None:
    found = gap(patchy(), name)
    assert [one["actor"]["id"] for one in found["actors"]] + [view["id"] for view in found["ties"]] == expected
    assert counted(coverage(patchy()))[name] == found["count"] == len(expected)


def test_a_filter_narrows_what_is_counted() -> None:
    found = coverage(patchy(), tie_filter=MONEY)
    assert (found["ties"], found["actors"], counted(found)["ties_without_dates"]) == (2, 2, 0)


@pytest.mark.parametrize("name", GAPS)
def test_pages_of_a_gap_put_together_are_all_of_it(facts: OpenVersion, name: GapName) -> None:
    found, cursor, count = list[str](), None, None
    while count is None or cursor:
        part = gap(facts, name, limit=400, cursor=cursor)
        found += [one["actor"]["id"] for one in part["actors"]] + [view["id"] for view in part["ties"]]
        cursor, count = part["next"], part["count"]
    assert (len(found), found) == (count, sorted(set(found)))


def test_the_counts_of_the_facts_add_up(facts: OpenVersion) -> None:
    found = coverage(facts, limit=10_000)
    ties = facts.records.ties
    for heading in (found["years"], found["relations"], found["families"], found["tiers"], found["statuses"]):
        assert sum(row["ties"] for row in heading) == found["ties"] == len(ties)
    assert counts(found["relations"]) == Counter(tie["kind"] for tie in ties.values())
