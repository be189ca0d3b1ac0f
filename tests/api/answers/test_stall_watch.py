"""A loop that stands still is noticed, and /metrics tells of it."""

from __future__ import annotations

import asyncio
import time

import pytest
from starlette.testclient import TestClient

from api.answers.stall_watch import StallWatch


def test_a_loop_that_stands_still_is_measured_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def stand_still() -> StallWatch:
        stalls = StallWatch()
        watching = asyncio.create_task(stalls.watch())
        await asyncio.sleep(0)
        time.sleep(0.7)  # noqa: ASYNC251 - this is what must not happen
        await asyncio.sleep(0.01)
        watching.cancel()
        return stalls

    stalls = asyncio.run(stand_still())
    assert 0.5 < stalls.longest_s < 5
    assert "stood still" in caplog.text


def test_metrics_tell_of_long_answers_and_of_the_loop(world_client: TestClient) -> None:
    world_client.get("/export/graph.gexf")
    lines = dict(line.rsplit(" ", 1) for line in world_client.get("/metrics").text.splitlines() if line[0] != "#")
    assert float(lines["reentry_answers_answered_total"]) >= 1
    assert float(lines["reentry_loop_stall_longest_seconds"]) >= 0
    assert float(lines["reentry_answers_queued"]) == 0
