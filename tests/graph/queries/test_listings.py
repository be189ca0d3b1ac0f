"""Lists are whole, in order, and each thing stands on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Unknown
from graph.queries.listings import ActorOrder, TieOrder, actors, outcomes, sources, ties
from graph.rdf.ontology import vocabulary
from graph.rdf.records import Record, Records
from graph.versions.version_folders import DataFolder
from graph.views.pagination import BadCursor
from tests.graph.worlds import graph_of, tie

WORLD = graph_of(
    tie("ann", "donates_to", "club", start="2019", amount=500, sources=("s1", "s2")),
    tie("bob", "donates_to", "club", start="2018-03", amount=700, sources=("s2",)),
    tie("ann", "works_for", "club", sources=("s3",)),
    tie("ann", "visited", "bob", end="2017"),
    club="organization",
)


@pytest.fixture(scope="module")
def shipped_knowledge(home: DataFolder) -> OpenVersion:
    """The shipped facts, opened."""
    return OpenVersion.open(home.require())


def _all(ask: Callable[..., Any], name: str, **asked: Any) -> list[Any]:
    """Everything a list holds, page by page."""
    found, cursor = [], None
    while True:
        page = ask(**asked, cursor=cursor)
        found += page[name]
        cursor = page["next"]
        if cursor is None:
            return found


def _slugs(found: list[Any]) -> list[str]:
    return [one["actor"]["id"] for one in found]


def test_actors_stand_in_order_of_id() -> None:
    assert _slugs(actors(WORLD)["actors"]) == ["ann", "bob", "club"]


def test_the_actors_with_the_most_ties_can_come_first() -> None:
    assert _slugs(actors(WORLD, sort="ties")["actors"]) == ["ann", "club", "bob"]


def test_actors_can_be_of_one_kind() -> None:
    assert _slugs(actors(WORLD, kinds=frozenset({"organization"}))["actors"]) == ["club"]


def test_undated_ties_come_after_all_dates() -> None:
    assert [one["dates"][:4] for one in ties(WORLD, sort="date")["ties"]] == ["unti", "2018", "2019", "star"]


def test_the_largest_amount_comes_first_and_no_amount_last() -> None:
    assert [one["amount"] for one in ties(WORLD, sort="amount")["ties"]] == [700, 500, None, None]


@pytest.mark.parametrize("sort", get_args(TieOrder))
def test_the_ties_of_an_actor_are_those_of_the_list_of_all(sort: TieOrder) -> None:
    mine = [one["id"] for one in ties(WORLD, sort=sort)["ties"] if "ann" in (one["from"]["id"], one["to"]["id"])]
    assert [one["id"] for one in ties(WORLD, actor="ann", sort=sort)["ties"]] == mine


def test_ties_obey_the_filter() -> None:
    found = ties(WORLD, tie_filter=Filter(sources=frozenset({"s2"})))["ties"]
    assert {one["from"]["id"] for one in found} == {"ann", "bob"}


def test_a_source_says_how_much_rests_on_it_alone() -> None:
    counted = {one["source"]["id"]: (one["ties"], one["alone"]) for one in sources(WORLD)["sources"]}
    assert counted == {"s1": (2, 1), "s2": (2, 1), "s3": (1, 1)}


def test_sources_can_be_of_one_tier() -> None:
    assert [one["source"]["id"] for one in sources(WORLD, tiers=frozenset({3}))["sources"]] == ["s3"]


@pytest.mark.parametrize("sort", get_args(ActorOrder))
def test_every_actor_stands_on_one_page(shipped_knowledge: OpenVersion, sort: ActorOrder) -> None:
    found = _slugs(_all(lambda **page: actors(shipped_knowledge, sort=sort, limit=333, **page), "actors"))
    assert sorted(found) == list(shipped_knowledge.records.actors)


@pytest.mark.parametrize("sort", get_args(TieOrder))
def test_every_tie_stands_on_one_page(shipped_knowledge: OpenVersion, sort: TieOrder) -> None:
    found = [one["id"] for one in _all(lambda **page: ties(shipped_knowledge, sort=sort, limit=700, **page), "ties")]
    assert sorted(found) == list(shipped_knowledge.records.ties)


def test_every_result_stands_on_one_page(shipped_knowledge: OpenVersion) -> None:
    found = _all(lambda **page: outcomes(shipped_knowledge, outcome_type="result", limit=50, **page), "outcomes")
    held = [key for key, one in shipped_knowledge.records.outcomes.items() if one["outcome_type"] == "result"]
    assert [one["id"] for one in found] == held


def test_the_cursor_of_another_order_is_refused() -> None:
    cursor = ties(WORLD, sort="amount", limit=1)["next"]
    with pytest.raises(BadCursor):
        ties(WORLD, sort="id", cursor=cursor)


def test_nobody_has_no_ties_to_list() -> None:
    with pytest.raises(Unknown):
        ties(WORLD, actor="nobody")


def _outcome(population: str | None, years: int | None, outcome_type: str = "result") -> Record:
    _, record = tie("ann", "visited", "club")
    kept = {name: value for name, value in record.items() if name not in ("from", "to", "kind", "money_in", "may_be")}
    scope = {"population": population, "window_years": years}
    return (
        kept
        | scope
        | {
            "about": "club",
            "achieved_through": None,
            "outcome_type": outcome_type,
            "measure": "recidivism_rate",
            "quantity": 5,
            "unit": "percent",
        }
    )


RATES = {
    "a": _outcome(None, 3),
    "b": _outcome("participants", None),
    "c": _outcome("graduates", 3),
    "d": _outcome("graduates", 1),
    "e": _outcome("graduates", 1, "goal"),
}


@pytest.fixture(scope="module")
def rates() -> OpenVersion:
    """A small graph with outcomes of one measure."""
    held = WORLD.records
    records = Records(held.actors, held.ties, RATES, held.sources)
    return OpenVersion(records, vocabulary(), "000001", "0" * 64)


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_outcomes_of_one_population_and_window_are_next_to_each_other(rates: OpenVersion, limit: int) -> None:
    listed = _all(lambda **page: outcomes(rates, measure="recidivism_rate", limit=limit, **page), "outcomes")
    assert [one["id"] for one in listed] == ["d", "c", "b", "a"]


def test_a_goal_is_no_result_and_is_counted(rates: OpenVersion) -> None:
    assert outcomes(rates, measure="recidivism_rate")["goals_left_out"] == 1
    asked = outcomes(rates, measure="recidivism_rate", outcome_type="goal")
    assert [one["id"] for one in asked["outcomes"]] == ["e"]
    assert asked["goals_left_out"] == 0
    assert len(outcomes(rates)["outcomes"]) == 5
