"""The subgraph in the one order that every export keeps, and the few values derived on the way."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO, TypeAlias

Facts: TypeAlias = dict[str, Any]
Position: TypeAlias = tuple[float, float]

BATCH = 2_000


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
