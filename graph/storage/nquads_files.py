"""What each dataset contributed: sorted N-Quads, one file a dataset. They are the truth; stores are built from them."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph as ox

from graph.rdf import nquads


def write(path: Path, contributed: Iterable[str]) -> None:
    """Write the lines of one dataset."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(contributed)


def read(path: Path) -> Iterator[str]:
    """The lines of one dataset, in order."""
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file


def merged(paths: Sequence[Path], *more: Sequence[str]) -> Iterator[str]:
    """The lines of several datasets in order, each once. Memory stays flat."""
    with ExitStack() as stack:
        streams: list[Iterable[str]] = [
            stack.enter_context(path.open(encoding="utf-8", newline="\n")) for path in sorted(paths)
        ]
        previous = ""
        for line in heapq.merge(*streams, *more):
            if line != previous:
                previous = line
                yield line


def quads(paths: Sequence[Path]) -> Iterator[ox.Quad]:
    """The quads of several datasets in order, each once. Four times faster than to ask a store on disk for all."""
    return nquads.quads(merged(paths))


def digested(stream: Iterable[str], take: Callable[[str], object]) -> str:
    """Pass each line on; the SHA-256 of all of them."""
    digest = hashlib.sha256()
    for line in stream:
        digest.update(line.encode())
        take(line)
    return digest.hexdigest()


def without_sources(stream: Iterable[str], source_iris: Container[str]) -> Iterator[str]:
    """The lines that neither stand in the graphs of these sources nor describe them."""
    for line in stream:
        quad = nquads.parse(line)
        if nquads.iri_of(quad.graph) not in source_iris and nquads.iri_of(quad.subject) not in source_iris:
            yield line
