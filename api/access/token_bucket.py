"""Token buckets: how many requests each client has left. A bucket holds a minute's worth and refills steadily."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

from cachetools import LRUCache

WINDOW_S = 60.0
_MOST_CLIENTS = 1 << 16
"""Buckets that are remembered. One that is forgotten is full again."""


class Allowance(NamedTuple):
    """Whether a request may be answered, and what is left after it."""

    is_allowed: bool
    per_minute: int
    remaining: int
    wait_s: int
    """Seconds until the next request is allowed, if this one is not; else until the bucket is full."""

    @property
    def headers(self) -> dict[str, str]:
        """What the client is told (draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "RateLimit-Policy": f'"requests";q={self.per_minute};w={WINDOW_S:.0f}',
            "RateLimit": f'"requests";r={self.remaining};t={self.wait_s}',
        }


class TokenBuckets:
    """A bucket for each client, as the time at which it will be full: one number, and no timer that fills it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._full_at: LRUCache[str, float] = LRUCache(_MOST_CLIENTS)

    def take(self, key: str, per_minute: int) -> Allowance:
        """Take one request out of a bucket that holds `per_minute` (at least 1)."""
        now, each_s = self._clock(), WINDOW_S / per_minute
        missing_s = max(self._full_at.get(key, now) - now, 0.0) + each_s
        if missing_s > WINDOW_S + 1e-6:  # what floats lose
            return Allowance(False, per_minute, 0, math.ceil(missing_s - WINDOW_S))
        self._full_at[key] = now + missing_s
        return Allowance(True, per_minute, int((WINDOW_S - missing_s) / each_s + 1e-6), math.ceil(missing_s))


@lru_cache(4096)
def client_key(host: str) -> str:
    """What is one client: an IPv4 address, or the network of 64 bits that a household gets of IPv6."""
    try:
        address = ip_address(host)
    except ValueError:
        return host[:80]
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> 64 << 64))
