"""The pool answers, and stops what goes past a limit; what was stopped hurts nobody else."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.sparql.query import Query
from graph.sparql.query_errors import BadSyntax, Busy, Crashed, NotOffered, OutOfMemory, Refused, TimedOut, TooLarge
from graph.sparql.result_cache import ResultCache
from graph.workers.forkserver_client import Unusable
from graph.workers.pool import Pool
from graph.workers.query_limits import MB, Limits
from graph.workers.result_spool import Result
from tests.graph.workers.conftest import ROWS, seal, server_loop, tell, until, write_version

COUNT = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", ("csv",))
RUNAWAY = Query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
BOMB = Query("SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
WIDE = Query("SELECT * { ?a ?b ?c . ?d ?e ?f }")
NESTED = Query("ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }")


NAMING = [
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) { graph<http://e/source> { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) FROM <http://e/ontology> { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n)FROM<http://e/ontology>FROM<http://e/source>{ ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n)#\nFROM NAMED <http://e/source> { GRAPH ?from { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p '7'GRAPH?graph { ?s ?q ?r } }",
    "SELECT (COUNT(*) AS ?n){?s ?p ?o}#graph",
    "SELECT (COUNT(*) AS ?from) { ?graph ?from ?o }",
    "PREFIX graph: <http://e/> PREFIX from: <http://e/from/graph#> SELECT (COUNT(*) AS ?n) { graph:s0007 graph:p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(CONTAINS(STR(?s), 'graph') || ?o = '3') }",
]


@pytest.mark.parametrize("text", NAMING)
def test_a_query_sees_the_same_graphs_in_memory_as_on_disk(version: Path, limits: Limits, text: str) -> None:
    counted: list[int] = []

    async def story(pool: Pool) -> None:
        counted.append(await rows(pool, Query(text, ("csv",))))

    tell(story, version, limits)
    tell(story, version, replace(limits, store_bytes=0))
    assert counted[0] == counted[1] > 0


FILES_OPENED_AT_ONCE = 16
"""A store on disk opens no more of its files when it is opened."""


async def rows(pool: Pool, query: Query = COUNT) -> int:
    with await pool.run(query) as result:
        return int(result.read().split()[1])


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, server_loop])
def test_it_answers(version: Path, limits: Limits, loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    async def story(pool: Pool) -> None:
        result = await pool.run(Query("SELECT ?s { ?s ?p '7' }"))
        assert json.loads(result.read())["results"]["bindings"] == [{"s": {"type": "uri", "value": "http://e/s0007"}}]
        assert (result.version, result.format.name, result.form, result.is_cached) == (
            "000001",
            "json",
            "SELECT",
            False,
        )

    tell(story, version, limits, loop)


@pytest.mark.parametrize(("store_bytes", "place"), [(100 * MB, "memory"), (0, "disk")])
def test_a_version_is_whole_in_memory_and_on_disk(version: Path, limits: Limits, store_bytes: int, place: str) -> None:
    async def story(pool: Pool) -> None:
        assert pool.gauges().held_in == place
        assert await rows(pool) == ROWS + 1
        named = Query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", ("csv",))
        assert await rows(pool, named) == ROWS + 1

    tell(story, version, replace(limits, store_bytes=store_bytes))


def test_a_store_of_many_files_on_disk_can_be_read_to_its_last_file(tmp_path: Path, limits: Limits) -> None:
    version = write_version(tmp_path / "000001")
    store = ox.Store(str(version / "store"))
    for number in range(6):
        store.bulk_load(f'<http://e/more> <http://e/p> "{number}" .'.encode(), format=ox.RdfFormat.N_TRIPLES)
    store.flush()
    del store
    seal(version, ROWS + 7)
    assert len(list((version / "store").glob("*.sst"))) > FILES_OPENED_AT_ONCE

    async def story(pool: Pool) -> None:
        assert await rows(pool) == ROWS + 7
        assert await rows(pool, Query("SELECT (COUNT(*) AS ?n) { <http://e/more> ?p ?o }", ("csv",))) == 6
        assert await rows(pool, Query('SELECT (COUNT(*) AS ?n) { ?s ?p "5" }', ("csv",))) == 2

    tell(story, version, replace(limits, store_bytes=0))


def test_the_same_question_is_answered_from_the_cache(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        first = await pool.run(COUNT)
        again = await pool.run(replace(COUNT, text=f"# again\n  {COUNT.text}\n"))
        assert again.is_cached
        assert (again.read(), again.format, again.version) == (first.read(), first.format, first.version)
        assert (pool.counters.cache_hits, pool.counters.cache_misses) == (1, 1)

    tell(story, version, limits)


def test_a_pool_keeps_what_the_cache_that_it_is_given_takes(version: Path, limits: Limits) -> None:
    async def story() -> list[bool]:
        pool = Pool(limits, ResultCache(total_bytes=0))
        try:
            await pool.start(version)
            return [(await pool.run(COUNT)).is_cached for _ in range(2)]
        finally:
            await pool.close()

    assert asyncio.run(story()) == [False, False]


def test_a_runaway_is_stopped_at_its_deadline_and_the_next_query_is_answered(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        with pytest.raises(TimedOut) as caught:
            await pool.run(RUNAWAY)
        assert caught.value.limit_s == limits.timeout_s
        assert await rows(pool) == ROWS + 1
        assert pool.counters.kills == {"timeout": 1}

    tell(story, version, limits)


@pytest.mark.parametrize(("asked", "given"), [(0.1, 0.1), (100.0, 0.5)])
def test_a_client_can_only_lower_its_deadline(version: Path, limits: Limits, asked: float, given: float) -> None:
    async def story(pool: Pool) -> None:
        with pytest.raises(TimedOut) as caught:
            await pool.run(RUNAWAY, timeout_s=asked)
        assert caught.value.limit_s == given

    tell(story, version, limits)


def test_a_memory_bomb_ends_alone_and_its_limit_is_named(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        with pytest.raises(OutOfMemory) as caught:
            await pool.run(BOMB)
        assert caught.value.limit_bytes == 30 * MB
        assert await rows(pool) == ROWS + 1

    tell(story, version, replace(limits, timeout_s=20, memory_bytes=30 * MB))


def test_an_answer_past_the_size_limit_is_refused_and_the_worker_lives(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        with pytest.raises(TooLarge) as caught:
            await pool.run(WIDE)
        assert caught.value.limit_bytes == limits.result_bytes
        assert pool.counters.kills == {}

    tell(story, version, replace(limits, timeout_s=20))


def test_a_large_answer_waits_in_a_file_and_is_whole(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        with await pool.run(replace(WIDE, accept=("json",))) as result:
            assert not result.is_in_memory
            body = result.read()
            assert len(body) == result.length
            assert len(json.loads(body)["results"]["bindings"]) == (ROWS + 1) ** 2

    tell(story, version, replace(limits, timeout_s=20, result_bytes=100 * MB, spool_bytes=1 << 16))


def test_answers_that_nobody_fetches_do_not_fill_the_disk(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        with await pool.run(WIDE):
            with pytest.raises(Busy):
                await pool.run(replace(WIDE, accept=("xml",)))
            assert pool.counters.kills == {"room": 1}
        with await pool.run(replace(WIDE, accept=("csv",))) as result:
            assert not result.is_in_memory

    roomy = replace(limits, timeout_s=20, result_bytes=100 * MB, spool_bytes=1 << 16, room_bytes=40 * MB)
    tell(story, version, roomy)


def test_a_nesting_bomb_ends_its_worker_alone(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        with pytest.raises(Crashed, match="nested"):
            await pool.run(NESTED)
        assert await rows(pool) == ROWS + 1
        assert pool.counters.crashes == 1

    tell(story, version, limits)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (Query("SELEKT"), BadSyntax),
        (Query("DROP ALL"), Refused),
        (Query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), Refused),
        (Query("ASK {}", ("text/turtle",)), NotOffered),
    ],
)
def test_a_bad_query_costs_no_worker(version: Path, limits: Limits, query: Query, error: type[Exception]) -> None:
    async def story(pool: Pool) -> None:
        with pytest.raises(error):
            await pool.run(query)
        assert pool.counters.errors == {error.__name__: 1}
        assert not pool.counters.kills
        assert not pool.counters.crashes

    tell(story, version, limits)


def test_a_query_whose_client_has_gone_is_stopped(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        asking = asyncio.create_task(pool.run(RUNAWAY))
        await until(lambda: pool.gauges().workers_running == 1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert pool.counters.kills == {"cancelled": 1}
        assert pool.gauges().workers_running == 0

    tell(story, version, replace(limits, timeout_s=60))


def test_a_waiting_query_whose_client_has_gone_leaves_the_queue(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        runaways = [asyncio.create_task(pool.run(RUNAWAY, f"client {number}")) for number in range(2)]
        await until(lambda: pool.gauges().workers_running == 2)
        waiting = asyncio.create_task(pool.run(COUNT))
        await until(lambda: pool.gauges().queued == 1)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert pool.gauges().queued == 0
        assert not pool.counters.kills
        await gone(runaways)

    tell(story, version, replace(limits, timeout_s=60, extra_workers=0))


async def gone(asking: list[asyncio.Task[Result]]) -> None:
    for task in asking:
        task.cancel()
    await asyncio.wait(asking)


def test_more_workers_come_while_all_are_busy_and_go_again(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        runaways = [asyncio.create_task(pool.run(RUNAWAY, f"client {number}")) for number in range(3)]
        await until(lambda: pool.gauges().workers_running == 3)
        assert await rows(pool) == ROWS + 1
        await gone(runaways)
        await until(lambda: pool.gauges().workers_idle == 2 and pool.gauges().workers_running == 0)

    tell(story, version, replace(limits, timeout_s=60))


def test_there_are_never_more_workers_than_the_limit(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        runaways = [asyncio.create_task(pool.run(RUNAWAY, f"client {number}")) for number in range(9)]
        await until(lambda: pool.gauges().workers_slow == 4)
        assert (pool.gauges().workers_running, pool.gauges().queued) == (4, 5)
        await gone(runaways)

    tell(story, version, replace(limits, timeout_s=60, slow_after_s=0.05))


def test_one_client_cannot_take_every_worker(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        runaways = [asyncio.create_task(pool.run(RUNAWAY, "greedy")) for _ in range(8)]
        await until(lambda: pool.gauges().workers_running == 3)
        with await pool.run(COUNT, "another") as result:
            assert int(result.read().split()[1]) == ROWS + 1
        await gone(runaways)

    tell(story, version, replace(limits, timeout_s=60, slow_after_s=0.05))


def test_clients_are_served_in_turn(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        order: list[str] = []

        async def ask(client: str, number: int) -> None:
            text = f"SELECT (COUNT(*) AS ?n{number}) {{ ?s ?p ?o }}"
            with await pool.run(Query(text), client):
                order.append(client)

        asking = [asyncio.create_task(ask("greedy", number)) for number in range(12)]
        asking += [asyncio.create_task(ask("modest", number)) for number in range(12, 15)]
        await asyncio.gather(*asking)
        assert Counter(order[:7])["modest"] == 3

    tell(story, version, replace(limits, timeout_s=60, workers=1, extra_workers=0))


def test_a_full_queue_says_when_to_come_again(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        runaways = [asyncio.create_task(pool.run(RUNAWAY, f"client {number}")) for number in range(2)]
        await until(lambda: pool.gauges().workers_running == 2)
        runaways.append(asyncio.create_task(pool.run(RUNAWAY)))
        await until(lambda: pool.gauges().queued == 1)
        with pytest.raises(Busy) as caught:
            await pool.run(COUNT)
        assert caught.value.retry_after >= 1
        await gone(runaways)

    tell(story, version, replace(limits, timeout_s=60, queue=1, extra_workers=0))


def test_who_waits_too_long_is_told_to_come_again(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        runaways = [asyncio.create_task(pool.run(RUNAWAY, f"client {number}")) for number in range(2)]
        await until(lambda: pool.gauges().workers_running == 2)
        with pytest.raises(Busy):
            await pool.run(COUNT)
        assert pool.gauges().queued == 0
        await gone(runaways)

    tell(story, version, replace(limits, timeout_s=60, queue_wait_s=0.1, extra_workers=0))


def test_closing_ends_running_and_waiting_queries(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        asking = [asyncio.create_task(pool.run(RUNAWAY, f"client {number}")) for number in range(3)]
        await until(lambda: pool.gauges().queued == 1)
        await pool.close()
        assert [type(outcome) for outcome in await asyncio.gather(*asking, return_exceptions=True)] == [Busy] * 3

    tell(story, version, replace(limits, timeout_s=60, extra_workers=0))


def test_a_folder_without_a_version_is_not_started(tmp_path: Path, limits: Limits) -> None:
    async def story() -> None:
        pool = Pool(limits)
        with pytest.raises(Unusable):
            await pool.start(tmp_path / "none")
        await pool.close()

    asyncio.run(story())
