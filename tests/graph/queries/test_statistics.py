"""What a version holds, counted."""

from __future__ import annotations

from graph.index.open_version import OpenVersion
from graph.queries.statistics import hubs, stats
from graph.versions.version_folders import DataFolder
from tests.shipped import table


def test_counts_add_up(home: DataFolder, facts: OpenVersion) -> None:
    counted = stats(home.require().manifest, facts)
    assert sum(counted["kinds"].values()) == counted["counts"]["actors"] == len(facts.records.actors)
    assert sum(counted["relations"].values()) == counted["counts"]["ties"] == len(facts.records.ties)
    assert sum(counted["tiers"].values()) == counted["counts"]["sources"] == len(facts.records.sources)
    assert sum(counted["claim_statuses"].values()) == counted["counts"]["ties"]


def test_counts_agree_with_the_tables(home: DataFolder, facts: OpenVersion) -> None:
    counted = stats(home.require().manifest, facts)
    assert counted["counts"]["actors"] == len({row["actor_id"] for row in table("actors")})
    assert counted["counts"]["sources"] == len(table("sources"))


def test_the_most_frequent_come_first(home: DataFolder, facts: OpenVersion) -> None:
    relations = list(stats(home.require().manifest, facts)["relations"].values())
    assert relations == sorted(relations, reverse=True)


def test_a_version_is_named_with_its_digest_and_datasets(home: DataFolder, facts: OpenVersion) -> None:
    counted = stats(home.require().manifest, facts)
    assert (counted["version"], counted["digest"]) == (facts.version, facts.digest)
    assert counted["datasets"]["curated"]["licence"] == "CC-BY-4.0"


def test_dated_ties_and_ties_with_several_sources_are_counted(world_home: DataFolder) -> None:
    version = world_home.require()
    counted = stats(version.manifest, OpenVersion.open(version))
    assert counted["dated_ties"] == 7
    assert counted["ties_with_several_sources"] == 1


def test_hubs_are_the_most_tied_of_the_largest_kinds(world_home: DataFolder) -> None:
    small = OpenVersion.open(world_home.require())
    assert hubs(small, kinds=2, each=1) == {
        "organization": [{"id": "anti-recidivism-coalition", "name": "Anti-Recidivism Coalition", "ties": 4}],
        "person": [{"id": "kim-kardashian", "name": "Kim Kardashian", "ties": 4}],
    }
