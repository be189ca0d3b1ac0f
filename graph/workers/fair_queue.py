"""The queue of waiting queries: clients take turns."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
SHORT, LONG = "short", "long"
"""The lanes of a queue. Long work has fewer workers than there are, so that short work always finds one."""


class Share(NamedTuple):
    """Whose turn it is: a client with its requests of one lane."""

    client: str
    lane: str = SHORT


class QueueFull(Exception):
    """The queue has no place left, or none for this client."""


class FairQueue(Generic[T]):
    """A bounded queue that serves the client with the fewest running items first, then the one that waited longest.

    No client has all the places of a lane, so that one is left for the others.
    """

    def __init__(self, limit: int, limit_per_client: int, running: Mapping[str, int]) -> None:
        """How many items may wait in each lane, in all and for one client; `running`: lane -> how many may run."""
        self._limit = limit
        self._limit_per_client = limit_per_client
        self._places = running
        self._waiting: OrderedDict[Share, deque[T]] = OrderedDict()
        self._running: Counter[Share] = Counter()
        self._running_in_lane: Counter[str] = Counter()
        self._lengths: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._lengths.total()

    def put(self, share: Share, item: T) -> None:
        """Add an item behind the client's others; raises QueueFull."""
        own = self._waiting.get(share, ())
        if self._lengths[share.lane] >= self._limit or len(own) >= self._limit_per_client:
            raise QueueFull
        self._waiting.setdefault(share, deque()).append(item)
        self._lengths[share.lane] += 1

    def remove(self, share: Share, item: T) -> bool:
        """Take an item out of the queue; False if it is not in it."""
        own = self._waiting.get(share)
        if own is None or item not in own:
            return False
        own.remove(item)
        self._lengths[share.lane] -= 1
        if not own:
            del self._waiting[share]
        return True

    def next(self) -> T | None:
        """The item whose turn it is; it counts as running until `done`. None if nothing waits or may run."""
        able = filter(self._may_run, self._waiting)
        share = min(able, key=self._running.__getitem__, default=None)  # the first of equals: they take turns
        if share is None:
            return None
        own = self._waiting.pop(share)
        item = own.popleft()
        if own:
            self._waiting[share] = own  # behind all others
        self._lengths[share.lane] -= 1
        self._running[share] += 1
        self._running_in_lane[share.lane] += 1
        return item

    def done(self, share: Share) -> None:
        """One of the client's items has stopped running."""
        self._running_in_lane[share.lane] -= 1
        self._running[share] -= 1
        if not self._running[share]:
            del self._running[share]

    def clear(self) -> list[T]:
        """Empty the queue and return the items that were waiting."""
        items = [item for own in self._waiting.values() for item in own]
        self._waiting.clear()
        self._lengths.clear()
        return items

    def _may_run(self, share: Share) -> bool:
        places = self._places[share.lane]
        return self._running_in_lane[share.lane] < places and self._running[share] < max(1, places - 1)
