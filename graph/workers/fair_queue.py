"""The queue of waiting queries: clients take turns."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class QueueFull(Exception):
    """The queue has no place left, or none for this client."""


class FairQueue(Generic[T]):
    """A bounded queue that serves the client with the fewest running items first, then the one that waited longest.

    No client has more than `running_per_client` items running, so that a worker is left for the others.
    """

    def __init__(self, limit: int, limit_per_client: int, running_per_client: int) -> None:
        self._limit = limit
        self._limit_per_client = limit_per_client
        self._running_per_client = running_per_client
        self._waiting: OrderedDict[str, deque[T]] = OrderedDict()
        self._running: Counter[str] = Counter()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def put(self, client: str, item: T) -> None:
        """Add an item behind the client's others; raises QueueFull."""
        own = self._waiting.get(client, ())
        if self._length >= self._limit or len(own) >= self._limit_per_client:
            raise QueueFull
        self._waiting.setdefault(client, deque()).append(item)
        self._length += 1

    def remove(self, client: str, item: T) -> bool:
        """Take an item out of the queue; False if it is not in it."""
        own = self._waiting.get(client)
        if own is None or item not in own:
            return False
        own.remove(item)
        self._length -= 1
        if not own:
            del self._waiting[client]
        return True

    def next(self) -> T | None:
        """The item whose turn it is; it counts as running until `done`. None if nothing waits or may run."""
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
        """One of the client's items has stopped running."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]

    def clear(self) -> list[T]:
        """Empty the queue and return the items that were waiting."""
        items = [item for own in self._waiting.values() for item in own]
        self._waiting.clear()
        self._length = 0
        return items
