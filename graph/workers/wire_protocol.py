"""The bytes between server, forkserver and workers. Both ends always run the same code."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from typing import Any

import msgspec

from graph.sparql.query import PreparedQuery

QUERY, READY, CHUNK, END = b"Q", b"R", b"C", b"E"
"""Kinds of frames: QUERY goes to a worker, the others come from it."""
FORK, KILL, RENICE = b"F", b"K", b"N"
"""Kinds of commands to a forkserver."""

_HEAD = struct.Struct("!cI")
COMMAND = struct.Struct("!cI")
"""A command to a forkserver: its kind and the number of a worker."""
_ENCODER = msgspec.msgpack.Encoder()
_VALUES = msgspec.msgpack.Decoder(dict[str, Any])
_QUERIES = msgspec.msgpack.Decoder(tuple[PreparedQuery, int])


def frame(kind: bytes, payload: bytes | bytearray) -> bytes:
    """One message to a worker, or from it."""
    return _HEAD.pack(kind, len(payload)) + payload


def pack(values: dict[str, Any]) -> bytes:
    """Plain values as bytes."""
    return _ENCODER.encode(values)


def unpack(payload: bytes) -> dict[str, Any]:
    """The values that `pack` was given."""
    values: dict[str, Any] = _VALUES.decode(payload)
    return values


def pack_query(query: PreparedQuery, result_bytes: int) -> bytes:
    """A query and the size that its result may have, as bytes."""
    return _ENCODER.encode((query, result_bytes))


def unpack_query(payload: bytes) -> tuple[PreparedQuery, int]:
    """The query and the size that `pack_query` was given."""
    return _QUERIES.decode(payload)


class FrameReader:
    """Cuts a stream of bytes into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Add bytes; the frames that are complete now, as kind and payload."""
        self._buffer += data
        at = 0
        while len(self._buffer) - at >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._buffer, at)
            start, end = at + _HEAD.size, at + _HEAD.size + length
            if len(self._buffer) < end:
                break
            with memoryview(self._buffer) as view:
                payload = bytes(view[start:end])
            yield kind, payload
            at = end
        del self._buffer[:at]


def receive(link: socket.socket) -> tuple[bytes, bytes] | None:
    """Wait for one frame; None when the other end is gone."""
    head = _exactly(link, _HEAD.size)
    if head is None:
        return None
    kind, length = _HEAD.unpack(head)
    payload = _exactly(link, length)
    return None if payload is None else (kind, payload)


def _exactly(link: socket.socket, size: int) -> bytes | None:
    received = bytearray()
    while len(received) < size:
        chunk = link.recv(size - len(received))
        if not chunk:
            return None
        received += chunk
    return bytes(received)
