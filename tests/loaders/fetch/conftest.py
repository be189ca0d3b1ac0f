"""A server, a folder, a clock that nobody waits for, and a fetcher that uses all three."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from loaders.fetch.download import Fetcher
from loaders.fetch.download_progress import FetchedFile
from loaders.fetch.pacing import Clock, Pace
from loaders.fetch.target import Target
from tests.loaders.fetch.server import Server, serving


@dataclass
class FakeClock:
    """Time that passes only when someone sleeps, or looks at it."""

    now: float = 0.0
    each_look: float = 0.0
    slept: list[float] = field(default_factory=list)

    def seconds(self) -> float:
        self.now += self.each_look
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def today(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC) + timedelta(seconds=self.now)

    def clock(self) -> Clock:
        return Clock(seconds=self.seconds, sleep=self.sleep, chance=lambda: 0.5, today=self.today)


@dataclass
class RecordedProgress:
    """A progress listener that records its events."""

    waited: list[tuple[float, str]] = field(default_factory=list)
    begun: list[tuple[int, int | None]] = field(default_factory=list)
    grown: int = 0
    lines: list[str] = field(default_factory=list)

    def started(self, target: Target, have: int, total: int | None) -> None:
        assert target.url
        self.begun.append((have, total))

    def received(self, count: int) -> None:
        self.grown += count

    def waiting(self, seconds: float, why: str) -> None:
        self.waited.append((seconds, why))

    def finished(self, fetched: FetchedFile) -> None:
        self.lines.append(f"came {fetched.file.name}")

    def failed(self, target: Target, why: str) -> None:
        self.lines.append(f"failed {target.path.name}: {why}")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def fake_clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def progress() -> RecordedProgress:
    return RecordedProgress()


@pytest.fixture
def fetcher(tmp_path: Path, fake_clock: FakeClock, progress: RecordedProgress) -> Iterator[Fetcher]:
    with httpx2.Client(timeout=10, trust_env=False, headers={"accept-encoding": "identity"}) as client:
        yield Fetcher(client, tmp_path, Pace(0.0, fake_clock.clock()), fake_clock.clock(), progress)
