"""Sends an answer from its spool: complete, with its length, to a bounded number of clients at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.http.request_errors import ServerBusy
from graph.workers.result_spool import ResultSpool

SEND_S = 3600.0
"""How long a client may take to fetch an answer. One that stands still is dropped much earlier."""
MOST_READERS = 256
"""How many answers may be on their way at once."""
_readers = 0


class SpooledResponse(StreamingResponse):
    """Streams an answer from memory or from its temporary file, and closes its spool. Raises ServerBusy."""

    def __init__(
        self, spool: ResultSpool, *, media_type: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        if _readers >= MOST_READERS:
            spool.close()
            raise ServerBusy(f"{MOST_READERS} clients are fetching files already: try again later", retry_after=30)
        self._spool = spool
        length = {"Content-Length": str(spool.length)}
        super().__init__(_chunks(spool), media_type=media_type, headers={**(headers or {}), **length})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, and close its spool."""
        global _readers  # noqa: PLW0603 - all applications of this process share its memory and descriptors
        _readers += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(SEND_S):
                    await super().__call__(scope, receive, send)
        finally:
            _readers -= 1
            self._spool.close()


def readers() -> int:
    """How many clients are fetching an answer now."""
    return _readers


async def _chunks(spool: ResultSpool) -> AsyncIterator[bytes]:
    for chunk in spool.chunks():
        yield chunk
