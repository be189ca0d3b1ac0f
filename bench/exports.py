"""What exports cost: time and extra memory of every writer on a made graph, beside networkx's own writers.

    python -m bench.exports [ACTORS TIES]

Each writer runs in a forked child, so that its peak memory is its own: what the child needs beyond the graph it
inherits. The made graph has the attributes of a real one; for networkx's writers, which refuse None, tuples and
Decimal, the same values are first turned into what they accept (not counted).
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import networkx as nx

from bench.report import Table
from graph.export.file_formats import FORMATS
from graph.index.networkx_graph import NetworkxSubgraph
from graph.index.subgraph import Subgraph

if TYPE_CHECKING:
    from graph.index.networkx_graph import NetworkxGraph

SIZE = (100_000, 500_000)
LEFT_OUT = frozenset({"gexf", "svg", "csv", "xlsx"})
"""Measured on its own; a picture, which nobody draws of so much; the same as `ties.csv`; measured on a tenth."""
KINDS = ("person", "organization", "company", "government_body", "program", "law")
RELATIONS = (("grants_to", "grants to"), ("works_for", "works for"), ("advocates_for", "advocates for"))


class Row(NamedTuple):
    """One measurement: seconds, extra peak memory and size of the file in MB."""

    name: str
    seconds: float
    extra_mb: float
    file_mb: float


def generated_graph(actors: int, ties: int) -> NetworkxGraph:
    """A graph of the wanted size, the same each time."""
    dice = random.Random(7)  # noqa: S311 - made figures, nothing secret
    networkx_graph: NetworkxGraph = nx.MultiDiGraph(version="000001", digest="0" * 64)
    for number in range(actors):
        networkx_graph.add_node(f"actor-{number}", **_actor(number, dice))
    for number in range(ties):
        origin, target = (int(actors * dice.random() ** 2) for _ in range(2))
        networkx_graph.add_edge(f"actor-{origin}", f"actor-{target}", key=f"tie-{number:07d}", **_tie(dice))
    return networkx_graph


def _actor(number: int, dice: random.Random) -> dict[str, Any]:
    return {
        "kind": dice.choice(KINDS),
        "name": f"Actor & Sons No. {number}",
        "alt_names": (f"Alias {number}",) if number % 3 == 0 else (),
        "description": "Helps people come home." if number % 2 else None,
        "identifiers": (("ein", f"95-{number:07d}"),) if number % 4 == 0 else (),
        "sources": (f"source-{number % 1000}",),
    }


def _tie(dice: random.Random) -> dict[str, Any]:
    kind, label = dice.choice(RELATIONS)
    year = dice.randint(2005, 2025) if dice.random() < 0.5 else None
    amount = dice.randint(1, 1000) * 1000 if kind == "grants_to" else None
    sources = tuple(sorted({f"source-{dice.randrange(1000)}" for _ in range(dice.randint(1, 2))}))
    receipts = tuple(
        {"source": source, "role": None, "locator": "para 3", "note": "over two years", "claim_status": "stated"}
        for source in sources
    )
    return {
        "kind": kind,
        "label": label,
        "inverse_label": f"is reached by: {label}",
        "roles": ("director",) if kind == "works_for" else (),
        "start": str(year) if year else None,
        "end": None,
        "valid_from": f"{year}-01-01" if year else None,
        "valid_until": None,
        "amount": amount,
        "currency": "USD" if amount else None,
        "amount_hedge": None,
        "cumulative": None,
        "quantity": None,
        "unit": None,
        "quantity_hedge": None,
        "claim_status": "stated",
        "attested": (),
        "conflicts": (),
        "differences": (),
        "sources": sources,
        "receipts": receipts,
    }


def plain(networkx_graph: NetworkxGraph) -> NetworkxGraph:
    """The same graph with the values that networkx's writers accept."""
    copy: NetworkxGraph = nx.MultiDiGraph()
    copy.add_nodes_from((slug, _plain(facts)) for slug, facts in networkx_graph.nodes(data=True))
    for origin, target, key, facts in networkx_graph.edges(keys=True, data=True):
        copy.add_edge(origin, target, key=key, **_plain(facts))
    return copy


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in facts.items() if value is not None and key != "receipts"}


