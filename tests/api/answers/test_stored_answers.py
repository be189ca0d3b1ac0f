"""What took long is stored beside the version, is read again after a restart, and goes with its version."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from graph import precomputed
from graph.precomputed import Task
from graph.versions.version_folders import DataFolder
from tests.api.conftest import asking


@pytest.fixture(autouse=True)
def _all_is_worth_storing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precomputed, "WORTH_STORING_S", 0.0)


def _files(home: DataFolder) -> list[str]:
    return sorted(path.name.partition("-")[0] for path in (home.path / "measures").rglob("*.json"))


def test_an_answer_is_stored_beside_the_version(own_home: DataFolder) -> None:
    with asking(own_home) as client:
        for address in ("/api/measures/pagerank", "/api/communities", "/api/coverage"):
            client.get(address)
    assert _files(own_home) == ["coverage", "partition", "scores"]


def test_what_was_quick_is_not_stored(own_home: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precomputed, "WORTH_STORING_S", 60.0)
    with asking(own_home) as client:
        assert client.get("/api/coverage").status_code == 200
    assert _files(own_home) == []


def test_a_stored_answer_is_read_and_not_computed(own_home: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    with asking(own_home) as client:
        first = client.get("/api/measures/closeness").json()
    monkeypatch.setattr(Task, "run", lambda *_: pytest.fail("it is known already"))
    with asking(own_home) as client:
        assert client.get("/api/measures/closeness").json() == first


def test_answers_go_with_the_version_they_are_of(own_home: DataFolder) -> None:
    gone = own_home.path / "measures" / "000000-0123456789abcdef"
    gone.mkdir(parents=True)
    with asking(own_home) as client:
        client.get("/api/coverage")
        assert not gone.exists()
        assert _files(own_home) == ["coverage"]


def test_a_folder_that_cannot_be_written_to_costs_no_answer(own_home: DataFolder) -> None:
    (own_home.path / "measures").write_text("no folder")
    with asking(own_home) as client:
        assert client.get("/api/coverage").status_code == 200
        assert client.get("/export/graph.gexf").status_code == 200


def test_all_questions_are_answered_from_pages_that_link_on(world_client: TestClient) -> None:
    seen, address = [], "/api/ties?limit=3"
    while True:
        answer = world_client.get(address)
        seen += [one["id"] for one in answer.json()["ties"]]
        if "next" not in answer.links:
            break
        address = answer.links["next"]["url"]
    assert len(seen) == len(set(seen)) == 8
