"""What rests on each source, counted from the columns, is what the records say."""

from __future__ import annotations

from collections import defaultdict

from graph.index.open_version import OpenVersion
from graph.index.source_index import Held
from tests.graph.worlds import graph_of, tie


def test_each_source_supports_the_ties_that_name_it(facts: OpenVersion) -> None:
    told: dict[str, list[str]] = defaultdict(list)
    for key, record in facts.records.ties.items():
        for source in record["sources"]:
            told[source].append(key)
    for source in facts.records.sources:
        assert facts.ids_of_ties(facts.backing.ties(source)) == told[source]
        alone = [key for key in told[source] if len(facts.tie(key)["sources"]) == 1]
        assert facts.ids_of_ties(facts.backing.alone(source)) == alone


def test_each_source_describes_the_actors_that_name_it(facts: OpenVersion) -> None:
    told: dict[str, list[str]] = defaultdict(list)
    for slug, record in facts.records.actors.items():
        for source in record["sources"]:
            told[source].append(slug)
    for source in facts.records.sources:
        assert [facts.actor_ids[place] for place in facts.backing.actors(source)] == told[source]


def test_an_undescribed_source_supports_too() -> None:
    bare = graph_of(tie("a", "funds", "b", sources=("s1", "s2")), tie("a", "leads", "c", sources=("s2",)))
    bare.records.sources.clear()  # type: ignore[attr-defined]  # a dict in this small world
    assert (bare.backing.held("s1"), bare.backing.held("s2")) == (Held(0, 1, 0, 0), Held(0, 2, 1, 0))


def test_nothing_rests_on_a_source_that_nobody_names(facts: OpenVersion) -> None:
    assert facts.backing.held("no-such-source") == Held(0, 0, 0, 0)
    assert facts.backing.number("no-such-source") is None


def test_ties_of_several_sources_stand_once() -> None:
    both = graph_of(tie("a", "funds", "b", sources=("s1", "s2")), tie("a", "leads", "c", sources=("s2",)))
    assert both.backing.ties_of_any(["s1", "s2", "s9"]).tolist() == [0, 1]
