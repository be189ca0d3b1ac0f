"""Two small versions, and stories told to a pool of real processes."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.versions.manifest import Manifest
from graph.versions.verification import file_entries
from graph.workers.pool import Pool
from graph.workers.query_limits import MB, Limits

E = "http://e/"
ROWS = 300
PATIENCE_S = 20.0


def server_loop() -> asyncio.AbstractEventLoop:
    """A loop as the server has it; the plain one where uvloop does not exist."""
    try:
        uvloop = importlib.import_module("uvloop")
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def write_version(path: Path, rows: int = ROWS) -> Path:
    """A version of so many triples in one source's graph, and one more that the project itself adds."""
    (path / "datasets").mkdir(parents=True)
    lines = [f'<{E}s{row:04}> <{E}p> "{row}" <{E}source> .\n' for row in range(rows)]
    (path / "datasets" / "main.nq").write_text("".join(lines))
    extra = f'<{E}term> <{E}p> "of the ontology" <{E}ontology> .\n'
    (path / "own.nq").write_text(extra)
    store = ox.Store(str(path / "store"))
    store.bulk_load("".join([*lines, extra]).encode(), format=ox.RdfFormat.N_QUADS)
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    store.flush()
    del store  # it writes to its files until it is closed
    seal(path, rows + 1)
    return path


def seal(path: Path, rows: int = ROWS + 1) -> None:
    """Write the manifest of a version whose files are all there."""
    counts = {"quads": rows, "triples": rows}
    manifest = Manifest(path.name, "digest", "now", counts, {}, {}, files=file_entries(path))
    (path / "manifest.json").write_text(manifest.dump())


@pytest.fixture(scope="session")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version with 301 triples."""
    return write_version(tmp_path_factory.mktemp("versions") / "000001")


@pytest.fixture(scope="session")
def next_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version with 401 triples."""
    return write_version(tmp_path_factory.mktemp("versions") / "000002", 400)


Story = Callable[[Pool], Awaitable[None]]


@pytest.fixture
def limits() -> Limits:
    """Limits that a test can wait for."""
    return Limits(
        timeout_s=0.5, memory_bytes=100 * MB, result_bytes=1 * MB, workers=2, extra_workers=2, slow_after_s=60
    )


def tell(
    story: Story,
    version: Path,
    limits: Limits,
    loop: Callable[[], asyncio.AbstractEventLoop] = server_loop,
    patience_s: float = PATIENCE_S,
) -> None:
    """Run a story with a started pool, and close the pool after it."""

    async def whole_story() -> None:
        pool = Pool(limits)
        try:
            await pool.start(version)
            await asyncio.wait_for(story(pool), patience_s)
        finally:
            await pool.close()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(whole_story())


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something has come true; the story's patience is the limit."""
    while not condition():  # noqa: ASYNC110 - what is waited for is far away, in other processes
        await asyncio.sleep(0.002)
