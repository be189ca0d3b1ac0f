"""SPARQL over HTTP on the same data in one run: ours, `oxigraph serve` and rdflib-endpoint."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from bench.questions import QUESTIONS, RUNAWAY, TINY, Question
from bench.report import Table
from bench.servers import InMemory, Oxigraph, RdflibEndpoint, Server
from bench.synthetic_graph import made_version
from graph.rdf import nquads
from graph.storage import nquads_files

TIES = int(os.environ.get("REENTRY_BENCH_TIES", "108000"))
"""About nine triples each: a million triples."""
FOLDER = Path(os.environ.get("REENTRY_BENCH_DATA", ".bench/data"))
BUDGET_S, LEAST, MOST = 1.5, 3, 15
SLOW_S = 120.0
_ROWS = "application/sparql-results+json"
_GRAPH = "text/turtle"


def tables() -> list[Table]:
    """Latencies, throughput, memory, and how small queries fare beside runaways."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    version = made_version(FOLDER, TIES)
    triples = version.path.parents[1] / "default.nt"
    if not triples.exists():
        _write_default(version.datasets().values(), triples)
    home = version.path.parents[1]
    found = {
        "ours": _medians(lambda: InMemory(home, cache_mb=0)),
        "cached": _medians(lambda: InMemory(home)),
        "oxigraph": _medians(lambda: Oxigraph(triples)),
        "rdflib": _medians(lambda: RdflibEndpoint(triples)),
    }
    return [_latencies(found), _throughput(home, triples), _beside_runaways(home)]


def _write_default(paths: object, out: Path) -> None:
    previous = ""
    with out.open("w", encoding="utf-8") as file:
        for line in nquads_files.merged(list(paths)):  # type: ignore[call-overload]
            triple = nquads.parse(line).triple
            if triple != previous:
                file.write(triple)
            previous = triple


