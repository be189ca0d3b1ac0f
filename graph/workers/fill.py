"""A version in memory: its store filled from what the version directory holds, by the fastest way that is exact."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from graph.versions import NoVersion, Version

_BYTES_PER_LINE_BYTE = 4.0  # measured: 146 MB of N-Quads take 570 MB in memory with the default graph
_MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


def memory_needed(version: Path) -> int:
    """About how many bytes the version takes in memory."""
    lines = sum(path.stat().st_size for path in Version(version).datasets().values())
    return int(lines * _BYTES_PER_LINE_BYTE)


def in_memory(version: Path) -> ox.Store:
    """The whole version in memory: all named graphs, and their merge as the default graph.

    The sorted contributions are read seven times faster than the store on disk; what only the store holds (the
    ontology) comes from there. Where the counts do not agree with the manifest, the store is copied whole.
    """
    store = ox.Store()
    for path in Version(version).datasets().values():
        store.load(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)
    _copy(version, store, skip={graph.value for graph in store.named_graphs()})
    store.update(_MERGE)
    if len(store) != _held(version):
        store = ox.Store()
        _copy(version, store, skip=None)
    return store


def _held(version: Path) -> int | None:
    try:
        counts = Version(version).manifest.counts
    except NoVersion:
        return None
    return counts["quads"] + counts["triples"]


def _copy(version: Path, store: ox.Store, skip: set[str] | None) -> None:
    """Copy graphs from disk, all or those not to skip. A child reads them: a store on disk starts threads."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        os._exit(_send(version, sink, skip))
    os.close(sink)
    try:
        with os.fdopen(source, "rb") as lines:
            store.load(lines, format=ox.RdfFormat.N_QUADS, lenient=True)
    finally:
        _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise NoVersion(f"{version} has a store that cannot be read: build it anew with `reentry load`")


def _send(version: Path, sink: int, skip: set[str] | None) -> int:
    try:
        store = Version(version).open_store()
        with os.fdopen(sink, "wb") as lines:
            if skip is None:
                store.dump(lines, format=ox.RdfFormat.N_QUADS)
            else:
                lines.writelines(f"{quad} .\n".encode() for quad in _missing(store, skip))
    except OSError:
        return 1
    return 0


def _missing(store: ox.Store, skip: set[str]) -> Iterator[ox.Quad]:
    for graph in store.named_graphs():
        if graph.value not in skip:
            yield from store.quads_for_pattern(None, None, None, graph)
