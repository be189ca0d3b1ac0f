"""A new version beside the old one: nobody waits, nobody is cut off."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from graph.sparql.query import Query
from graph.workers.forkserver_client import Unusable
from graph.workers.pool import Pool
from graph.workers.query_limits import Limits
from tests.graph.workers.conftest import ROWS, tell, until
from tests.graph.workers.test_pool import COUNT, RUNAWAY, rows


def test_new_queries_are_asked_of_the_new_version(version: Path, next_version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        assert await rows(pool) == ROWS + 1
        await pool.swap(next_version)
        assert pool.version == "000002"
        result = await pool.run(COUNT)
        assert (result.version, result.is_cached) == ("000002", False)
        assert int(result.read().split()[1]) == 401
        assert pool.counters.swaps == 1

    tell(story, version, limits)


def test_a_running_query_finishes_on_the_old_version(version: Path, next_version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        long = Query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?d) }", ("csv",))
        asking = asyncio.create_task(pool.run(long))
        await until(lambda: pool.gauges().workers_running == 1)
        await pool.swap(next_version)
        assert await rows(pool) == 401
        result = await asking
        assert (result.version, result.read()) == ("000001", b"n\r\n90601\r\n")

    tell(story, version, replace(limits, timeout_s=60))


def test_the_old_forkserver_ends_with_its_last_query(version: Path, next_version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        forkserver = pool._scheduler._current
        assert forkserver
        asking = asyncio.create_task(pool.run(RUNAWAY))
        await until(lambda: pool.gauges().workers_running == 1)
        await pool.swap(next_version)
        assert not forkserver.is_closed
        asking.cancel()
        await asyncio.wait([asking])
        await until(lambda: forkserver._process.returncode is not None)
        assert not pool._scheduler._retiring

    tell(story, version, replace(limits, timeout_s=60))


def test_queries_go_on_while_versions_change(version: Path, next_version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        seen: list[int] = []
        is_swapping = True

        async def ask(client: int) -> None:
            number = 0
            while is_swapping:
                number += 1
                text = f"SELECT (COUNT(*) AS ?n{client}_{number}) {{ ?s ?p ?o }}"
                seen.append(await rows(pool, Query(text, ("csv",))))

        asking = [asyncio.create_task(ask(client)) for client in range(4)]
        for path in (next_version, version, next_version):
            await pool.swap(path)
        is_swapping = False
        await asyncio.gather(*asking)
        assert set(seen) == {ROWS + 1, 401}

    tell(story, version, replace(limits, timeout_s=60))


def test_a_version_that_cannot_be_loaded_changes_nothing(version: Path, tmp_path: Path, limits: Limits) -> None:
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "broken.nq").write_text("this is no N-Quads\n")

    async def story(pool: Pool) -> None:
        with pytest.raises(Unusable):
            await pool.swap(tmp_path)
        assert pool.version == "000001"
        assert await rows(pool) == ROWS + 1

    tell(story, version, limits)


def test_swapping_to_the_version_in_use_does_nothing(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        forkserver = pool._scheduler._current
        await pool.swap(version)
        assert pool._scheduler._current is forkserver

    tell(story, version, limits)


def test_a_large_version_answers_from_disk_until_it_is_in_memory(
    version: Path, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.workers.forkserver_start._FAST_LOAD_BYTES", 0)

    async def story(pool: Pool) -> None:
        assert pool.gauges().held_in == "disk"
        assert await rows(pool) == ROWS + 1
        await until(lambda: pool.gauges().held_in == "memory")
        assert await rows(pool, Query(COUNT.text + " ", ("csv",))) == ROWS + 1
        assert pool.counters.swaps == 0

    tell(story, version, limits)


def test_a_pool_can_be_closed_while_it_loads(version: Path, limits: Limits) -> None:
    async def story() -> None:
        pool = Pool(limits)
        starting = asyncio.create_task(pool.start(version))
        await until(lambda: pool._scheduler._starting is not None)
        await pool.close()
        with pytest.raises(Unusable):
            await starting

    asyncio.run(story())
