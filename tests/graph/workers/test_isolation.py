"""What a worker cannot do, whatever the query: call other servers, open files, outlive the server, leave traces."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.sparql.evaluate import evaluate_unchecked
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import Crashed, QueryError, Refused
from graph.workers.forkserver_start import environment
from graph.workers.pool import Pool
from graph.workers.query_limits import Limits
from tests.graph.workers.conftest import ROWS, tell, until
from tests.graph.workers.test_pool import RUNAWAY, rows

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """A web address on this machine, and the calls that it sees. It answers none."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, address = server.accept()
                except OSError:
                    return
                calls.append(address)
                connection.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", calls
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def in_child(act: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run some lines in a fresh process."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(act), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )


SERVICES = [
    "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o FILTER(?s<?p)SERVICE#>\n<{url}>{{}} }}",
    "SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
    "ASK {{ FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
]


@pytest.mark.parametrize("text", SERVICES)
def test_no_service_call_leaves_a_worker(
    version: Path, limits: Limits, listener: tuple[str, list[object]], text: str
) -> None:
    url, calls = listener

    async def story(pool: Pool) -> None:
        with pytest.raises(QueryError):
            await pool.run(Query(text.format(url=url)))

    tell(story, version, limits)
    assert calls == []


def test_the_listener_would_have_seen_a_call(listener: tuple[str, list[object]]) -> None:
    url, calls = listener
    with pytest.raises(Refused):
        evaluate_unchecked(
            ox.Store(), prepare(Query(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"), 1000), io.BytesIO()
        )
    assert len(calls) > 0


SANDBOXED = """
    import io
    import sys
    import pyoxigraph as ox
    from graph.workers import sandbox
    from graph.sparql.evaluate import evaluate_unchecked
    from graph.sparql.query import Query, prepare

    store = ox.Store()
    question = prepare(Query("SELECT * { SERVICE <%s> { ?s ?p ?o } }" % sys.argv[1]), 1000)
    for name in sys.argv[2].split():
        assert getattr(sandbox, name)() is not False
    try:
        evaluate_unchecked(store, question, io.BytesIO())
    except Exception as error:
        print(type(error).__name__, error)
"""


@pytest.mark.parametrize("layer", ["forbid_files", "forbid_sockets_and_programs"])
def test_either_layer_of_the_sandbox_is_enough(listener: tuple[str, list[object]], layer: str) -> None:
    url, calls = listener
    child = in_child(SANDBOXED, url, layer)
    assert child.stdout.startswith("Refused"), child.stderr
    assert calls == []


def test_the_call_would_have_left_without_a_sandbox(listener: tuple[str, list[object]]) -> None:
    url, calls = listener
    in_child(SANDBOXED, url, "")
    assert len(calls) > 0


FORBIDDEN = {
    "a socket": "import socket; socket.socket()",
    "a file": "open('/etc/hostname')",
    "a program": "import os; os.execv('/bin/true', ['true'])",
    "a pipe": "import os; os.pipe()",
}


@pytest.mark.parametrize("act", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_sandboxed_process_can_open_nothing(act: str) -> None:
    lines = f"""
        import os, socket
        from graph.workers import sandbox
        sandbox.forbid_sockets_and_programs()
        sandbox.forbid_files()
        try:
            {act}
        except OSError as error:
            print("denied", error)
    """
    assert in_child(lines).stdout.startswith("denied")


def test_a_sandboxed_process_can_open_no_more_files_than_allowed() -> None:
    lines = """
        from graph.workers import sandbox
        sandbox.forbid_files(but=3)
        files = [open('/etc/hostname') for _ in range(3)]
        try:
            files += [open('/etc/hostname') for _ in range(2)]
        except OSError as error:
            print("denied", error)
    """
    assert in_child(lines).stdout.startswith("denied")


def descriptors(process: int) -> set[str]:
    return {str(path.readlink()) for path in Path(f"/proc/{process}/fd").iterdir()}


def opened(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def children(process: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def forkserver_pid(pool: Pool) -> int:
    forkserver = pool._scheduler._current
    assert forkserver
    return forkserver._process.pid


def test_a_worker_has_its_own_link_open_and_nothing_else(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        await until(lambda: pool.gauges().workers_idle == 2)
        links = []
        for worker in children(forkserver_pid(pool)):
            open_files = descriptors(worker)
            links += [name for name in open_files if name.startswith("socket:")]
            assert len(open_files) == 3, open_files  # the null device, its standard error, its link
        assert len(set(links)) == len(links) == 2

    tell(story, version, limits)


KILLS, GROWTH_KB = 500, 8_000


def private_kb(process: int) -> int:
    """Memory of a process that no other shares."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_"))


def test_after_500_kills_no_zombie_no_descriptor_and_no_memory_is_left(version: Path, limits: Limits) -> None:
    async def kill(pool: Pool, count: int) -> None:
        for number in range(count):
            asking = asyncio.create_task(pool.run(RUNAWAY, f"client {number}"))
            await until(lambda: pool.gauges().workers_running == 1)
            asking.cancel()
            await asyncio.wait([asking])
        await until(lambda: pool.gauges().workers_idle == 2 and len(children(forkserver_pid(pool))) == 2)

    def usage(pool: Pool) -> tuple[int, ...]:
        forkserver = forkserver_pid(pool)
        return opened(os.getpid()), opened(forkserver), len(children(forkserver))

    async def story(pool: Pool) -> None:
        await kill(pool, KILLS // 10)
        before, kilobytes = usage(pool), private_kb(forkserver_pid(pool))
        await kill(pool, KILLS - KILLS // 10)
        assert usage(pool) == before
        assert private_kb(forkserver_pid(pool)) < kilobytes + GROWTH_KB
        assert pool.counters.kills == {"cancelled": KILLS}
        assert pool.counters.respawns >= KILLS - 2 * limits.extra_workers  # one that stood ready may take the place
        assert await rows(pool) == ROWS + 1

    tell(story, version, replace(limits, timeout_s=60), patience_s=120.0)


def test_a_killed_forkserver_is_replaced(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        forkserver = forkserver_pid(pool)
        workers = children(forkserver)
        asking = asyncio.create_task(pool.run(RUNAWAY))
        await until(lambda: pool.gauges().workers_running == 1)
        os.kill(forkserver, signal.SIGKILL)
        with pytest.raises(Crashed):
            await asking
        assert await rows(pool) == ROWS + 1
        await until(lambda: not any(is_running(worker) for worker in workers))
        assert pool.counters.template_restarts == 1

    tell(story, version, replace(limits, timeout_s=60))


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


SERVER = """
    import asyncio, sys
    from pathlib import Path
    from graph.sparql.query import Query
    from graph.workers.query_limits import Limits
    from graph.workers.pool import Pool

    async def serve():
        pool = Pool(Limits(workers=2))
        await pool.start(Path(sys.argv[1]))
        asyncio.get_running_loop().create_task(pool.run(Query(sys.argv[2])))
        while pool.gauges().workers_running != 1 or pool.gauges().workers_idle != 1:
            await asyncio.sleep(0.01)
        print("ready", flush=True)
        await asyncio.sleep(60)

    asyncio.run(serve())
"""


def test_nothing_outlives_a_killed_server(version: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SERVER), str(version), RUNAWAY.text],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as server:
        assert server.stdout
        assert server.stdout.readline() == "ready\n"
        [forkserver] = children(server.pid)
        workers = children(forkserver)
        server.kill()
        server.wait()

    async def end() -> None:
        await asyncio.wait_for(until(lambda: not any(map(is_running, [forkserver, *workers]))), 10)

    assert len(workers) == 2
    asyncio.run(end())


def test_a_slow_query_gets_a_lower_priority(version: Path, limits: Limits) -> None:
    async def story(pool: Pool) -> None:
        asking = asyncio.create_task(pool.run(RUNAWAY))
        await until(lambda: pool.gauges().workers_slow == 1)
        await until(
            lambda: any(os.getpriority(os.PRIO_PROCESS, worker) == 10 for worker in children(forkserver_pid(pool)))
        )
        asking.cancel()
        await asyncio.wait([asking])

    tell(story, version, replace(limits, timeout_s=60, slow_after_s=0.05))


def test_a_process_can_be_limited_in_how_much_more_memory_it_gets() -> None:
    lines = """
        from graph.workers import sandbox
        sandbox.limit_memory(50 << 20)
        try:
            bytearray(100 << 20)
        except MemoryError:
            print("denied")
    """
    assert in_child(lines).stdout == "denied\n"
