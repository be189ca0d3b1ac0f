"""Sends an answer from its spool: complete or a range of it, to a bounded number of clients at once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.http.middleware import IS_HEAD_REQUEST
from api.http.request_errors import RangeNotSatisfiable, ServerBusy
from graph.workers.result_spool import ResultSpool

SEND_S = 3600.0
"""How long a client may take to fetch an answer. One that stands still is dropped much earlier."""
MOST_READERS = 256
"""How many answers may be on their way at once."""
_readers = 0
_PARTIAL = 206
_RANGE = re.compile(r"bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE | re.ASCII)
"""One range. Of several, as of what is no range of bytes, the whole answer is sent (RFC 9110, section 14.2)."""


class SpooledResponse(StreamingResponse):
    """Streams an answer from memory or from its temporary file, and closes its spool. Raises ServerBusy.

    With a strong entity tag in its headers, it sends the range that the request asks for; raises RangeNotSatisfiable.
    """

    def __init__(
        self, spool: ResultSpool, *, media_type: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        if _readers >= MOST_READERS:
            spool.close()
            raise ServerBusy(f"{MOST_READERS} clients are fetching files already: try again later", retry_after=30)
        self._spool = spool
        length = {"Content-Length": str(spool.length)}
        super().__init__(_chunks(spool, 0, spool.length), media_type=media_type, headers={**(headers or {}), **length})
        self._has_ranges = self.headers.get("etag", "").startswith('"')
        if self._has_ranges:
            self.headers["Accept-Ranges"] = "bytes"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, and close its spool."""
        global _readers  # noqa: PLW0603 - all applications of this process share its memory and descriptors
        _readers += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(SEND_S):
                    self._choose_range(scope)
                    await super().__call__(scope, receive, send)
        finally:
            _readers -= 1
            self._spool.close()

    def _choose_range(self, scope: Scope) -> None:
        """Send a range only, if the request asks for one of these very bytes."""
        asked, length = Headers(scope=scope), self._spool.length
        tag = asked.get("if-range", self.headers.get("etag"))
        if not self._has_ranges or scope.get(IS_HEAD_REQUEST) or tag != self.headers["etag"]:
            return
        if (chosen := byte_range(asked.get("range", ""), length)) is None:
            return
        start, end = chosen
        self.status_code = _PARTIAL
        self.headers["Content-Range"] = f"bytes {start}-{end - 1}/{length}"
        self.headers["Content-Length"] = str(end - start)
        self.body_iterator = _chunks(self._spool, start, end)


def byte_range(text: str, length: int) -> tuple[int, int] | None:
    """Where the range that a header asks for begins and ends; None for all. Raises RangeNotSatisfiable."""
    match = _RANGE.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if first and last and int(first) > int(last):
        return None
    start = int(first) if first else max(0, length - int(last))
    if start >= length:
        raise RangeNotSatisfiable(length)
    return start, min(int(last) + 1, length) if first and last else length


def readers() -> int:
    """How many clients are fetching an answer now."""
    return _readers


async def _chunks(spool: ResultSpool, start: int, end: int) -> AsyncIterator[bytes]:
    at = 0
    for chunk in spool.chunks():
        if part := chunk[max(0, start - at) : max(0, end - at)]:
            yield part
        at += len(chunk)
        if at >= end:
            return
