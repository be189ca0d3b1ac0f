"""Measures how long the event loop stands still: while it does, nobody gets an answer."""

from __future__ import annotations

import asyncio
import logging

_EVERY_S = 0.05
_WORTH_A_LINE_S = 0.5
_LOG = logging.getLogger("reentry")


class StallWatch:
    """The longest time since the start, and the last one seen, by which the loop woke a task too late."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self.last_s = 0.0

    async def watch(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _EVERY_S
            await asyncio.sleep(_EVERY_S)
            self.last_s = loop.time() - due
            self.longest_s = max(self.longest_s, self.last_s)
            if self.last_s >= _WORTH_A_LINE_S:
                _LOG.warning("the event loop stood still for %.1f seconds", self.last_s)
