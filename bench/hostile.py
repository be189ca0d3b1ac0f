"""A hostile afternoon: what others notice while somebody asks for far too much and leaves.

While each assault runs, small requests are sent every 50 ms to six addresses of the server, and to a second, untouched
server on the same machine, as control.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from api.ingest.curated_facts import load_curated
from bench.report import Table
from bench.servers import Ours
from graph.versions.version_folders import DataFolder

DATA = Path(os.environ.get("REENTRY_HOSTILE_DATA", ".bench/shipped"))
TINY = (
    "/healthz",
    "/api/stats",
    "/api/actors/cut50/neighbors?limit=5",
    "/api/search?q=kardashian",
    "/id/cut50",
    "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D",
)
"""What others ask meanwhile."""
PAUSE_S, RUN_S, AFTER_S, PATIENCE_S = 0.05, 10.0, 5.0, 30.0
MEDIAN_MS, P99_MS, HEALTH_MS = 20.0, 250.0, 50.0
WARM_UP, REQUESTS = 2_000, int(os.environ.get("REENTRY_HOSTILE_REQUESTS", "20000"))
_OK = 200
_MIXED = (*TINY, "/api/money?by=donor&limit=5", "/id/kim-kardashian", "/export/around.gexf?around=cut50")
Assault = Callable[["Attacker"], Awaitable[None]]


class Sample(NamedTuple):
    """One small request: its address, its status (0: none came), and how long it took."""

    address: str
    status: int
    ms: float


class Attacker:
    """Opens many connections to a server, and closes them all at the end."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: list[asyncio.StreamWriter] = []

    async def send(self, text: str) -> asyncio.StreamReader | None:
        """A connection on which a request was sent; None where the server took none."""
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1024)
            self._writers.append(writer)
            writer.write(text.encode())
            return reader
        return None

    async def get(self, path: str) -> asyncio.StreamReader | None:
        """A GET whose answer nobody reads."""
        return await self.send(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    async def gets(self, paths: Sequence[str]) -> None:
        """Many of them at once."""
        await asyncio.gather(*map(self.get, paths))

    def leave(self) -> None:
        """Close all connections at once."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()


async def exports_left(attacker: Attacker, number: int) -> None:
    """Exports of everything, in all formats, left at once."""
    formats = cycle(("nq", "gexf", "graphml", "jsonld", "ttl", "xlsx", "cyjs", "json"))
    await attacker.gets([f"/export/all.{ending}" for _, ending in zip(range(number), formats, strict=False)])
    await asyncio.sleep(0.5)
    attacker.leave()


async def distinct(attacker: Attacker, paths: Sequence[str]) -> None:
    """Distinct long questions, left at once."""
    await attacker.gets(paths)
    await asyncio.sleep(0.5)
    attacker.leave()


async def unfinished(attacker: Attacker, number: int) -> None:
    """Bodies that never end."""
    head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100000"
    await asyncio.gather(*(attacker.send(f"{head}\r\n\r\nASK") for _ in range(number)))
    await asyncio.sleep(RUN_S / 2)


async def streams(attacker: Attacker, number: int) -> None:
    """Listeners that never read."""
    await attacker.gets(["/stream"] * number)
    await asyncio.sleep(RUN_S / 2)


async def byte_by_byte(attacker: Attacker, number: int) -> None:
    """Exports read one byte a second."""
    readers = await asyncio.gather(*(attacker.get("/export/all.nq") for _ in range(number)))
    end = time.monotonic() + RUN_S
    while time.monotonic() < end:
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(asyncio.gather(*(one.read(1) for one in readers if one)), 1)
        await asyncio.sleep(1)


_WORDS = "Prison+Fellowship+of+the+Second+Chance+Justice+Home+Bridge+Freedom+Path+Reform+Open+Door+Liberty+Hope"
ASSAULTS: dict[str, Assault] = {
    "50 exports of everything, left": lambda attacker: exports_left(attacker, 50),
    "200 exports of everything, left": lambda attacker: exports_left(attacker, 200),
    "20 distinct workbooks, left": lambda attacker: distinct(
        attacker, [f"/export/all.xlsx?as_of={2000 + year}" for year in range(20)]
    ),
    "16 distinct betweenness, left": lambda attacker: distinct(
        attacker, [f"/api/measures/betweenness?as_of={2005 + year}&undated=include" for year in range(16)]
    ),
    "1 000 streams": lambda attacker: streams(attacker, 1000),
    "1 000 unfinished bodies": lambda attacker: unfinished(attacker, 1000),
    "17-word searches": lambda attacker: distinct(attacker, [f"/api/search?q={_WORDS}+{n}" for n in range(64)]),
    "100 exports read one byte a second": lambda attacker: byte_by_byte(attacker, 100),
}


async def probe(port: int, until: asyncio.Event) -> list[Sample]:
    """A small request every 50 ms until the event, whatever became of those before."""
    samples: list[Sample] = []
    sent: set[asyncio.Task[None]] = set()
    for address in cycle(TINY):
        if until.is_set():
            break
        sent.add(asyncio.ensure_future(_ask(port, address, samples)))
        await asyncio.sleep(PAUSE_S)
    await asyncio.gather(*sent)
    return samples


async def _ask(port: int, address: str, samples: list[Sample]) -> None:
    before, status = time.monotonic(), 0
    with suppress(OSError, TimeoutError, ValueError, IndexError):
        async with asyncio.timeout(PATIENCE_S):
            status = await fetched(port, address)
    samples.append(Sample(address, status, 1000 * (time.monotonic() - before)))


async def fetched(port: int, address: str) -> int:
    """The status of an answer that was read to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        return int((await reader.read()).split(b" ", 2)[1])
    finally:
        writer.close()


class Outcome(NamedTuple):
    """What others noticed of an assault, in milliseconds."""

    median: float
    p99: float
    health: float
    after: float
    failed: int

    @classmethod
    def of(cls, during: Sequence[Sample], after: Sequence[Sample]) -> Outcome:
        """Summed up; `health` is the slowest of 99 % of the requests for /healthz, `after` the median afterwards."""
        every = [one.ms for one in during]
        health = [one.ms for one in during if one.address == "/healthz"]
        failed = sum(one.status != 200 for one in (*during, *after))
        return cls(
            statistics.median(every),
            percentile(every, 0.99),
            percentile(health, 0.99),
            statistics.median(one.ms for one in after),
            failed,
        )

    @property
    def holds(self) -> bool:
        """Whether others noticed nothing that matters."""
        return self.median < MEDIAN_MS and self.p99 < P99_MS and self.health < HEALTH_MS and not self.failed


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@asynccontextmanager
async def probed(ports: Sequence[int]) -> AsyncIterator[list[list[Sample]]]:
    """Probes of servers as long as the block runs; filled with their samples at its end."""
    until, samples = asyncio.Event(), list[list[Sample]]()
    probes = [asyncio.ensure_future(probe(port, until)) for port in ports]
    try:
        yield samples
    finally:
        until.set()
        samples += await asyncio.gather(*probes)


async def withstood(port: int, control: int, name: str) -> tuple[Outcome, Outcome]:
    """What others noticed at the server, and at the control. The assault comes from a process of its own."""
    command = [sys.executable, "-m", "bench.hostile", str(port), name]
    async with probed([port, control]) as during:
        before = time.monotonic()
        attacker = await asyncio.create_subprocess_exec(*command)
        await attacker.wait()
        await asyncio.sleep(max(0.0, RUN_S - (time.monotonic() - before)))
    await asyncio.sleep(AFTER_S)
    async with probed([port, control]) as after:
        await asyncio.sleep(2)
    return Outcome.of(during[0], after[0]), Outcome.of(during[1], after[1])


def tables() -> list[Table]:
    """What others noticed of each assault, and what many requests leave behind."""
    if DataFolder(DATA).current_name() is None:
        load_curated(DataFolder(DATA))
    return [_assaults(), _aftermath()]


def _aftermath() -> Table:
    with Ours(DATA) as server:
        asyncio.run(_many(server.port, 0, WARM_UP))
        asyncio.run(_kept_export_ms(server.port))
        export = asyncio.run(_kept_export_ms(server.port))
        before = (server.main_rss_mb(), server.open_files(), server.processes())
        failed = asyncio.run(_many(server.port, WARM_UP, REQUESTS))
        time.sleep(AFTER_S)
        after = (server.main_rss_mb(), server.open_files(), server.processes())
        exported = asyncio.run(_kept_export_ms(server.port))
    rows: list[tuple[str, ...]] = [
        ("resident memory of the web process, MB", f"{before[0]:.0f}", f"{after[0]:.0f}", "within 20"),
        ("open files", str(before[1]), str(after[1]), "the same"),
        ("processes", str(before[2]), str(after[2]), "the same"),
        ("an export that was kept, ms", f"{export:.0f}", f"{exported:.0f}", "the same"),
        ("requests without an answer", "", str(failed), "0"),
    ]
    note = f"{REQUESTS:,} requests, half of them distinct cheap questions, after {WARM_UP:,} others."
    return Table("What many requests leave behind", note, ("what", "before", "after", "target"), rows)


async def _kept_export_ms(port: int) -> float:
    before = time.monotonic()
    await fetched(port, "/export/all.graphml")
    return 1000 * (time.monotonic() - before)


async def _many(port: int, start: int, count: int) -> int:
    """Send so many requests over eight connections at a time; how many were not answered with 200."""
    numbers = iter(range(start, start + count))
    failed = 0

    async def send() -> None:
        nonlocal failed
        for number in numbers:
            cheap = f"/api/search?q=justice+{number}" if number % 4 else f"/api/ties?limit={1 + number % 200}"
            address = cheap if number % 2 else _MIXED[number // 2 % len(_MIXED)]
            failed += await fetched(port, address) != _OK

    await asyncio.gather(*(send() for _ in range(8)))
    return failed


def _assaults() -> Table:
    rows: list[tuple[str, ...]] = []
    with Ours(DATA) as server, Ours(DATA) as control:
        for address in TINY:
            for port in (server.port, control.port):
                asyncio.run(fetched(port, address))
        for name in ASSAULTS:
            outcome, beside = asyncio.run(withstood(server.port, control.port, name))
            rows.append((name, *_told(outcome), *_told(beside)[:2], "yes" if outcome.holds else "no"))
            print(*rows[-1], sep="  ", flush=True)
    note = (
        f"A small request every {PAUSE_S * 1000:.0f} ms over six addresses, milliseconds. Targets: median below "
        f"{MEDIAN_MS:.0f}, p99 below {P99_MS:.0f}, /healthz below {HEALTH_MS:.0f}. `control` is an untouched server on "
        "the same machine at the same time."
    )
    columns = ("assault", "median", "p99", "/healthz", "5 s later", "failed", "control median", "control p99", "holds")
    return Table("A hostile afternoon", note, columns, rows)


def _told(outcome: Outcome) -> tuple[str, ...]:
    *times, failed = outcome
    return (*(f"{ms:.1f}" for ms in times), str(failed))


async def main(port: str, name: str) -> None:
    """Carry out one assault, and leave."""
    attacker = Attacker(int(port))
    await ASSAULTS[name](attacker)
    attacker.leave()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