def _plain_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return "|".join(map(str, value))
    return float(value) if isinstance(value, Decimal) else value


def measure(name: str, write: Callable[[BinaryIO], None]) -> Row:
    """Run one writer in a child of its own, into a file that is then removed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export"
        report, answer = os.pipe()
        child = os.fork()
        if child == 0:
            _in_child(write, file, answer)
        os.close(answer)
        with os.fdopen(report) as lines:
            figures = lines.read().split()
        if os.waitpid(child, 0)[1] != 0 or len(figures) != 2:
            raise RuntimeError(f"{name} failed")
        return Row(name, float(figures[0]), float(figures[1]), file.stat().st_size / 1e6)


def _in_child(write: Callable[[BinaryIO], None], file: Path, answer: int) -> None:
    status = 1
    try:
        before = _status("VmRSS")
        started = time.perf_counter()
        with file.open("wb") as out:
            write(out)
        seconds = time.perf_counter() - started
        os.write(answer, f"{seconds} {max(0.0, _status('VmHWM') - before)}".encode())
        status = 0
    finally:
        os._exit(status)


def _status(field: str) -> float:
    """A memory figure of this process in MB (Linux)."""
    found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    if found is None:
        raise RuntimeError(f"/proc/self/status has no {field}")
    return int(found.group(1)) / 1e3


def run(actors: int = SIZE[0], ties: int = SIZE[1]) -> list[Row]:
    """All measurements, ours first."""
    return list(_rows(generated_graph(actors, ties)))


def tables() -> list[Table]:
    """The measurements for the page of results."""
    rows = run()
    peer = next(row for row in rows if row.name == "networkx.write_gexf")
    note = (
        f"{SIZE[0]:,} actors, {SIZE[1]:,} ties with all attributes; the layout is not counted. Extra memory is what a "
        f"writer needs beyond the graph. GEXF, ours: {peer.seconds / rows[0].seconds:.1f} times faster than networkx."
    )
    columns = ("writer", "seconds", "extra MB", "file MB")
    shown: list[tuple[str, ...]] = [
        (row.name, f"{row.seconds:.1f}", f"{row.extra_mb:.0f}", f"{row.file_mb:.0f}") for row in rows
    ]
    return [Table("Exports", note, columns, shown)]


def _rows(networkx_graph: NetworkxGraph) -> Iterator[Row]:
    subgraph = NetworkxSubgraph(networkx_graph)
    yield _median(partial(measure, "GEXF 1.3", written("gexf", subgraph)))
    for suffix, file_format in FORMATS.items():
        if suffix not in LEFT_OUT and not file_format.needs_store:
            yield measure(f"{file_format.name} (.{suffix})", written(suffix, subgraph))
    for_networkx = plain(networkx_graph)
    yield measure("networkx.write_gexf", partial(nx.write_gexf, for_networkx))
    yield measure("networkx.write_graphml", partial(nx.write_graphml, for_networkx))
    part = generated_graph(len(networkx_graph) // 10, networkx_graph.number_of_edges() // 10)
    yield measure("Excel workbook (.xlsx), a tenth", written("xlsx", NetworkxSubgraph(part)))


def written(suffix: str, subgraph: Subgraph) -> Callable[[BinaryIO], None]:
    """What writes a subgraph in a format."""
    return lambda out: FORMATS[suffix](subgraph, out).write()


def _median(once: Callable[[], Row]) -> Row:
    return sorted((once() for _ in range(3)), key=lambda row: row.seconds)[1]


def main() -> None:
    """Print each measurement as it comes."""
    actors, ties = (int(argument) for argument in sys.argv[1:]) if len(sys.argv) > 1 else SIZE
    print(f"{actors:,} actors, {ties:,} ties")
    for row in _rows(generated_graph(actors, ties)):
        print(f"{row.name:40}{row.seconds:8.2f} s{row.extra_mb:8.0f} MB extra{row.file_mb:8.1f} MB file", flush=True)


if __name__ == "__main__":
    main()
