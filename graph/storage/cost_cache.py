"""A cache that weighs what an answer took to make against the room that it takes.

Cao and Irani, "Cost-Aware WWW Proxy Caching Algorithms" (1997): GreedyDual-Size. Ten thousand cheap answers push out
each other, not the one that took a minute; what nobody asks for any more goes in the end, however much it cost.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Entry(Generic[T]):
    value: T
    size: int
    seconds: float
    priority: float


class CostCache(Generic[T]):
    """Values up to a number of bytes in total. The first to go gives the fewest seconds for its bytes."""

    def __init__(self, total_bytes: int, on_removal: Callable[[T], None] | None = None) -> None:
        """`on_removal` is called with each value that leaves the cache."""
        self.total_bytes = total_bytes
        self.size_bytes = 0
        self._on_removal = on_removal
        self._entries: dict[Hashable, _Entry[T]] = {}
        self._order: list[tuple[float, int, Hashable]] = []  # outdated pairs stay until they come up
        self._inflation = 0.0
        self._count = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._entries)

    def get(self, key: Hashable) -> T | None:
        """The value, which is then as good as new; None if it is not in the cache."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._rank(key, entry)
        return entry.value

    def put(self, key: Hashable, value: T, size: int, seconds: float) -> bool:
        """Add a value of so many bytes that took so many seconds to make. False if it is too large."""
        if size > self.total_bytes:
            return False
        self.remove(key)
        self._entries[key] = entry = _Entry(value, size, seconds, 0.0)
        self.size_bytes += size
        self._rank(key, entry)
        while self.size_bytes > self.total_bytes:
            self._remove_cheapest()
        return key in self._entries

    def remove(self, key: Hashable) -> None:
        """Remove a value, if it is there."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self.size_bytes -= entry.size
        if self._on_removal is not None:
            self._on_removal(entry.value)

    def clear(self) -> None:
        """Remove all values."""
        for key in list(self._entries):
            self.remove(key)
        self._order.clear()

    def _rank(self, key: Hashable, entry: _Entry[T]) -> None:
        entry.priority = self._inflation + entry.seconds / max(1, entry.size)
        self._count += 1
        heapq.heappush(self._order, (entry.priority, self._count, key))
        if len(self._order) > 8 * len(self._entries) + 64:
            self._order = [(one.priority, place, name) for place, (name, one) in enumerate(self._entries.items())]
            heapq.heapify(self._order)

    def _remove_cheapest(self) -> None:
        while self._order:
            priority, _, key = heapq.heappop(self._order)
            entry = self._entries.get(key)
            if entry is not None and entry.priority == priority:
                self._inflation = priority
                self.remove(key)
                return
