"""The line of waiting queries: whose turn it is."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class LineFull(Exception):
    """No place left in the line, or none for this client."""


class Line(Generic[T]):
    """A bounded line that serves clients in turn: who has the fewest running comes first, then who waited longest.

    No client has more than `running_per_client` running, so that a worker is left for the others.
    """

    def __init__(self, places: int, places_per_client: int, running_per_client: int) -> None:
        self._places = places
        self._running_per_client = running_per_client
        self._places_per_client = places_per_client
        self._waiting: OrderedDict[str, deque[T]] = OrderedDict()
        self._running: Counter[str] = Counter()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def join(self, client: str, item: T) -> None:
        """Take the last place of the client; raises LineFull."""
        own = self._waiting.get(client, ())
        if self._length >= self._places or len(own) >= self._places_per_client:
            raise LineFull
        self._waiting.setdefault(client, deque()).append(item)
        self._length += 1

    def leave(self, client: str, item: T) -> bool:
        """Give up a place; False where the item does not wait."""
        own = self._waiting.get(client)
        if own is None or item not in own:
            return False
        own.remove(item)
        self._length -= 1
        if not own:
            del self._waiting[client]
        return True

    def next(self) -> T | None:
        """The item whose turn it is; it counts as running until `done`. None where nobody waits or may run."""
        client = min(self._waiting, key=self._running.__getitem__, default=None)  # the first of equals: they take turns
        if client is None or self._running[client] >= self._running_per_client:
            return None
        own = self._waiting.pop(client)
        item = own.popleft()
        if own:
            self._waiting[client] = own  # behind all others
        self._length -= 1
        self._running[client] += 1
        return item

    def done(self, client: str) -> None:
        """One of the client's items runs no more."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]

    def clear(self) -> list[T]:
        """Empty the line; what stood in it."""
        left = [item for own in self._waiting.values() for item in own]
        self._waiting.clear()
        self._length = 0
        return left
