"""The mirror in the one order that every export keeps, and the few values derived on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from graph.index.subgraph_stream import Roll

if TYPE_CHECKING:
    import networkx as nx

    Mirror: TypeAlias = nx.MultiDiGraph[str] | Roll

Facts: TypeAlias = dict[str, Any]
Position: TypeAlias = tuple[float, float]

BATCH = 2_000


def actors(mirror: Mirror) -> Iterator[tuple[str, Facts]]:
    """Each actor with its attributes, by slug."""
    for slug in sorted(mirror):
        yield slug, mirror.nodes[slug]


def ties(mirror: Mirror) -> Iterator[tuple[str, str, str, Facts]]:
    """Each tie as (from, to, tie id, attributes), by these three."""
    if isinstance(mirror, Roll):
        yield from mirror.ties()
        return
    adjacency = dict(mirror.adjacency())
    for origin in sorted(adjacency):
        neighbors = adjacency[origin]
        for target in sorted(neighbors):
            parallel = neighbors[target]
            for tie_id in sorted(parallel):
                yield origin, target, tie_id, parallel[tie_id]


def is_dated(mirror: Mirror) -> bool:
    """True where at least one tie has a first or a last day."""
    if isinstance(mirror, Roll):
        return mirror.is_dated
    return any(facts["valid_from"] or facts["valid_until"] for _, _, facts in mirror.edges(data=True))


def degrees(mirror: Mirror) -> Counter[str]:
    """The number of ties at each actor that has any; a tie to oneself counts twice."""
    if isinstance(mirror, Roll):
        return mirror.degrees
    found: Counter[str] = Counter()
    for origin, neighbors in mirror.adjacency():
        for target, parallel in neighbors.items():
            found[origin] += len(parallel)
            found[target] += len(parallel)
    return found


def weight(tie: Facts) -> int:
    """How well a tie is supported: the number of its sources, at least one.

    Money is left out on purpose: amounts span seven orders of magnitude and most ties have none. They stand in their
    own attribute, for whoever wants to weigh by them.
    """
    return len(tie["sources"]) or 1


def notes(tie: Facts) -> tuple[str, ...]:
    """The different notes of a tie's receipts, in order."""
    return tuple({receipt["note"]: None for receipt in tie["receipts"] if receipt["note"]})


def number(value: int | Decimal) -> str:
    """Plain digits, never an exponent."""
    return str(value) if isinstance(value, int) else format(value, "f")


def write_text(out: BinaryIO, pieces: Iterator[str]) -> None:
    """Write pieces as UTF-8, some thousand at a time."""
    batch: list[str] = []
    for piece in pieces:
        batch.append(piece)
        if len(batch) >= BATCH:
            out.write("".join(batch).encode())
            batch.clear()
    out.write("".join(batch).encode())
