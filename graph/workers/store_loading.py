"""Loading a version into memory, by the fastest way that is exact."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pyoxigraph as ox

from graph.sparql.dataset import QueryStores
from graph.versions.version_folders import NoVersion, Version

_log = logging.getLogger(__name__)
_MEMORY_PER_FILE_BYTE = 5.0  # measured: 205 MB of N-Quads take 880 MB, and 1,070 MB while they are read
_MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


def memory_needed(version: Path) -> int:
    """About how many bytes the version takes in memory."""
    files = Version(version).store_files() or Version(version).datasets().values()
    return int(sum(path.stat().st_size for path in files) * _MEMORY_PER_FILE_BYTE)


def load_in_memory(version: Path) -> QueryStores:
    """All named graphs with their merge as the default graph, and that merge alone. Raises NoVersion."""
    return QueryStores.in_memory(_full_store(version))


def _full_store(version: Path) -> ox.Store:
    """Read the N-Quads files that the version was built from: seven times faster than its store on disk.

    If they are missing, or their counts differ from the manifest, the store is copied instead.
    """
    store, files = ox.Store(), Version(version).store_files()
    for path in files:
        store.load(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)
    store.update(_MERGE)
    for triple in ox.parse(Version(version).sources_alone(), format=ox.RdfFormat.N_TRIPLES):
        store.remove(ox.Quad(triple.subject, triple.predicate, triple.object, ox.DefaultGraph()))
    if files and len(store) == _quad_count(version):
        return store
    if files:
        _log.warning("%s: its N-Quads files differ from its store, so the store is copied: this is slower", version)
    return _copy_store(version)


def _quad_count(version: Path) -> int | None:
    """How many quads the store has, by the manifest; None if there is no manifest."""
    try:
        counts = Version(version).manifest.counts
    except NoVersion:
        return None
    return counts["quads"] + counts["triples"]


def _copy_store(version: Path) -> ox.Store:
    """A copy of the store on disk, in memory."""
    # A child process reads the disk: opening a store there starts threads, and this process must stay safe to fork.
    store = ox.Store()
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        os._exit(_dump_store(version, sink))
    os.close(sink)
    try:
        with os.fdopen(source, "rb") as lines:
            store.load(lines, format=ox.RdfFormat.N_QUADS, lenient=True)
    finally:
        _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise NoVersion(f"{version} has a store that cannot be read: build it again with `reentry load`")
    return store


def _dump_store(version: Path, sink: int) -> int:
    """Write the store on disk to a pipe as N-Quads; the exit code of the child process."""
    try:
        with os.fdopen(sink, "wb") as lines:
            Version(version).open_store().dump(lines, format=ox.RdfFormat.N_QUADS)
    except OSError:
        return 1
    return 0
