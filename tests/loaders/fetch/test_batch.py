"""A round of fetching: what fails stops no other, and nobody is asked too often."""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from loaders.fetch.batch import fetch_all, user_agent
from loaders.fetch.pacing import LONGEST_WAIT, Pace, retry_after, retry_delay
from loaders.fetch.target import Target
from tests.loaders.fetch.conftest import FakeClock, RecordedProgress
from tests.loaders.fetch.server import Asked, Server


@dataclass
class Pages:
    """Three pages at once, and one that the first names."""

    url: str
    seconds_between_requests: float = 4.0

    def first_targets(self) -> Iterable[Target]:
        return [self._page(name) for name in ("one", "two", "three")]

    def further_targets(self, files: Sequence[Path]) -> Iterable[Target]:
        return [self._page(f"after-{path.stem}") for path in files[:1]]

    def _page(self, name: str) -> Target:
        return Target(f"{self.url}/{name}", Path("pages", f"{name}.json"), "json", 1000, "results")


def all_but_two(asked: Asked) -> None:
    if asked.path == "/two":
        asked.answer(404)
    else:
        asked.answer(200, b'{"results": []}')


def test_what_fails_stops_no_other(
    server: Server, tmp_path: Path, fake_clock: FakeClock, progress: RecordedProgress
) -> None:
    server.will(all_but_two)
    done = fetch_all(Pages(server.url), tmp_path, progress, clock=fake_clock.clock())
    assert [fetched.file.stem for fetched in done.fetched] == ["one", "three", "after-one"]
    assert [(target.path.stem, why) for target, why in done.failed] == [
        ("two", f"the publisher has no such file (404): {server.url}/two")
    ]
    assert [line.split(":")[0] for line in progress.lines] == [
        "came one.json",
        "failed two.json",
        "came three.json",
        "came after-one.json",
    ]


def test_requests_keep_their_pace(
    server: Server, tmp_path: Path, fake_clock: FakeClock, progress: RecordedProgress
) -> None:
    server.will(all_but_two)
    fetch_all(Pages(server.url), tmp_path, progress, clock=fake_clock.clock())
    assert fake_clock.slept == [4.0, 4.0, 4.0]


def test_requests_say_who_asks(
    server: Server, tmp_path: Path, fake_clock: FakeClock, progress: RecordedProgress
) -> None:
    server.will(all_but_two)
    fetch_all(Pages(server.url), tmp_path, progress, {"authorization": "Token xyz"}, clock=fake_clock.clock())
    assert server.asked[0].header("user-agent") == user_agent()
    assert "+https://w3id.org/reentry-graph" in user_agent()
    assert server.asked[0].header("authorization") == "Token xyz"
    assert server.asked[0].header("accept-encoding") == "identity"


def test_two_fetches_never_write_to_one_folder(
    server: Server, tmp_path: Path, fake_clock: FakeClock, progress: RecordedProgress
) -> None:
    with (tmp_path / ".fetching").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ValueError, match="another fetch"):
            fetch_all(Pages(server.url), tmp_path, progress, clock=fake_clock.clock())


def test_a_late_request_does_not_wait(fake_clock: FakeClock) -> None:
    pace = Pace(4.0, fake_clock.clock())
    pace.wait_turn()
    fake_clock.now += 5.0
    pace.wait_turn()
    assert fake_clock.slept == []


def test_waiting_has_a_bound(fake_clock: FakeClock) -> None:
    assert max(retry_delay(tried, None, fake_clock.clock()) for tried in range(1, 60)) <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None),
        ("soon", None),
        ("-5", None),
        ("12", 12.0),
        ("Tue, 24 Nov 2026 12:00:10 GMT", 10.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(fake_clock: FakeClock, text: str | None, seconds: float | None) -> None:
    assert retry_after(text, fake_clock.clock()) == seconds
