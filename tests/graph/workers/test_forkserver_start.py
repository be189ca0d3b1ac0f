"""A template that loads before the pool is there is taken over by it, or ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from graph.workers.forkserver_start import Spawned, spawn
from graph.workers.limits import Limits
from graph.workers.pool import Pool
from tests.graph.workers.conftest import ROWS
from tests.graph.workers.test_pool import rows


def told(story: Callable[[Pool], Awaitable[None]], limits: Limits, begun: Spawned) -> None:
    async def whole() -> None:
        pool = Pool(limits, begun=begun)
        try:
            await story(pool)
        finally:
            await pool.close()

    asyncio.run(whole())


def test_a_template_that_loads_already_is_taken(version: Path, limits: Limits) -> None:
    begun = spawn(version, limits)

    async def story(pool: Pool) -> None:
        await pool.start(version)
        assert await rows(pool) == ROWS + 1
        assert pool._staff._crew is not None
        assert pool._staff._crew._template is begun.process

    told(story, limits, begun)
    assert begun.process.poll() is not None


def test_a_template_of_another_version_is_ended(version: Path, next_version: Path, limits: Limits) -> None:
    begun = spawn(version, limits)

    async def story(pool: Pool) -> None:
        await pool.start(next_version)
        assert begun.process.poll() is not None
        assert await rows(pool) == 401

    told(story, limits, begun)


def test_a_template_that_nobody_needed_ends_with_the_pool(version: Path, limits: Limits) -> None:
    begun = spawn(version, limits)

    async def story(pool: Pool) -> None:
        assert pool.version == ""

    told(story, limits, begun)
    assert begun.process.poll() is not None
