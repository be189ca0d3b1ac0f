"""What lies in a place: at any depth, by the relations that the ontology passes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.ingest.curated_facts import load_curated
from graph.index.filter_masks import admitted
from graph.index.filters import Filter, inside
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import UnknownActor
from graph.queries.listings import actors
from graph.queries.within_place import search_within
from graph.versions.version_folders import DataFolder
from tests.folders import Folder

PLACES = {"town": "Hartford", "state": "Connecticut", "country": "United States", "other-state": "Ohio"}
LIES_IN = {"town": "state", "state": "country", "other-state": "country", "cut50": "town"}


@pytest.fixture(scope="module")
def world_in_places(tmp_path_factory: pytest.TempPathFactory) -> OpenVersion:
    """The small world, with #cut50 in a town, and a second state."""
    home = DataFolder(tmp_path_factory.mktemp("places"))
    load_curated(home, [_tables(tmp_path_factory.mktemp("tables") / "folder")])
    return OpenVersion.open(home.require())


def _tables(path: Path) -> Path:
    folder = Folder(path)
    for key, name in PLACES.items():
        blank = {"alt_names": "", "description": "", "external_ids": ""}
        folder.copy("actors", 2, actor_id=key, kind="place", name=name, **blank)
    for subject, place in LIES_IN.items():
        blank = {"role": "", "start": "", "end": "", "amount_usd": "", "note": "", "conflict_id": "", "locator": ""}
        cells = {"relation_id": f"in-{subject}", "subject": subject, "predicate": "located_in", "object": place}
        folder.copy("relations", 4, **blank, **cells)
    return folder.path


def there(graph: OpenVersion, place: str) -> set[str]:
    mask = inside(graph, frozenset({place}))
    return {slug for slug, is_there in zip(graph.actor_ids, mask.tolist(), strict=True) if is_there}


def test_what_lies_in_a_town_lies_in_its_state_and_country(world_in_places: OpenVersion) -> None:
    assert there(world_in_places, "town") == {"town", "cut50"}
    assert there(world_in_places, "state") == {"state", "town", "cut50"}
    assert there(world_in_places, "country") == {"country", "state", "other-state", "town", "cut50"}
    assert there(world_in_places, "other-state") == {"other-state"}


def test_an_unknown_place_is_refused(world_in_places: OpenVersion) -> None:
    with pytest.raises(UnknownActor):
        inside(world_in_places, frozenset({"atlantis"}))


def test_a_filter_admits_the_ties_of_who_is_there(world_in_places: OpenVersion) -> None:
    keys = admitted(world_in_places, Filter(places=frozenset({"state"})))
    ends = [(world_in_places.tie(key)["from"], world_in_places.tie(key)["to"]) for key in keys]
    assert ends
    assert all({"cut50", "town", "state"} & set(pair) for pair in ends)
    assert ("kim-kardashian", "first-step-act") not in ends
    one_by_one = Filter(places=frozenset({"state"}))
    ties = world_in_places.records.ties.items()
    assert [key for key, tie in ties if one_by_one.admits(world_in_places, tie)] == keys


def test_a_list_and_a_search_keep_to_a_place(world_in_places: OpenVersion) -> None:
    listed = actors(world_in_places, kinds=frozenset({"organization"}), places=frozenset({"state"}))["actors"]
    assert [one["actor"]["id"] for one in listed] == ["cut50"]
    assert [hit.slug for hit in search_within(world_in_places, "cut50", frozenset({"country"}), limit=5)] == ["cut50"]
    assert search_within(world_in_places, "cut50", frozenset({"other-state"}), limit=5) == []