class Client:
    """One connection that is kept."""

    def __init__(self, server: Server, timeout: float = SLOW_S) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout)
        self._path = server.path

    def ask(self, question: Question) -> tuple[int, bytes]:
        """Status and body."""
        makes_graph = re.search(r"\b(CONSTRUCT|DESCRIBE)\b", question.text) is not None
        headers = {"Accept": _GRAPH if makes_graph else _ROWS, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", self._path, f"query={quote(question.text)}", headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


def _medians(start: Callable[[], Server]) -> dict[str, float]:
    """Seconds for each shape; infinite where there was no answer in time. `memory` is in MB."""
    found: dict[str, float] = {}
    asked = [TINY, *QUESTIONS]
    while asked:
        with start() as server:
            while asked:
                question = asked.pop(0)
                found[question.shape] = _median(server, question)
                if found[question.shape] == float("inf"):
                    break  # a query that nothing stops makes all others wait: they are asked of a new server
            found.setdefault("memory", server.pss_mb())
    return found


def _median(server: Server, question: Question) -> float:
    taken: list[float] = []
    client = Client(server)
    until = time.monotonic() + BUDGET_S
    while len(taken) < LEAST or (time.monotonic() < until and len(taken) < MOST):
        before = time.monotonic()
        try:
            status, _ = client.ask(question)
        except (TimeoutError, OSError):
            return float("inf")
        if status != 200:
            return float("inf")
        taken.append(time.monotonic() - before)
        if sum(taken) > 3 * BUDGET_S:
            break
    return statistics.median(taken)


def _latencies(found: dict[str, dict[str, float]]) -> Table:
    ours, oxigraph, rdflib = (found[name] for name in ("ours", "oxigraph", "rdflib"))
    rows = [
        (shape, *map(_ms, (ours[shape], oxigraph[shape], rdflib[shape])), *_ratios(ours, oxigraph, rdflib, shape))
        for shape in ours
        if shape != "memory"
    ]
    shapes = [q.shape for q in QUESTIONS]
    kept = statistics.geometric_mean(_ratio(rdflib, found["cached"], shape) for shape in shapes)
    means = [
        statistics.geometric_mean(_ratio(*pair, shape) for shape in shapes) for pair in _pairs(ours, oxigraph, rdflib)
    ]
    rows.append(("geometric mean of the ratios", "", "", "", f"{means[0]:.2f}", f"{means[1]:.1f}"))
    rows.append(("the same with our cache on, as a server is run", "", "", "", "", f"{kept:.1f}"))
    rows.append(("memory (PSS), MB", *(f"{one['memory']:.0f}" for one in (ours, oxigraph, rdflib)), "", ""))
    note = (
        f"Median milliseconds over HTTP, one kept connection, our cache off, {TIES:,} ties. "
        "Targets: at most 1.25 times oxigraph; at least 20 times faster than rdflib-endpoint. `none`: no answer within "
        f"{SLOW_S:g} s, which counts as {SLOW_S:g} s; what is asked next is asked of a server started anew."
    )
    columns = ("question", "reentry", "oxigraph serve", "rdflib-endpoint", "ours / oxigraph", "rdflib-endpoint / ours")
    return Table("Latency by question", note, columns, rows)


Medians = dict[str, float]


def _pairs(ours: Medians, oxigraph: Medians, rdflib: Medians) -> tuple[tuple[Medians, Medians], ...]:
    return (ours, oxigraph), (rdflib, ours)


def _ratio(one: Medians, other: Medians, shape: str) -> float:
    return min(one[shape], SLOW_S) / min(other[shape], SLOW_S)


def _ratios(ours: Medians, oxigraph: Medians, rdflib: Medians, shape: str) -> tuple[str, ...]:
    return tuple(f"{_ratio(*pair, shape):.2f}" for pair in _pairs(ours, oxigraph, rdflib))


def _ms(seconds: float) -> str:
    return "none" if seconds == float("inf") else f"{seconds * 1000:,.2f}"


def _throughput(home: Path, triples: Path) -> Table:
    rows = []
    servers: list[tuple[str, Callable[[], Server]]] = [
        ("reentry, cached", lambda: InMemory(home)),
        ("reentry, cache off", lambda: InMemory(home, cache_mb=0)),
        ("oxigraph serve", lambda: Oxigraph(triples)),
    ]
    for name, start in servers:
        with start() as server:
            rows.append((name, *(_wrk(server, connections) for connections in (1, 32))))
    note = "Requests a second of one lookup by GET, wrk, 5 seconds. Target: 1 500 cached."
    return Table("Throughput", note, ("server", "1 connection", "32 connections"), rows)


def _wrk(server: Server, connections: int) -> str:
    wrk = shutil.which("wrk")
    if wrk is None:
        return "wrk is not installed"
    url = f"{server.url}?query={quote(TINY.text)}"
    threads = str(min(2, connections))
    command = [wrk, "-t", threads, "-c", str(connections), "-d", "5s", "-H", f"Accept: {_ROWS}", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout:
        raise RuntimeError(done.stdout)
    match = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert match
    return f"{float(match[1]):,.0f}"


def _beside_runaways(home: Path) -> Table:
    with InMemory(home, cache_mb=0, REENTRY_QUERY_TIMEOUT="10") as server:
        calm = _sampled(server, 200)
        deaths: list[float] = []
        runaways = [threading.Thread(target=_run_away, args=(server, deaths)) for _ in range(4)]
        for runaway in runaways:
            runaway.start()
        time.sleep(1.5)
        beside = _sampled(server, 400)
        for runaway in runaways:
            runaway.join()
    rows = [
        ("alone", *_spread(calm), ""),
        ("beside four runaways", *_spread(beside), ""),
        ("runaways: seconds until told dead, limit 10", "", "", f"{max(deaths):.2f}", f"{len(deaths)} of 4"),
    ]
    note = (
        "Milliseconds of a tiny query, cache off. Targets: median under 50, p99 under 250; dead within the limit + 1 s."
    )
    return Table("Small queries beside runaways", note, ("", "median", "p99", "max", "stopped"), rows)


def _sampled(server: Server, count: int) -> list[float]:
    client = Client(server)
    taken = []
    for number in range(count):
        before = time.monotonic()
        status, _ = client.ask(TINY._replace(text=f"{TINY.text} # {number}"))
        if status != 200:
            raise RuntimeError(f"a small query was answered {status}")
        taken.append(1000 * (time.monotonic() - before))
    return taken


def _run_away(server: Server, deaths: list[float]) -> None:
    before = time.monotonic()
    status, body = Client(server).ask(RUNAWAY)
    if status == 504 and json.loads(body)["error"] == "TimedOut":
        deaths.append(time.monotonic() - before)


def _spread(taken: list[float]) -> Iterator[str]:
    ordered = sorted(taken)
    yield from (
        f"{statistics.median(ordered):.2f}",
        f"{ordered[int(0.99 * (len(ordered) - 1))]:.2f}",
        f"{ordered[-1]:.2f}",
    )
