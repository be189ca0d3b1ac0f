"""Counts of what the query service has done, and its current state, for operators.

The names of the fields are names of published metrics (`reentry_sparql_...`): renaming one breaks dashboards.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Counters:
    """Counts since the start. Seconds are sums."""

    queries: int = 0
    answered: int = 0
    cache_hits: int = 0
    cache_misses: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    """Queries that got no answer, by the name of the error."""
    kills: Counter[str] = field(default_factory=Counter)
    """Workers that were stopped: timeout, memory, size, room, cancelled, retired, closed."""
    forks: int = 0
    respawns: int = 0
    """Workers forked in place of one that ended."""
    crashes: int = 0
    template_restarts: int = 0
    """Forkservers that ended and were started again."""
    swaps: int = 0
    waits: int = 0
    """Queries that found no free worker."""
    wait_seconds: float = 0.0
    run_seconds: float = 0.0
    result_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Gauges:
    """The current state."""

    version: str
    held_in: str
    """Where the graph is: `memory` or `disk`."""
    workers_idle: int
    workers_running: int
    workers_slow: int
    queued: int
    cache_entries: int
    cache_bytes: int


def as_dict(counters: Counters) -> dict[str, Any]:
    """Counters as a plain dict; those counted by reason are dicts in it."""
    return {
        name: dict(value) if isinstance(value := getattr(counters, name), Counter) else value
        for name in counters.__slots__
    }
