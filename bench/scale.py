"""The graph questions at a million ties: opening, neighbors, paths, and measures by engine."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from bench.report import Table
from bench.servers import Ours
from bench.sparql import FOLDER
from bench.synthetic_graph import made_version
from graph.analysis.backends import Engine, Networkx, engines
from graph.analysis.projection import Network
from graph.index.open_version import OpenVersion
from graph.versions.version_folders import Version

TIES = int(os.environ.get("REENTRY_BENCH_GRAPH_TIES", "1000000"))
SAMPLES = 5
"""Actors that betweenness is estimated from: few, so that networkx ends in time."""
ASKED, PATHS = 400, 60
LIMIT_S = 240.0
"""A measure is given up after so long, so that a run ends."""
Compute = Callable[[Engine, Network], object]


def tables() -> list[Table]:
    """What a user waits for, and what measures cost."""
    version = made_version(FOLDER, TIES)
    graph = OpenVersion.open(version)
    return [_served(version, graph), _measured(Network(graph))]


def _served(version: Version, graph: OpenVersion) -> Table:
    dice = random.Random(3)  # noqa: S311 - the same actors each time
    busy = [slug for slug in list(graph.adjacency.most_tied())[:20_000] if graph.degree(slug) >= 50]
    asked = [dice.choice(busy) for _ in range(ASKED)]
    before = time.monotonic()
    with Ours(version.path.parents[1]) as server:
        ready = time.monotonic() - before
        neighbors = _medians(server, [f"/api/actors/{slug}/neighbors?limit=50" for slug in asked])
        people = [f"person-{dice.randrange(TIES // 5)}" for _ in range(2 * PATHS)]
        tied = [slug for slug in people if slug in graph.adjacency and graph.degree(slug)]
        pairs = zip(tied[::2], tied[1::2], strict=False)
        paths = _medians(server, [f"/api/paths?from={one}&to={other}&limit=1" for one, other in pairs])
        each = _wrk(server, asked)
        memory = server.main_rss_mb()
    with Ours(version.path.parents[1], REENTRY_ANSWERS_MB="0") as server:
        unkept = _wrk(server, asked)
    rows: list[tuple[str, ...]] = [
        ("open to ready", f"{ready:.2f} s", "10 s"),
        ("neighbors, 50 a page, actors with 50 ties or more: median", f"{neighbors:.2f} ms", "3 ms"),
        (f"neighbors of {ASKED} actors in turn, wrk, 32 connections", each, "2 000 a second"),
        ("the same with answers not kept", unkept, ""),
        ("shortest path between two people: median", f"{paths:.1f} ms", "50 ms"),
        ("resident memory of the web process after all this", f"{memory:,.0f} MB", "3 000 MB"),
    ]
    note = f"{TIES:,} ties, {len(graph.records.actors):,} actors, over HTTP; actors drawn from {len(busy):,}."
    return Table("A million ties over HTTP", note, ("what", "measured", "target"), rows)


def _medians(server: Ours, addresses: list[str]) -> float:
    """Median milliseconds over one kept connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    taken = []
    for address in addresses:
        before = time.monotonic()
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        taken.append(1000 * (time.monotonic() - before))
    return statistics.median(taken)


def _wrk(server: Ours, slugs: list[str]) -> str:
    """Requests a second over many actors in turn."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return "wrk is not installed"
    paths = ", ".join(f'"/api/actors/{slug}/neighbors?limit=50"' for slug in slugs)
    script = (
        f"local p = {{{paths}}}\nlocal n = 0\nfunction request() n = n % #p + 1 return wrk.format('GET', p[n]) end\n"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script)
        lua.flush()
        command = [wrk, "-t", "1", "-c", "32", "-d", "8s", "-s", lua.name, f"http://127.0.0.1:{server.port}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    match = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert match
    return f"{float(match[1]):,.0f} a second"


def _measured(network: Network) -> Table:
    plain = Networkx()
    compiled = engines().get("igraph")
    if compiled is None:
        raise RuntimeError("the extra `fast` is not installed")
    rows: list[tuple[str, ...]] = []
    for name, compute in _MEASURES.items():
        slow, quick = _seconds(compute, plain, network), _seconds(compute, compiled, network)
        print(f"{name}: networkx {slow}, igraph {quick}", flush=True)
        rows.append((name, _told(slow), _told(quick), _ratio(slow, quick)))
    note = (
        f"Seconds on {len(network.actors):,} actors and {network.size:,} ties, building each engine's own graph "
        f"included; each in a process of its own, ended after {LIMIT_S:.0f} s. Both estimate betweenness from the same "
        "actors. Target: at least 10 times faster than plain networkx."
    )
    return Table("Measures by engine", note, ("measure", "networkx", "igraph", "ratio"), rows)


_MEASURES: dict[str, Compute] = {
    "PageRank": lambda engine, network: engine.pagerank(network, 0.85),
    "k-core": lambda engine, network: engine.core(network),
    "communities (Louvain)": lambda engine, network: engine.communities(network, 1.0, 1),
    f"betweenness, estimated from {SAMPLES} actors": lambda engine, network: engine.betweenness(network, SAMPLES, 1),
}


def _seconds(compute: Compute, engine: Engine, network: Network) -> float | None:
    """Seconds that it takes in a forked child, which finds no graph of another run; None where it takes too long."""
    answer, told = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_timed, args=(compute, engine, network, told))
    child.start()
    told.close()
    try:
        found: float | None = answer.recv() if answer.poll(LIMIT_S) else None
    finally:
        child.kill()
        child.join()
    return found


def _timed(compute: Compute, engine: Engine, network: Network, told: Connection) -> None:
    before = time.monotonic()
    compute(engine, network)
    told.send(time.monotonic() - before)


def _told(seconds: float | None) -> str:
    return f"over {LIMIT_S:.0f}" if seconds is None else f"{seconds:.2f}"


def _ratio(slow: float | None, quick: float | None) -> str:
    if quick is None:
        return "not known"
    return f"over {LIMIT_S / quick:.1f}" if slow is None else f"{slow / quick:.1f}"
