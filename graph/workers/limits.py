"""What a query may use, and how many queries may run and wait."""

from __future__ import annotations

import os
from dataclasses import dataclass

MB = 1 << 20


def default_workers() -> int:
    """As many as the processor has cores, from 2 to 4."""
    return min(4, max(2, os.cpu_count() or 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of the query service. Sizes in bytes, times in seconds."""

    timeout_s: float = 30.0
    """A query that runs longer is stopped."""
    memory_bytes: int = 2048 * MB
    """What a query may use beyond the graph itself."""
    result_bytes: int = 256 * MB
    text_bytes: int = 1 * MB
    workers: int = default_workers()
    """Workers kept ready for quick queries."""
    slow_workers: int = 4
    """How many slow queries may run beside them, each in a worker of its own at low priority."""
    slow_after_s: float = 1.0
    """A query that runs longer counts as slow."""
    queue: int = 64
    """How many queries may wait, in all and for one client."""
    queue_per_client: int = 32
    queue_wait_s: float = 30.0
    store_bytes: int = 2048 * MB
    """A version that needs at most this much memory is held in memory; a larger one is read from disk."""
    spool_bytes: int = 1 * MB
    """A result up to this size waits for its reader in memory; a larger one in a temporary file."""

    @property
    def running_per_client(self) -> int:
        """How many queries of one client run at once: one worker is left for the others."""
        return max(1, self.workers + self.slow_workers - 1)
