"""A newer version takes over without a pause, and one that is damaged never does."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.http.current_version import VersionWatcher
from api.ingest.curated_facts import load_curated
from graph.versions.version_folders import Damaged, DataFolder, Version
from tests.api.conftest import asking
from tests.folders import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Tables to change between two versions."""
    return Folder(tmp_path / "world")


@pytest.fixture
def moving(tmp_path: Path, folder: Folder) -> DataFolder:
    """Versions that a test may add to; the first is the small world."""
    home = DataFolder(tmp_path / "home")
    load_curated(home, [folder.path])
    return home


@pytest.fixture
def asker(moving: DataFolder) -> Iterator[TestClient]:
    """A client that serves the first version until it is told to look again."""
    with asking(moving) as client:
        yield client


def _publish(home: DataFolder, folder: Folder, name: str) -> None:
    folder.set("actors", 2, "name", name)
    assert load_curated(home, [folder.path]).is_new


def _refresh(client: TestClient, how: str = "refresh") -> object:
    serving: VersionWatcher = client.app.state.versions  # type: ignore[attr-defined]
    assert client.portal is not None
    return client.portal.call(getattr(serving, how))


def _name(client: TestClient) -> str:
    answer = client.get("/api/actors/kim-kardashian")
    assert answer.status_code == 200
    return str(answer.json()["name"])


def test_a_newer_version_answers_once_it_is_open(asker: TestClient, moving: DataFolder, folder: Folder) -> None:
    before = asker.get("/api/stats")
    _publish(moving, folder, "Kim K.")
    assert _name(asker) == "Kim Kardashian"
    assert _refresh(asker) is True
    assert _name(asker) == "Kim K."
    after = asker.get("/api/stats")
    assert (before.json()["version"], after.json()["version"]) == ("000001", "000002")
    assert before.headers["etag"] != after.headers["etag"]


def test_who_holds_the_old_answer_gets_the_new_one(asker: TestClient, moving: DataFolder, folder: Folder) -> None:
    held = {"If-None-Match": asker.get("/id/cut50").headers["etag"]}
    assert asker.get("/id/cut50", headers=held).status_code == 304
    _publish(moving, folder, "Kim K.")
    _refresh(asker)
    assert asker.get("/id/cut50", headers=held).status_code == 200


def test_there_is_nothing_to_open_while_the_version_is_the_same(asker: TestClient) -> None:
    assert _refresh(asker) is False


def test_every_face_answers_from_the_new_version(asker: TestClient, moving: DataFolder, folder: Folder) -> None:
    _publish(moving, folder, "Kim Renamed")
    _refresh(asker)
    assert asker.get("/api/search?q=renamed").json()["results"][0]["actor"]["id"] == "kim-kardashian"
    assert "Kim Renamed" in asker.get("/id/kim-kardashian").text
    assert "Kim Renamed" in asker.get("/id/kim-kardashian", headers={"Accept": "text/html"}).text
    assert "Kim Renamed" in asker.get("/export/graph.gexf").text
    assert asker.get("/readyz").json()["version"] == "000002"


def test_all_requests_during_a_swap_are_answered(asker: TestClient, moving: DataFolder, folder: Folder) -> None:
    done = threading.Event()

    def ask() -> list[str]:
        names = [_name(asker)]
        while not done.is_set():
            names.append(_name(asker))
        return names

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(ask) for _ in range(4)]
        try:
            for number in range(3):
                _publish(moving, folder, f"Kim {number}")
                assert _refresh(asker) is True
        finally:
            done.set()
        names = [name for one in asked for name in one.result()]
    assert set(names) <= {"Kim Kardashian", "Kim 0", "Kim 1", "Kim 2"}
    assert _name(asker) == "Kim 2"


def _cut_all(version: Path) -> None:
    for part in version.rglob("*"):
        if part.is_file():
            part.write_bytes(part.read_bytes()[: part.stat().st_size // 2])


def _no_manifest(version: Path) -> None:
    (version / "manifest.json").unlink()


def _no_store(version: Path) -> None:
    shutil.rmtree(version / "store")


def _cut_store(version: Path) -> None:
    for part in (version / "store").glob("*.sst"):
        part.write_bytes(part.read_bytes()[: part.stat().st_size // 2])


def _no_index(version: Path) -> None:
    (version / "search.sqlite3").write_bytes(b"nothing of the kind")


def _gone(version: Path) -> None:
    shutil.rmtree(version)


@pytest.mark.parametrize("spoil", [_cut_all, _no_manifest, _no_store, _cut_store, _no_index, _gone])
def test_a_damaged_version_leaves_the_old_one_answering(
    asker: TestClient, moving: DataFolder, folder: Folder, spoil: Callable[[Path], None]
) -> None:
    etag = asker.get("/api/stats").headers["etag"]
    _publish(moving, folder, "Kim K.")
    spoil(moving.require().path)
    _refresh(asker, "keep_fresh")
    assert _name(asker) == "Kim Kardashian"
    assert asker.get("/api/stats").headers["etag"] == etag
    assert asker.get("/readyz").json()["version"] == "000001"


def test_after_a_damaged_version_the_next_good_one_answers(
    asker: TestClient, moving: DataFolder, folder: Folder
) -> None:
    _publish(moving, folder, "Kim K.")
    _no_store(moving.require().path)
    _refresh(asker, "keep_fresh")
    moving.point_to("000001")
    _publish(moving, folder, "Kim Mended")
    _refresh(asker, "keep_fresh")
    assert _name(asker) == "Kim Mended"


def test_a_damaged_version_is_told_once(moving: DataFolder, caplog: pytest.LogCaptureFixture) -> None:
    _no_index(moving.require().path)
    serving = VersionWatcher(moving, poll_seconds=3600)

    async def look() -> None:
        for _ in range(3):
            await serving.keep_fresh()

    asyncio.run(look())
    assert len([record for record in caplog.records if "cannot be opened" in record.message]) == 1
    assert not serving.is_ready


def test_a_server_that_starts_on_a_damaged_version_waits_for_a_good_one(tmp_path: Path, moving: DataFolder) -> None:
    whole = shutil.copytree(moving.require().path, tmp_path / "whole")
    _no_index(moving.require().path)
    with asking(moving) as client:
        assert client.get("/readyz").status_code == 503
        shutil.copy(whole / "search.sqlite3", moving.require().search_path)
        _refresh(client, "keep_fresh")
        assert client.get("/readyz").status_code == 200


def test_the_watch_opens_a_newer_version_by_itself(moving: DataFolder, folder: Folder) -> None:
    async def watched() -> str:
        swapped = asyncio.Event()
        serving = VersionWatcher(moving, poll_seconds=0.01)
        await serving.refresh()

        async def told(_: Version) -> None:
            swapped.set()

        serving.on_swap.append(told)
        watching = asyncio.create_task(serving.watch())
        await asyncio.to_thread(_publish, moving, folder, "Kim K.")
        await asyncio.wait_for(swapped.wait(), 60)
        watching.cancel()
        return serving.current.version.path.name

    assert asyncio.run(watched()) == "000002"


def test_who_is_told_of_a_swap_and_refuses_keeps_the_old_version(moving: DataFolder, folder: Folder) -> None:
    async def refused() -> str:
        serving = VersionWatcher(moving, poll_seconds=3600)
        await serving.refresh()
        serving.on_swap.append(_refuse)
        _publish(moving, folder, "Kim K.")
        await serving.keep_fresh()
        return serving.current.version.path.name

    assert asyncio.run(refused()) == "000001"


async def _refuse(version: Version) -> None:
    raise Damaged(version, "refused")
