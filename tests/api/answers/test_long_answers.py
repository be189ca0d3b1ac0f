"""Long answers are made by processes within limits, each once for all who ask, and stopped when nobody waits."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.testclient import TestClient

from api.answers.long_answers import LongAnswers, Room
from api.answers.question import Question
from api.http.current_version import CurrentVersion, VersionWatcher
from api.http.request_errors import AnswerTimeout, AnswerTooLarge, ServerBusy
from api.http.settings import Settings
from graph.index.unknown_ids import Moved
from graph.versions.version_folders import DataFolder
from graph.workers.fair_queue import LONG, SHORT
from graph.workers.query_limits import MB
from tests.api.answers import odd_questions as odd
from tests.api.served import Served

T = TypeVar("T")
LIMITS = replace(
    Settings(answer_workers=2).answer_limits,
    timeout_s=20.0,
    memory_bytes=300 * MB,
    result_bytes=4 * MB,
    queue_per_client=3,
)
PATIENCE_S = 60.0


class Workers:
    """Long answers in an event loop of their own, over the small world."""

    def __init__(self, home: DataFolder) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.answers, self.current = self.run(self._open(home))

    async def _open(self, home: DataFolder) -> tuple[LongAnswers, CurrentVersion]:
        versions = VersionWatcher(home, poll_seconds=3600)
        await versions.refresh()
        return LongAnswers(LIMITS, "api.answer_forkserver", Room(MB, 4 * MB)), versions.current

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of some work in the loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def close(self) -> None:
        """End all processes."""
        self.run(self.answers.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def value(self, function: Callable[..., T], *arguments: Any, lane: str = SHORT, client: str = "") -> T:
        """The value of a function, from a worker."""
        question: Question[T] = Question(function, arguments, lane=lane)
        with await self.answers.answer(self.current, question, client) as answer:
            return answer.value


@pytest.fixture(scope="module")
def workers(world_home: DataFolder) -> Iterator[Workers]:
    """Workers, started once for all tests of this module."""
    started = Workers(world_home)
    try:
        yield started
    finally:
        started.close()


def _is_running(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def _until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_another_process_answers_from_the_version(workers: Workers) -> None:
    number, version, process = workers.run(workers.value(odd.process, 7))
    assert (number, version) == (7, "000001")
    assert process != os.getpid()


def test_an_error_comes_back_as_it_was_raised(workers: Workers) -> None:
    with pytest.raises(Moved) as raised:
        workers.run(workers.value(odd.moved, "cut-50"))
    assert (raised.value.status, raised.value.key, raised.value.to) == (308, "cut-50", "cut50")
    assert raised.value.members() == {"key": "cut-50", "to": "cut50"}


def test_many_who_ask_the_same_wait_for_one_answer(workers: Workers) -> None:
    before = workers.answers.counters.queries

    async def all_at_once() -> list[int]:
        return await asyncio.gather(*(workers.value(odd.sleeps, 0.3) for _ in range(20)))

    assert len(set(workers.run(all_at_once()))) == 1
    assert workers.answers.counters.queries - before == 1


def test_what_took_long_is_kept(workers: Workers) -> None:
    first = workers.run(workers.value(odd.sleeps, 0.31))
    before = workers.answers.counters.cache_hits
    assert workers.run(workers.value(odd.sleeps, 0.31)) == first
    assert workers.answers.counters.cache_hits - before == 1


def test_work_stops_when_the_last_who_waits_has_gone(workers: Workers, tmp_path: Path) -> None:
    note = tmp_path / "runs"

    async def leave() -> float:
        waiting = [
            asyncio.ensure_future(workers.value(odd.notes_that_it_runs, str(note), 60.0, lane=LONG)) for _ in range(2)
        ]
        await asyncio.to_thread(_until, lambda: note.exists() and bool(note.read_text()))
        waiting[0].cancel()
        await asyncio.sleep(0.05)
        assert _is_running(int(note.read_text()))
        waiting[1].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return time.monotonic()

    left = workers.run(leave())
    _until(lambda: not _is_running(int(note.read_text())))
    assert time.monotonic() - left < 1.0


def test_a_deadline_ends_the_work(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.answers.long_answers.SHORT_S", 0.2)
    with pytest.raises(AnswerTimeout, match=r"0\.2 seconds"):
        workers.run(workers.value(odd.sleeps, 61.0))


def test_too_much_memory_ends_the_work_alone(workers: Workers) -> None:
    with pytest.raises(AnswerTooLarge, match="memory"):
        workers.run(workers.value(odd.fills_memory, 2000 * MB))
    assert workers.run(workers.value(odd.process, 8))[0] == 8


def test_a_process_that_ends_costs_its_own_answer_alone(workers: Workers) -> None:
    with pytest.raises(ServerBusy, match="try again") as raised:
        workers.run(workers.value(odd.ends_its_process))
    assert (raised.value.status, raised.value.retry_after) == (503, 1)
    assert workers.run(workers.value(odd.process, 9))[0] == 9


def test_an_answer_has_a_largest_size(workers: Workers) -> None:
    async def written(size: int) -> tuple[str, int]:
        question: Question[str] = Question(odd.writes, (size,), lane=LONG, writes=True)
        with await workers.answers.answer(workers.current, question) as answer:
            return answer.value, sum(map(len, answer.body.chunks()))

    assert workers.run(written(3_000_000)) == ("written", 3_000_000)
    with pytest.raises(AnswerTooLarge):
        workers.run(written(8_000_000))
    assert workers.answers.gauges()["spool_bytes"] <= 3_000_000


def test_long_work_leaves_a_worker_to_short_work_and_a_place_to_another_client(workers: Workers) -> None:
    async def busy() -> tuple[int, int]:
        long = [
            asyncio.ensure_future(workers.value(odd.sleeps, 30.0 + number, lane=LONG, client="a"))
            for number in range(3)
        ]
        await asyncio.sleep(0.1)
        short = await workers.value(odd.process, 10, client="a")
        other = await workers.value(odd.process, 11, lane=LONG, client="b")
        for one in long:
            one.cancel()
        await asyncio.gather(*long, return_exceptions=True)
        return short[0], other[0]

    assert workers.run(busy()) == (10, 11)


def test_a_client_that_asks_too_much_at_once_is_told_when_to_come_back(workers: Workers) -> None:
    async def flood() -> list[BaseException | int]:
        asked = [asyncio.ensure_future(workers.value(odd.sleeps, 0.5 + n / 1000, lane=LONG)) for n in range(6)]
        done = await asyncio.gather(*asked, return_exceptions=True)
        return list(done)

    refused = [one for one in workers.run(flood()) if isinstance(one, ServerBusy)]
    assert len(refused) in (2, 3)  # three wait, and one runs if a worker is free by then
    assert all(one.retry_after and one.retry_after >= 1 for one in refused)


ADDRESSES = [
    "/api/measures/k_core",
    "/api/measures/betweenness?limit=2",
    "/api/money?by=donor",
    "/api/communities",
    "/api/actors?sort=ties",
    "/api/ties?sort=date&limit=3",
    "/api/paths?from=kim-kardashian&to=cut50",
    "/api/actors/kim-kardashian/ego",
    "/api/search?q=kardashan",
    "/api/sources",
    "/api/coverage?as_of=2019",
    "/api/stats",
    "/export/graph.gexf",
    "/export/graph.nq?relation=funds",
    "/id/kim-kardashian",
    "/api/terms",
]
"""One of each kind of long answer."""
REFUSED = ["/api/money?cursor=AAAA", "/api/paths?from=nobody&to=cut50", "/export/graph.gexf?around=nobody"]


@pytest.mark.parametrize("address", [*ADDRESSES, *REFUSED])
def test_processes_answer_as_threads_do(served: Served, world_client: TestClient, address: str) -> None:
    expected = world_client.get(address)
    status, body = served.fetch(address)
    assert status == expected.status_code
    assert body.replace(served.address.encode(), b"http://testserver") == expected.content


@pytest.mark.parametrize("address", ["/export/graph.xlsx", "/api/measures/closeness", "/api/money?by=year", "/"])
def test_head_does_no_work(world_client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(Question, "evaluate", lambda *_: pytest.fail("it works"))
    answer = world_client.head(address)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"]
    assert answer.headers["etag"]
