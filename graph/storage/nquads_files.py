"""The facts of a version: one file of sorted N-Quads for each dataset. Everything else is derived from these files."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from graph.model.ids import BASE
from graph.rdf import nquads
from graph.rdf.ontology import RG
from graph.storage.sorted_streams import merged_streams

_BATCH = 2000
_CONFLICT = nquads.iri_term(f"{RG}conflict")
_CONFLICTS = nquads.iri_term(f"{BASE}graph/conflicts")


def write(path: Path, contributed: Iterable[str]) -> None:
    """Write the lines of one dataset."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(contributed)


def read(path: Path) -> Iterator[str]:
    """The lines of one dataset, in order."""
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file


def lines_besides(lines: Iterable[str], places: Iterable[int]) -> Iterator[str]:
    """The lines without those at these places, which count from 0 and ascend."""
    left_out = iter(places)
    place = next(left_out, -1)
    for number, line in enumerate(lines):
        if number == place:
            place = next(left_out, -1)
        else:
            yield line


def merged(paths: Sequence[Path], *more: Sequence[str]) -> Iterator[str]:
    """The lines of several datasets in order, each once. Memory stays flat."""
    with ExitStack() as stack:
        streams: list[Iterable[str]] = [
            stack.enter_context(path.open(encoding="utf-8", newline="\n")) for path in sorted(paths)
        ]
        yield from merged_streams(*streams, *more)


def quads(paths: Sequence[Path]) -> Iterator[ox.Quad]:
    """The quads of several datasets in order, each once. Four times faster than reading all of a store on disk."""
    return nquads.quads(merged(paths))


def digest(stream: Iterable[str]) -> str:
    """The SHA-256 of these lines, as hexadecimal digits."""
    known, lines = hashlib.sha256(), iter(stream)
    while batch := "".join(islice(lines, _BATCH)):
        known.update(batch.encode())
    return known.hexdigest()


def without_unused_conflicts(lines: Sequence[str]) -> list[str]:
    """The lines without those of conflicts that no tie or outcome is part of any more."""
    quads = [nquads.parse(line) for line in lines]
    described = {quad.subject for quad in quads if quad.graph == _CONFLICTS}
    used = {quad.object for quad in quads if quad.predicate == _CONFLICT and quad.graph != _CONFLICTS}
    unused = described - {quad.subject for quad in quads if quad.predicate == _CONFLICT and quad.object in used}
    return [line for line, quad in zip(lines, quads, strict=True) if quad.subject not in unused]


def without_sources(stream: Iterable[str], source_iris: Container[str]) -> Iterator[str]:
    """The lines that are not in the graphs of these sources and do not describe them."""
    for line in stream:
        quad = nquads.parse(line)
        if nquads.iri_of(quad.graph) not in source_iris and nquads.iri_of(quad.subject) not in source_iris:
            yield line
