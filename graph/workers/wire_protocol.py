"""The bytes between server, template and worker. Both ends are ours and of one version."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from typing import Any

import msgspec

from graph.sparql.query import Question

ASK, READY, PIECE, END = b"Q", b"R", b"P", b"E"
FORK, KILL, EASE = b"F", b"K", b"N"

_HEAD = struct.Struct("!cI")
ORDER = struct.Struct("!cI")
"""What the template is told: an order and the number of a worker."""
_ENCODER = msgspec.msgpack.Encoder()
_VALUES = msgspec.msgpack.Decoder(dict[str, Any])
_QUESTIONS = msgspec.msgpack.Decoder(tuple[Question, int])


def frame(kind: bytes, payload: bytes | bytearray) -> bytes:
    """One message of a worker, or to it."""
    return _HEAD.pack(kind, len(payload)) + payload


def pack(values: dict[str, Any]) -> bytes:
    """Plain values as bytes."""
    return _ENCODER.encode(values)


def unpack(payload: bytes) -> dict[str, Any]:
    """The values that `pack` was given."""
    values: dict[str, Any] = _VALUES.decode(payload)
    return values


def pack_question(question: Question, result_bytes: int) -> bytes:
    """A question and the size that its answer may have."""
    return _ENCODER.encode((question, result_bytes))


def unpack_question(payload: bytes) -> tuple[Question, int]:
    """What `pack_question` was given."""
    return _QUESTIONS.decode(payload)


class Frames:
    """Cuts a stream of bytes into messages."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The messages that are whole now, as kind and payload."""
        self._rest += data
        at = 0
        while len(self._rest) - at >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._rest, at)
            start, end = at + _HEAD.size, at + _HEAD.size + length
            if len(self._rest) < end:
                break
            with memoryview(self._rest) as view:
                payload = bytes(view[start:end])
            yield kind, payload
            at = end
        del self._rest[:at]


def receive(link: socket.socket) -> tuple[bytes, bytes] | None:
    """Wait for one message; None when the other end is gone."""
    head = _exactly(link, _HEAD.size)
    if head is None:
        return None
    kind, length = _HEAD.unpack(head)
    payload = _exactly(link, length)
    return None if payload is None else (kind, payload)


def _exactly(link: socket.socket, size: int) -> bytes | None:
    pieces = bytearray()
    while len(pieces) < size:
        piece = link.recv(size - len(pieces))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)
