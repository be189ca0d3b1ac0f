"""A forkserver that was started before the pool is used by it, or ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from graph.workers.forkserver_start import ForkserverProcess, start_forkserver
from graph.workers.pool import Pool
from graph.workers.query_limits import Limits
from tests.graph.workers.conftest import ROWS
from tests.graph.workers.test_pool import rows


def run(story: Callable[[Pool], Awaitable[None]], limits: Limits, forkserver: ForkserverProcess) -> None:
    async def whole() -> None:
        pool = Pool(limits, forkserver=forkserver)
        try:
            await story(pool)
        finally:
            await pool.close()

    asyncio.run(whole())


def test_a_forkserver_that_already_loads_is_used(version: Path, limits: Limits) -> None:
    forkserver = start_forkserver(version, limits)

    async def story(pool: Pool) -> None:
        await pool.start(version)
        assert await rows(pool) == ROWS + 1
        assert pool._scheduler._current is not None
        assert pool._scheduler._current._process is forkserver.process

    run(story, limits, forkserver)
    assert forkserver.process.poll() is not None


def test_a_forkserver_of_another_version_is_ended(version: Path, next_version: Path, limits: Limits) -> None:
    forkserver = start_forkserver(version, limits)

    async def story(pool: Pool) -> None:
        await pool.start(next_version)
        assert forkserver.process.poll() is not None
        assert await rows(pool) == 401

    run(story, limits, forkserver)


def test_a_forkserver_that_nobody_needed_ends_with_the_pool(version: Path, limits: Limits) -> None:
    forkserver = start_forkserver(version, limits)

    async def story(pool: Pool) -> None:
        assert pool.version == ""

    run(story, limits, forkserver)
    assert forkserver.process.poll() is not None
