"""Long answers are worked on beside the loop, once for all who ask, and go with their version."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.http import background_tasks
from api.http.background_tasks import TaskRunner
from api.http.current_version import CurrentVersion, VersionWatcher
from api.http.request_errors import RequestError
from graph.precomputed import Task
from graph.versions.version_folders import DataFolder
from tests.api.conftest import asking

PAGERANK = Task("scores", options={"name": "pagerank"})


@pytest.fixture
def in_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is small enough for a thread."""
    monkeypatch.setattr(background_tasks, "QUICK", 0)


@pytest.fixture
def asker(own_home: DataFolder) -> Iterator[TestClient]:
    """A client over that folder."""
    with asking(own_home) as client:
        yield client


async def _current(home: DataFolder) -> CurrentVersion:
    serving = VersionWatcher(home, poll_seconds=3600)
    await serving.refresh()
    return serving.current


def _files(home: DataFolder) -> list[str]:
    return sorted(path.name.partition("-")[0] for path in (home.path / "measures").rglob("*.json"))


def test_an_answer_is_kept_beside_the_version(asker: TestClient, own_home: DataFolder) -> None:
    asker.get("/api/measures/pagerank")
    asker.get("/api/communities")
    asker.get("/api/coverage")
    assert _files(own_home) == ["coverage", "partition", "scores"]


def test_a_kept_answer_is_read_and_not_computed(own_home: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    with asking(own_home) as client:
        first = client.get("/api/measures/closeness").json()
    monkeypatch.setattr(Task, "run", lambda *_: pytest.fail("it is known already"))
    with asking(own_home) as client:
        assert client.get("/api/measures/closeness").json() == first


@pytest.mark.usefixtures("in_processes")
def test_a_process_answers_as_a_thread_does(world_client: TestClient, asker: TestClient) -> None:
    for address in ("/api/measures/k_core", "/api/money?by=donor", "/api/bridges?least=1"):
        assert asker.get(address).json() == world_client.get(address).json()


@pytest.mark.usefixtures("in_processes")
def test_what_is_wrong_with_a_question_is_told_from_the_process_too(asker: TestClient) -> None:
    answer = asker.get("/api/money?cursor=AAAA")
    assert (answer.status_code, "cursor" in answer.json()["detail"]) == (422, True)


@pytest.mark.usefixtures("in_processes")
def test_many_who_ask_the_same_wait_for_one_computation(own_home: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    in_process = TaskRunner._run_process

    async def counted(self: TaskRunner, command: list[str]) -> None:
        started.append(command)
        await in_process(self, command)

    monkeypatch.setattr(TaskRunner, "_run_process", counted)

    async def ask() -> None:
        current, works = await _current(own_home), TaskRunner(own_home)
        answers = await asyncio.gather(*(works.answer(current, PAGERANK) for _ in range(20)))
        assert all(answer == answers[0] for answer in answers)

    asyncio.run(ask())
    assert len(started) == 1


@pytest.mark.usefixtures("in_processes")
def test_more_questions_than_there_is_room_for_are_refused(
    own_home: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_tasks, "WAITING", 1)

    async def ask() -> None:
        current, works = await _current(own_home), TaskRunner(own_home)
        waiting = asyncio.create_task(works.answer(current, PAGERANK))
        await asyncio.sleep(0)
        with pytest.raises(RequestError) as refused:
            await works.answer(current, Task("coverage"))
        assert (refused.value.status, refused.value.retry_after) == (503, 30)
        await waiting

    asyncio.run(ask())


@pytest.mark.usefixtures("in_processes")
def test_a_question_that_takes_too_long_is_ended(own_home: DataFolder) -> None:
    async def ask() -> None:
        current, works = await _current(own_home), TaskRunner(own_home, seconds=0.001)
        with pytest.raises(RequestError, match="fewer ties"):
            await works.answer(current, PAGERANK)

    asyncio.run(ask())
    assert _files(own_home) == []


@pytest.mark.usefixtures("in_processes")
def test_closing_ends_what_runs(own_home: DataFolder) -> None:
    async def ask() -> None:
        current, works = await _current(own_home), TaskRunner(own_home)
        waiting = asyncio.create_task(works.answer(current, PAGERANK))
        await asyncio.sleep(0)
        await works.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(ask())


def test_answers_go_with_the_version_they_are_of(own_home: DataFolder) -> None:
    gone = own_home.path / "measures" / "000000-0123456789abcdef"
    gone.mkdir(parents=True)
    with asking(own_home) as client:
        client.get("/api/coverage")
        assert not gone.exists()
        assert _files(own_home) == ["coverage"]


def test_a_folder_that_cannot_be_written_to_costs_no_answer(
    asker: TestClient, own_home: DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    (own_home.path / "measures").write_text("no folder")
    assert asker.get("/api/coverage").status_code == 200
    assert "could not be stored" in caplog.text


def test_all_questions_are_answered_from_pages_that_link_on(asker: TestClient) -> None:
    found, address = [], "/api/ties?limit=3"
    while True:
        answer = asker.get(address)
        found += [one["id"] for one in answer.json()["ties"]]
        if "next" not in answer.links:
            break
        address = answer.links["next"]["url"]
    assert len(found) == len(set(found)) == 8
