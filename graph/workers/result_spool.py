"""Spooling results: each is whole, in memory or in a temporary file, before its first byte is sent."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from graph.sparql.formats import Form, Format

_CHUNK_BYTES = 1 << 18


class SpoolsFull(Exception):
    """All results that wait for their readers take as much of the disk as they may."""


class SpoolQuota:
    """How much disk all spools together may take: readers that never finish must not fill it."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self.used_bytes = 0

    def reserve(self, size: int) -> None:
        """Reserve some bytes; raises SpoolsFull."""
        if self.used_bytes + size > self._limit_bytes:
            raise SpoolsFull
        self.used_bytes += size

    def release(self, size: int) -> None:
        """Give some bytes back."""
        self.used_bytes -= size


class ResultSpool:
    """Takes a result in chunks. Up to `memory_bytes` stay in memory; more goes to a temporary file without a name."""

    def __init__(self, memory_bytes: int, quota: SpoolQuota | None = None) -> None:
        self._memory_bytes = memory_bytes
        self._quota = quota or SpoolQuota(sys.maxsize)
        self._reserved = 0
        self._chunks: list[bytes] = []
        self._file: IO[bytes] | None = None
        self.length = 0
        self._users = 1

    def share(self) -> ResultSpool:
        """The same spool for one more user: it is closed when the last of them closes it."""
        self._users += 1
        return self

    @property
    def is_in_memory(self) -> bool:
        """Whether all of it is in memory."""
        return self._file is None

    def write(self, chunk: bytes) -> int:
        """Add a chunk; raises SpoolsFull."""
        self.length += len(chunk)
        if self.length <= self._memory_bytes:
            self._chunks.append(bytes(chunk))
            return len(chunk)
        self._quota.reserve(self.length - self._reserved)
        self._reserved = self.length
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the result
            self._file.writelines(self._chunks)
            self._chunks.clear()
        return self._file.write(chunk)

    def flush(self) -> None:
        """Do nothing: it is read only when it is complete."""

    def chunks(self) -> Iterator[bytes]:
        """All of it, from the start. Several may read at the same time."""
        if self._file is None:
            yield from self._chunks
            return
        self._file.flush()
        at = 0
        while chunk := os.pread(self._file.fileno(), _CHUNK_BYTES, at):
            at += len(chunk)
            yield chunk

    def open(self) -> IO[bytes]:
        """All of it as a file, to read from the start. Do not close it."""
        if self._file is None:
            return BytesIO(b"".join(self._chunks))
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """One user is done; after the last, close the file and give its room back."""
        self._users -= 1
        if self._users > 0:
            return
        self._quota.release(self._reserved)
        self._reserved = 0
        if self._file is not None:
            self._file.close()


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a query. Close it when it has been sent; `with` does."""

    version: str
    form: Form
    format: Format
    spool: ResultSpool
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
        """Its bytes, in chunks."""
        return self.spool.chunks()

    def read(self) -> bytes:
        """Its bytes."""
        return b"".join(self.chunks())

    def close(self) -> None:
        """Close its spool."""
        self.spool.close()

    def __enter__(self) -> Result:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
