"""What disagrees and who says which; what would fall with a source."""

from __future__ import annotations

import pytest

from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Unknown
from graph.queries.conflicts import WantedKind, conflicts, conflicts_of
from graph.queries.source_dependence import source_dependence
from tests.graph.worlds import graph_of, tie


def founding() -> OpenVersion:
    """Two sources disagree on when and by whom a house was founded; a third tells of something else."""
    return graph_of(
        tie("ann", "founded", "house", start="2001", sources=("s1",), conflicts=("founding",), claim_status="disputed"),
        tie("bob", "founded", "house", start="2002", sources=("t2",), conflicts=("founding",), claim_status="disputed"),
        tie("ann", "leads", "house", sources=("s1", "u3")),
        tie("cat", "leads", "barn", sources=("u3",)),
    )


def test_a_conflict_shows_all_sides_in_words_with_who_says_so() -> None:
    (found,) = conflicts(founding())["conflicts"]
    assert [side["words"] for side in found["sides"]] == ["Ann founded House, 2001", "Bob founded House, 2002"]
    says = [side["tie"]["receipts"][0]["source"]["id"] for side in found["sides"] if side["tie"]]
    assert says == ["s1", "t2"]


def test_a_conflict_says_what_it_is_about() -> None:
    (found,) = conflicts(founding())["conflicts"]
    assert (found["differs"], found["sources"]) == (["from", "start"], 2)
    assert [actor["id"] for actor in found["actors"]] == ["ann", "bob", "house"]


def test_conflicts_are_narrowed_by_actor_and_filter() -> None:
    graph = founding()
    assert [conflicts(graph, actor=slug)["count"] for slug in ("ann", "house", "cat")] == [1, 1, 0]
    assert conflicts(graph, tie_filter=Filter(relations=frozenset({"leads"})))["count"] == 0
    with pytest.raises(Unknown):
        conflicts(graph, actor="nobody")


def test_every_conflict_of_the_facts_stands_once_on_some_page(facts: OpenVersion) -> None:
    records = [*facts.records.ties.values(), *facts.records.outcomes.values()]
    found, cursor = list[str](), None
    while cursor is not None or not found:
        part = conflicts(facts, limit=10, cursor=cursor)
        found, cursor = found + [conflict["id"] for conflict in part["conflicts"]], part["next"]
    assert found == sorted({name for record in records for name in record["conflicts"]})


def test_every_side_of_the_facts_has_receipts_and_differs_from_another(facts: OpenVersion) -> None:
    for conflict in conflicts(facts, limit=1000)["conflicts"]:
        assert conflict["differs"], conflict["id"]
        assert len(conflict["sides"]) > 1, conflict["id"]
        for side in conflict["sides"]:
            view = side["tie"] or side["outcome"]
            assert view
            assert view["receipts"]
            assert side["words"]


def test_a_conflict_of_numbers_shows_its_outcomes(facts: OpenVersion) -> None:
    (found,) = [one for one in conflicts(facts, limit=1000)["conflicts"] if one["id"] == "roca-pay-for-success-target"]
    assert "quantity" in found["differs"]
    assert {side["outcome"]["quantity"] for side in found["sides"] if side["outcome"]} == {900, 924, 929, 1320}


def test_every_conflict_of_the_facts_says_who_says_what(facts: OpenVersion) -> None:
    every = conflicts(facts, kind="all", limit=1000)["conflicts"]
    assert {one["kind"] for one in every} >= {"contradicts", "other scope", "supersedes"}
    assert [one["id"] for one in every if not one["sentence"]] == []


def test_what_is_no_contradiction_is_asked_for_by_its_kind(facts: OpenVersion) -> None:
    kinds: list[WantedKind] = ["contradicts", "rounds", "other scope", "supersedes"]
    of_kind = {kind: conflicts(facts, kind=kind, limit=1000) for kind in kinds}
    for kind, answer in of_kind.items():
        assert {one["kind"] for one in answer["conflicts"]} <= {kind}
    assert sum(answer["count"] for answer in of_kind.values()) == conflicts(facts, kind="all")["count"]
    assert {one["id"] for one in of_kind["supersedes"]["conflicts"]} >= {"roca-pay-for-success-value"}


def test_a_difference_disputes_nothing_and_is_shown_apart(facts: OpenVersion) -> None:
    for one in conflicts(facts, kind="supersedes", limit=1000)["conflicts"]:
        for side in one["sides"]:
            view = side["tie"] or side["outcome"]
            assert view is not None
            assert one["id"] in view["differences"]
            assert one["id"] not in view["conflicts"]
            assert view["claim_status"] != "disputed"


def test_with_a_source_fall_the_ties_that_no_other_supports() -> None:
    found = source_dependence(founding(), "u3")
    assert [view["id"] for view in found["ties"]] == ["cat--leads--barn"]
    assert (found["ties_lost"], found["ties_kept"]) == (1, 1)


def test_with_a_source_fall_the_actors_that_have_no_other_ties() -> None:
    assert [actor["id"] for actor in source_dependence(founding(), "u3")["cut_off"]] == ["barn", "cat"]
    assert source_dependence(founding(), "s1")["cut_off"] == []


def test_a_source_that_is_not_held_is_unknown() -> None:
    with pytest.raises(Unknown):
        source_dependence(founding(), "nothing")


def test_what_falls_with_a_source_of_the_facts_is_all_that_no_other_states(facts: OpenVersion) -> None:
    key = "tsr-2019-kanye-charitable-gift"
    found = source_dependence(facts, key, limit=1000)
    alone = [tie for tie, record in facts.records.ties.items() if record["sources"] == (key,)]
    assert [view["id"] for view in found["ties"]] == alone
    assert found["ties_lost"] + found["ties_kept"] == sum(key in tie["sources"] for tie in facts.records.ties.values())
    assert {actor["id"] for actor in found["cut_off"]} >= {"arc-nature-retreats", "christina-calloway"}
    described = {slug for slug, actor in facts.records.actors.items() if actor["sources"] == (key,)}
    assert {actor["id"] for actor in found["undescribed"]} == described


@pytest.mark.parametrize("actor", ["ann", "bob", "cat", "house", "barn"])
def test_the_conflicts_of_an_actor_are_those_that_concern_it(actor: str) -> None:
    known = founding()
    assert conflicts_of(known, actor) == {found["id"] for found in conflicts(known, actor=actor)["conflicts"]}
