"""One version, opened."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Unknown
from graph.model.statements import EntityRef
from graph.rdf.ontology import vocabulary
from graph.rdf.records import records
from graph.versions.version_folders import Damaged, DataFolder, NoVersion, Version
from tests.graph.worlds import graph_of, tie


@pytest.fixture
def spoilt(world_home: DataFolder, tmp_path: Path) -> Version:
    """A copy of a version, to be spoilt."""
    return Version(Path(shutil.copytree(world_home.require().path, tmp_path / "000001")))


def test_the_shelves_hold_what_the_store_holds(home: DataFolder, facts: OpenVersion) -> None:
    stored = home.require().open_store().quads_for_pattern(None, None, None, None)
    assert records(stored, vocabulary()) == facts.records


def test_a_version_knows_its_number_and_digest(home: DataFolder, facts: OpenVersion) -> None:
    manifest = home.require().manifest
    assert (facts.version, facts.digest) == (manifest.version, manifest.digest)
    assert facts.networkx_graph.graph == {"version": manifest.version, "digest": manifest.digest}


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _scribble(path: Path) -> None:
    path.write_bytes(b"no database, no facts\n" * 500)


@pytest.mark.parametrize("file", ["tie.jsonl", "id.ids", "source.npy", "columns.npz"])
@pytest.mark.parametrize("spoil", [_cut, _scribble, Path.unlink])
def test_facts_that_cannot_be_read_are_damaged(spoilt: Version, spoil: Callable[[Path], None], file: str) -> None:
    spoil(spoilt.records_path / file)
    with pytest.raises(Damaged, match=r"is damaged: .*; load its facts again"):
        OpenVersion.open(spoilt)


@pytest.mark.parametrize("spoil", [_scribble, Path.unlink])
def test_an_index_that_cannot_be_read_is_damaged(spoilt: Version, spoil: Callable[[Path], None]) -> None:
    spoil(spoilt.search_path)
    with pytest.raises(Damaged):
        OpenVersion.open(spoilt)


def test_a_folder_without_a_manifest_is_no_version(spoilt: Version) -> None:
    (spoilt.path / "manifest.json").unlink()
    with pytest.raises(NoVersion):
        OpenVersion.open(spoilt)


def test_an_unknown_actor_comes_with_those_that_are_near(facts: OpenVersion) -> None:
    with pytest.raises(Unknown, match="did you mean kim-kardashian"):
        facts.actor("kim-kardashan")


def test_an_unknown_name_that_nothing_is_near_to_says_to_search(facts: OpenVersion) -> None:
    with pytest.raises(Unknown, match="search"):
        facts.actor("zzzzqqqq")


@pytest.mark.parametrize("space", ["id", "tie", "outcome", "source"])
def test_each_space_demands_its_own_things(facts: OpenVersion, space: str) -> None:
    held = {"id": "actors", "tie": "ties", "outcome": "outcomes", "source": "sources"}[space]
    key, record = next(iter(getattr(facts.records, held).items()))
    assert facts.reader.thing(EntityRef(space, key)) is record
    with pytest.raises(Unknown):
        facts.reader.thing(EntityRef(space, "no-such-thing"))


def test_ties_of_an_actor_are_outgoing_first_each_in_order_of_id() -> None:
    small = graph_of(tie("b", "funds", "a"), tie("a", "funds", "c"), tie("a", "advises", "b"))
    assert list(small.ties_of("a")) == ["a--advises--b", "a--funds--c", "b--funds--a"]


def test_a_tie_to_oneself_is_told_once() -> None:
    small = graph_of(tie("a", "funds", "a"), tie("a", "funds", "b"))
    assert list(small.ties_of("a")) == ["a--funds--a", "a--funds--b"]


def test_rivals_are_the_other_ties_of_the_same_conflict() -> None:
    small = graph_of(
        tie("a", "funds", "b", amount=1, conflicts=("how-much",)),
        tie("a", "funds", "b", amount=2, conflicts=("how-much",)),
        tie("a", "funds", "b", amount=3),
    )
    assert small.conflicts.rivals("ties", "a--funds--b--1") == ["a--funds--b--2"]
    assert small.conflicts.rivals("ties", "a--funds--b--3") == []


def test_every_shipped_conflict_sets_at_least_two_facts_against_each_other(facts: OpenVersion) -> None:
    assert facts.conflicts.by_name
    single_sided = [name for name, spaces in facts.conflicts.by_name.items() if sum(map(len, spaces.values())) < 2]
    assert single_sided == []


def test_the_most_tied_come_first(facts: OpenVersion) -> None:
    degrees = [facts.networkx_graph.degree(slug) for slug in facts.index.most_tied]
    assert degrees == sorted(degrees, reverse=True)
    assert set(facts.index.most_tied) == set(facts.records.actors)


def test_a_search_reaches_actors_by_their_other_names(facts: OpenVersion) -> None:
    assert facts.search("ARC", limit=1)[0].slug == "anti-recidivism-coalition"


def test_a_search_of_one_kind_finds_no_other(facts: OpenVersion) -> None:
    assert {hit.kind for hit in facts.search("first step", kind="law")} == {"law"}


def test_knowledge_without_an_index_finds_nothing() -> None:
    assert graph_of(tie("a", "funds", "b")).search("a") == []


def test_many_threads_may_search_at_once(facts: OpenVersion) -> None:
    names = ["kim kardashian", "first step act", "kanye west", "van jones"] * 25
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda name: facts.search(name, limit=3), names))
    assert found == [facts.search(name, limit=3) for name in names]
