"""The graph that ships joins people whom newspapers wrote of to those who sat in Congress, and to organizations."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from api.terminal.sparql_output import query_result
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Moved
from graph.queries.paths import Path as Route
from graph.queries.paths import shortest_paths
from graph.versions.version_folders import DataFolder
from loaders.curated.facts import facts_path

OPPOSED = {
    *("John Barrasso", "Tom Cotton", "Mike Enzi", "John Kennedy", "Jon Kyl", "Lisa Murkowski", "Jim Risch"),
    *("Mike Rounds", "Marco Rubio", "Ben Sasse", "Richard C. Shelby", "Dan Sullivan"),
}
"""The senators whom roll call 271 of 2018 lists under Nay."""


@pytest.fixture(scope="module")
def graph(home: DataFolder) -> OpenVersion:
    return OpenVersion.open(home.require())


def asked(home: DataFolder, query: str) -> list[list[str]]:
    text = query_result(home.require(), query, "csv", 30).decode()
    return list(csv.reader(io.StringIO(text)))[1:]


def test_twelve_senators_voted_against_the_first_step_act(home: DataFolder) -> None:
    query = """SELECT ?name WHERE {
        ?vote a rg:VoteAgainst ; rg:from ?senator ; rg:to id:bill-s-756 ; rg:role "senator" .
        ?senator skos:prefLabel ?name }"""
    found = [name for (name,) in asked(home, query)]
    assert len(found) == 12
    assert set(found) == OPPOSED


def test_the_roll_call_is_a_named_graph_of_its_own(home: DataFolder) -> None:
    query = """SELECT (COUNT(DISTINCT ?who) AS ?n) WHERE {
        GRAPH source:us-rollcall-115-s-271-2018 {
            ?who rg:votedFor id:bill-s-756 . ?vote rg:from ?who ; rg:role "senator" } }"""
    assert asked(home, query) == [["87"]]


def publishers(graph: OpenVersion, route: Route) -> list[set[str]]:
    """Who publishes the sources of each hop."""
    ties = ([graph.tie(tie["id"]) for tie in hop["ties"]] for hop in route["hops"])
    return [{graph.source(key)["publisher"] for tie in hop for key in tie["sources"]} for hop in ties]


@pytest.mark.parametrize("senator", ["tim-kaine", "us-bioguide-T000464", "us-bioguide-H001046"])
def test_a_path_from_kim_kardashian_to_a_senator_rests_on_news_and_on_the_roll_call(
    senator: str, graph: OpenVersion
) -> None:
    assert graph.actor(senator)
    (route,) = shortest_paths(graph, "kim-kardashian", senator)
    told = publishers(graph, route)
    assert "Rolling Stone" in told[0]
    assert told[-1] >= {"United States Senate"}
    assert {tie["relation"] for tie in route["hops"][-1]["ties"]} >= {"voted_for"}


def test_a_legislator_of_the_curated_facts_and_of_the_record_is_one_actor(graph: OpenVersion) -> None:
    with pytest.raises(Moved) as moved:
        graph.actor("us-bioguide-G000386")
    assert moved.value.to == "chuck-grassley"
    relations = {graph.tie(key)["kind"] for key in graph.ties_of("chuck-grassley")}
    assert {"introduced", "voted_for", "holds_seat_for", "member_of"} <= relations


def test_an_organization_of_the_register_and_of_the_curated_facts_is_one_actor(graph: OpenVersion) -> None:
    with pytest.raises(Moved) as moved:
        graph.actor("us-ein-161695266")
    assert moved.value.to == "voice-of-the-experienced"


@pytest.mark.parametrize("name", ["congress", "irs-bmf"])
def test_each_folder_of_tables_is_a_dataset_of_its_own(name: str, home: DataFolder) -> None:
    about = home.require().manifest.datasets[f"facts-{name}"]
    assert about["licence"] == "US public domain"
    assert Path(facts_path() / name / "sources.csv").is_file()


def test_sources_of_records_carry_the_digest_of_the_file(graph: OpenVersion) -> None:
    source = graph.source("us-rollcall-115-s-271-2018")
    assert len(source["sha256"] or "") == 64
    assert source["retrieved"] is None
    assert source["licence"] == "US public domain"
