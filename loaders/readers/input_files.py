"""Finds record files below given paths, and reads them up to a size limit."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from loaders.readers.record_errors import ForeignRecord, RecordRefused
from loaders.readers.zip_archives import archive_of, entries, is_archive, read_entry

__all__ = ["RECORD_BYTES", "ForeignRecord", "RecordFile", "RecordRefused", "read_file", "record_files"]

RECORD_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class RecordFile:
    """The bytes of one record file, and its name in messages."""

    name: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """The digest of its bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def stem(self) -> str:
        """Its name without folders and extension: `legislators-current`."""
        return Path(self.name).stem

    @property
    def suffix(self) -> str:
        """Its extension in lower case: `.json`."""
        return Path(self.name).suffix.lower()


def printable_path(path: Path) -> str:
    """A path as text, with undecodable bytes replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def record_files(paths: Iterable[Path]) -> list[Path]:
    """The files that these paths name or contain at any depth, each once, in an order independent of that of the paths.

    A zip archive counts as a folder of the files in it. Hidden files and folders inside a named folder are ignored.
    Raises FileNotFoundError.
    """
    different = {os.path.realpath(file): file for path in paths for file in _files(path)}
    return [record for real in sorted(different) for record in _inside(different[real])]


def read_file(path: Path, limit: int = RECORD_BYTES) -> RecordFile:
    """The content of a file. Raises RecordRefused if it cannot be read, is empty, or is larger than `limit` bytes."""
    if is_archive(path):
        entries(path)  # says what is wrong with it: a sound one is read entry by entry
    try:
        data = _contents(path, limit + 1)
    except OSError as error:
        if archive := archive_of(path):
            return RecordFile(printable_path(path), read_entry(archive, path))
        raise RecordRefused(f"the file cannot be read ({error.strerror})") from error
    if len(data) > limit:
        raise RecordRefused(f"the file is larger than {limit // 1024**2} MiB, which no record of this kind is")
    if not data or data.isspace():
        raise RecordRefused("the file is empty")
    return RecordFile(printable_path(path), data)


def _contents(path: Path, most: int) -> bytes:
    """The first bytes of a regular file, `most` of them."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            raise RecordRefused("this is not a regular file")
        remaining, parts = min(info.st_size + 1, most), list[bytes]()
        while remaining and (part := os.read(handle, remaining)):
            parts.append(part)
            remaining -= len(part)
        return b"".join(parts)
    finally:
        os.close(handle)


def _inside(file: Path) -> list[Path]:
    """The files in an archive, or the file itself. A broken archive is returned, as reading it gives the reason."""
    if not is_archive(file):
        return [file]
    try:
        return entries(file)
    except RecordRefused:
        return [file]


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        if not os.path.lexists(path):
            raise FileNotFoundError(f"there is no {printable_path(path)}: name files or folders of records")
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder) / name for name in sorted(names) if not name.startswith("."))
