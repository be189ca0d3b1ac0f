"""What each dataset contributed: sorted N-Quads, one file a dataset. They are the truth; stores are built from them."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

_BATCH = 2000
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def lines(quads: Iterable[ox.Quad]) -> list[str]:
    """Quads as N-Quads lines, sorted, each once."""
    return sorted({f"{quad} .\n" for quad in quads})


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
    return parsed(merged(paths))


def parsed(stream: Iterator[str]) -> Iterator[ox.Quad]:
    """Lines as quads."""
    while batch := "".join(islice(stream, _BATCH)):
        yield from ox.parse(batch, format=ox.RdfFormat.N_QUADS)


def digested(stream: Iterable[str], take: Callable[[str], object]) -> str:
    """Pass each line on; the SHA-256 of all of them."""
    digest = hashlib.sha256()
    for line in stream:
        digest.update(line.encode())
        take(line)
    return digest.hexdigest()


def subject_of(line: str) -> str:
    """The IRI that a line speaks of."""
    return line[1 : line.index(">")]


def graph_of(line: str) -> str:
    """The IRI of the graph that a line stands in."""
    return line[line.rindex("<") + 1 : -4]


def triple_of(line: str) -> str:
    """The line without its graph, as N-Triples."""
    return line[: line.rindex("<")] + ".\n"


def kinds(stream: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(IRI of a thing, IRI of its class) for each thing that the lines describe."""
    for line in stream:
        subject, predicate, rest = line.split(" ", 2)
        if predicate == _TYPE:
            yield subject[1:-1], rest[1 : rest.index(">")]


def without_sources(stream: Iterable[str], source_iris: Container[str]) -> Iterator[str]:
    """The lines that neither stand in the graphs of these sources nor describe them."""
    return (line for line in stream if graph_of(line) not in source_iris and subject_of(line) not in source_iris)


def without_source(stream: Iterable[str], source_iri: str) -> Iterator[str]:
    """The lines that neither stand in this source's graph nor describe it."""
    tail, about = f" <{source_iri}> .\n", f"<{source_iri}> "
    return (line for line in stream if not (line.endswith(tail) or line.startswith(about)))
