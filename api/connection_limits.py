"""Limits of an HTTP/1.1 connection: the size of a head, the time it may take to arrive, and how slowly one may read."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.middleware import RESPONSE_HEADERS
from api.http.problem_details import problem_response
from api.http.request_errors import AddressTooLong, BadRequest, HeadersTooLarge, RequestError, RequestTimeout

ADDRESS_BYTES: Final = 60_000
HEAD_BYTES: Final = 128 << 10
_HEAD_S = 30.0
_LINGER_S = 2.0
"""Seconds that a refused client may go on sending: if closed at once, the connection would lose the answer."""

_MALFORMED = BadRequest("this is not an HTTP request")
_TOO_SLOW = RequestTimeout(f"no complete request arrived within {_HEAD_S:g} seconds")
_ADDRESS_TOO_LONG = AddressTooLong(f"the address is longer than {ADDRESS_BYTES:,} bytes: POST the query instead")
_HEAD_TOO_LARGE = HeadersTooLarge(f"the head of the request is longer than {HEAD_BYTES:,} bytes")
READ_S: Final = 60.0
"""Seconds in which a client has to read some of what waits for it (48 KiB in most cases), or it is dropped."""


class _Refused(Exception):
    """The head is too large. Only ends the parser."""


class BoundedProtocol(HttpToolsProtocol):
    """Refuses a head that is too large or too slow, and drops who does not read. Plain uvicorn has no such limits."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._is_in_head = True
        self._head_bytes = 0
        self._refusal: RequestError = _MALFORMED
        self._is_refused = False
        self._waiting: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Called by asyncio."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Called by asyncio when as much waits for the client as may."""
        super().pause_writing()
        if self._reading is None:
            self._reading = self.loop.call_later(READ_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Called by asyncio when the client has read most of it."""
        super().resume_writing()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        if self._is_refused:
            return
        super().data_received(data)
        if self._is_in_head and not self._is_refused:
            self._wait()
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(self._too_long())

    def on_message_begin(self) -> None:
        """Called by the parser."""
        super().on_message_begin()
        self._is_in_head = True
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        """Called by the parser. An exception here leads to `send_400_response`."""
        self._is_in_head = False
        self._stop_waiting()
        if len(self.url) > ADDRESS_BYTES:
            self._refusal = _ADDRESS_TOO_LONG
            raise _Refused
        if sum(len(name) + len(value) for name, value in self.headers) > HEAD_BYTES:
            self._refusal = _HEAD_TOO_LARGE
            raise _Refused
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - `_refusal` says more
        """Called when the parser fails."""
        self._refuse(self._refusal)

    def _too_long(self) -> RequestError:
        in_address = len(self.url) > ADDRESS_BYTES and not self.headers
        return _ADDRESS_TOO_LONG if in_address else _HEAD_TOO_LARGE

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(_HEAD_S, self._give_up)

    def _give_up(self) -> None:
        if self._head_bytes:
            self._refuse(_TOO_SLOW)
        else:  # opened by a browser in case it is needed
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _refuse(self, error: RequestError) -> None:
        if self.transport.is_closing():
            return
        answer = problem_response(error)
        status = HTTPStatus(error.status)
        headers = [*answer.raw_headers, *RESPONSE_HEADERS, (b"connection", b"close")]
        lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode(), *(b": ".join(pair) for pair in headers)]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(answer.body)]))
        self.transport.write_eof()
        self._is_refused = True
        self._stop_waiting()
        self._waiting = self.loop.call_later(_LINGER_S, self.transport.close)
