"""A finished answer: whole before its first byte is sent, in memory or in a temporary file."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from graph.sparql.formats import Form, Format

_CHUNK_BYTES = 1 << 18


class NoRoom(Exception):
    """All answers together that wait for their readers take as much of the disk as they may."""


class Room:
    """What all temporary files together may take: readers that never finish must not fill the disk."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self.used_bytes = 0

    def take(self, size: int) -> None:
        """Take some; raises NoRoom."""
        if self.used_bytes + size > self._limit_bytes:
            raise NoRoom
        self.used_bytes += size

    def give_back(self, size: int) -> None:
        """It is free again."""
        self.used_bytes -= size


class Spool:
    """Takes an answer in pieces. Up to `memory_bytes` stay in memory; more goes to a temporary file without a name."""

    def __init__(self, memory_bytes: int, room: Room | None = None) -> None:
        self._memory_bytes = memory_bytes
        self._room = room or Room(sys.maxsize)
        self._taken = 0
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None
        self.length = 0

    @property
    def is_in_memory(self) -> bool:
        """Whether all of it is in memory."""
        return self._file is None

    def write(self, piece: bytes) -> None:
        """Add a piece; raises NoRoom."""
        self.length += len(piece)
        if self.length <= self._memory_bytes:
            self._pieces.append(piece)
            return
        self._room.take(self.length - self._taken)
        self._taken = self.length
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the answer
            self._file.writelines(self._pieces)
            self._pieces.clear()
        self._file.write(piece)

    def chunks(self) -> Iterator[bytes]:
        """All of it, from the start."""
        if self._file is None:
            yield from self._pieces
            return
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK_BYTES):
            yield chunk

    def close(self) -> None:
        """Let go of the file."""
        self._room.give_back(self._taken)
        self._taken = 0
        if self._file is not None:
            self._file.close()


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query. Close it when it has been sent; `with` does."""

    version: str
    form: Form
    format: Format
    spool: Spool
    is_cached: bool = False
    seconds: float = 0.0

    @property
    def length(self) -> int:
        """Its size in bytes."""
        return self.spool.length

    @property
    def is_in_memory(self) -> bool:
        """Whether it can be sent at once, without reading a file."""
        return self.spool.is_in_memory

    def chunks(self) -> Iterator[bytes]:
        """Its bytes in pieces."""
        return self.spool.chunks()

    def read(self) -> bytes:
        """Its bytes."""
        return b"".join(self.chunks())

    def close(self) -> None:
        """Let go of what it holds."""
        self.spool.close()

    def __enter__(self) -> Result:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
