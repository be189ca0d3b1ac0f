from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from api.ingest.curated_facts import SourceNotLoaded, drop, load_curated
from graph.index.networkx_graph import networkx_graph
from graph.rdf.ontology import vocabulary
from graph.rdf.records import Records, records
from graph.storage.name_search import Index
from graph.versions.version_folders import DataFolder, NoVersion
from tests.folders import an_addition


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    """A new home, without versions."""
    return DataFolder(tmp_path / "data")


def found(home: DataFolder) -> Records:
    return records(home.require().quads(), vocabulary())


def files(home: DataFolder) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in home.require().datasets().items()}


def test_a_source_that_is_dropped_is_gone_with_all_that_it_alone_states(home: DataFolder, world: Path) -> None:
    load_curated(home, [world])
    drop(home, "news-2018")
    left = found(home)
    assert set(left.sources) == {"filing-2020"}
    assert {source for tie in left.ties.values() for source in tie["sources"]} == {"filing-2020"}
    assert left.ties["kim-kardashian--apprentice-at--cut50--2018-10"]["roles"] == ("apprentice",)
    assert left.outcomes == {}
    assert not any(b"news-2018" in data for data in files(home).values())


def test_an_actor_that_only_a_dropped_source_described_keeps_its_ties_under_its_id(
    home: DataFolder, world: Path
) -> None:
    load_curated(home, [world])
    drop(home, "news-2018")
    left = found(home)
    assert (left.actors["cut50"]["kind"], left.actors["cut50"]["name"]) == ("actor", "cut50")
    assert networkx_graph(left).has_edge("kim-kardashian", "cut50")
    index = Index(home.require().search_path)
    assert index.search("cut50")[0].slug == "cut50"
    index.close()


@pytest.mark.parametrize("source", ["news-2018", "filing-2020"])
def test_a_drop_and_a_load_leave_all_as_before(home: DataFolder, world: Path, source: str) -> None:
    before = load_curated(home, [world]).version.manifest
    data = files(home)
    assert drop(home, source).is_new
    assert load_curated(home, [world]).version.manifest.digest == before.digest
    assert files(home) == data


def test_a_dropped_source_goes_from_every_dataset(home: DataFolder, world: Path, tmp_path: Path) -> None:
    load_curated(home, [world, Path(shutil.copytree(world, tmp_path / "copy"))])
    drop(home, "news-2018")
    assert not any(b"news-2018" in data for data in files(home).values())
    assert len(files(home)) == 2


def test_a_source_that_is_not_there_cannot_be_dropped(home: DataFolder, world: Path) -> None:
    with pytest.raises(NoVersion, match="run `reentry load` first"):
        drop(home, "news-2018")
    load_curated(home, [world])
    for unknown in ("news", "", "news-2018 ", "> <a", "kim-kardashian"):
        with pytest.raises(SourceNotLoaded, match="there is no source"):
            drop(home, unknown)
    assert len(home.versions()) == 1


def test_what_was_lost_by_a_drop_does_not_stop_other_loads(home: DataFolder, world: Path, tmp_path: Path) -> None:
    load_curated(home, [world])
    drop(home, "news-2018")
    addition = an_addition(tmp_path / "addition")
    addition.set("relations", 2, "object", "anti-recidivism-coalition")
    assert load_curated(home, [addition.path]).is_new


def test_the_last_source_can_be_dropped(home: DataFolder, world: Path) -> None:
    load_curated(home, [world])
    drop(home, "news-2018")
    drop(home, "filing-2020")
    assert found(home).ties == {}
    assert files(home) == {}
