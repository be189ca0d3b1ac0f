"""What rests on each source, counted from the columns, is what the records say."""

from __future__ import annotations

from collections import defaultdict

from graph.index.open_version import OpenVersion
from graph.index.source_index import SourceCounts
from tests.graph.worlds import graph_of, tie


def test_each_source_supports_the_ties_that_name_it(facts: OpenVersion) -> None:
    told: dict[str, list[str]] = defaultdict(list)
    for key, record in facts.records.ties.items():
        for source in record["sources"]:
            told[source].append(key)
    for source in facts.records.sources:
        assert facts.ids_of_ties(facts.index.sources.ties(source)) == told[source]
        alone = [key for key in told[source] if len(facts.tie(key)["sources"]) == 1]
        assert facts.ids_of_ties(facts.index.sources.alone(source)) == alone


def test_each_source_describes_the_actors_that_name_it(facts: OpenVersion) -> None:
    told: dict[str, list[str]] = defaultdict(list)
    for slug, record in facts.records.actors.items():
        for source in record["sources"]:
            told[source].append(slug)
    for source in facts.records.sources:
        assert [facts.actor_ids[place] for place in facts.index.sources.actors(source)] == told[source]


def test_an_undescribed_source_supports_too() -> None:
    bare = graph_of(tie("a", "funds", "b", sources=("s1", "s2")), tie("a", "leads", "c", sources=("s2",)))
    bare.records.sources.clear()  # type: ignore[attr-defined]  # a dict in this small world
    assert (bare.index.sources.counts("s1"), bare.index.sources.counts("s2")) == (
        SourceCounts(0, 1, 0, 0),
        SourceCounts(0, 2, 1, 0),
    )


def test_nothing_rests_on_a_source_that_nobody_names(facts: OpenVersion) -> None:
    assert facts.index.sources.counts("no-such-source") == SourceCounts(0, 0, 0, 0)
    assert facts.index.sources.number("no-such-source") is None


def test_ties_of_several_sources_stand_once() -> None:
    both = graph_of(tie("a", "funds", "b", sources=("s1", "s2")), tie("a", "leads", "c", sources=("s2",)))
    assert both.index.sources.ties_of_any(["s1", "s2", "s9"]).tolist() == [0, 1]
