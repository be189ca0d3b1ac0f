"""What a query, or another long answer, may use, and how many may run and wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.workers.fair_queue import LONG, SHORT

MB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of the query service. Sizes in bytes, times in seconds."""

    timeout_s: float = 30.0
    """A query that runs longer is stopped."""
    memory_bytes: int = 2048 * MB
    """What a query may use beyond the graph itself."""
    result_bytes: int = 256 * MB
    text_bytes: int = 1 * MB
    workers: int = 2
    """How many workers stand ready."""
    extra_workers: int = 4
    """How many more may be forked while those are busy. Each worker runs one query at a time."""
    long_workers: int = 1
    """How many of all workers may do work that is known to be long before it starts."""
    slow_after_s: float = 1.0
    """A query that runs longer gets a lower priority, and its worker ends with it."""
    queue: int = 64
    """How many queries may wait, in all and for one client."""
    queue_per_client: int = 32
    queue_wait_s: float = 30.0
    store_bytes: int = 2048 * MB
    """A version that needs at most this much memory is loaded into memory; a larger one is read from disk."""
    spool_bytes: int = 4 * MB
    """A result up to this size waits for its reader in memory; a larger one in a temporary file."""
    room_bytes: int = 4096 * MB
    """What all these files together may take."""

    @property
    def most_workers(self) -> int:
        """How many workers there may be at once."""
        return self.workers + self.extra_workers

    @property
    def running(self) -> Mapping[str, int]:
        """How many run at once in each lane of the queue."""
        return {SHORT: self.most_workers, LONG: self.long_workers}


DEFAULT_LIMITS = Limits()
"""The one table of defaults: settings and options of commands take theirs from it."""
