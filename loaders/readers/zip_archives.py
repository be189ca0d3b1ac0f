"""Zip archives of records, read entry by entry in memory, with limits against zip bombs."""

from __future__ import annotations

import os
import zipfile
import zlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from loaders.readers.record_errors import RecordRefused

ENTRIES = 500_000
"""Most entries of an archive: five times the largest archive of returns of a year."""

ENTRY_BYTES = 64 * 1024 * 1024
TOTAL_BYTES = 64 * 1024**3
RATIO = 200
"""The greatest compression ratio; records compress ten to thirty times."""

SMALL = 1024 * 1024
"""Entries below this size may have any compression ratio."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def is_archive(path: Path) -> bool:
    """Whether a path is a file that ends in `.zip`."""
    return path.suffix.lower() == ".zip" and path.is_file()


def entries(path: Path) -> list[Path]:
    """The files in an archive, each as a path below it: `returns.zip/1.xml`. Raises RecordRefused."""
    with _archive_errors("the archive cannot be read"):
        listed = [entry for entry in _archive(path).infolist() if not entry.is_dir()]
    if len(listed) > ENTRIES:
        raise RecordRefused(f"the archive has {len(listed):,} entries: at most {ENTRIES:,} are read")
    if (total := sum(entry.file_size for entry in listed)) > TOTAL_BYTES:
        most = TOTAL_BYTES // 1024**3
        raise RecordRefused(f"the archive would unpack to {total / 1024**3:,.0f} GiB: at most {most} are read")
    names = [entry.filename for entry in listed]
    if len(set(names)) < len(names):
        raise RecordRefused("the archive has two entries of the same name: it is unclear which of them is meant")
    return [path / bare for name in names if (bare := name.lstrip("/")) and not _is_hidden(bare)]


def archive_of(path: Path) -> Path | None:
    """The archive that contains this path, or None."""
    if path.exists():
        return None
    return next((parent for parent in path.parents if is_archive(parent)), None)


def read_entry(archive: Path, path: Path) -> bytes:
    """The bytes of one entry. Raises RecordRefused."""
    name = path.relative_to(archive).as_posix()
    with _archive_errors("the entry of the archive cannot be read"):
        opened = _archive(archive)
        entry = _entry(opened, name)
        if entry.flag_bits & 1:
            raise RecordRefused("the entry of the archive is encrypted: unlock it first")
        if (problem := _bomb(entry)) is not None:
            raise RecordRefused(problem)
        with opened.open(entry) as file:
            data = file.read(ENTRY_BYTES + 1)
    if len(data) > ENTRY_BYTES:
        raise RecordRefused(
            f"the entry unpacks to more than {ENTRY_BYTES // 1024**2} MiB, which no record of this kind does"
        )
    return data


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part not in (".", "..") for part in name.split("/")) or "__MACOSX/" in name


def _entry(opened: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    with suppress(KeyError):
        return opened.getinfo(name)
    return opened.getinfo(f"/{name}")


def _bomb(entry: zipfile.ZipInfo) -> str | None:
    if entry.file_size > ENTRY_BYTES:
        return f"the entry unpacks to more than {ENTRY_BYTES // 1024**2} MiB, which no record of this kind does"
    if entry.file_size > SMALL and entry.file_size > RATIO * max(entry.compress_size, 1):
        return f"the entry unpacks to more than {RATIO} times its size: it looks like a zip bomb, and is not read"
    return None


def _archive(path: Path) -> zipfile.ZipFile:
    """The opened archive, cached in this process while the file is unchanged."""
    info = path.stat()
    return _opened(path, info.st_mtime_ns, info.st_size, os.getpid())


@lru_cache(maxsize=2)
def _opened(path: Path, changed: int, size: int, process: int) -> zipfile.ZipFile:  # noqa: ARG001  they tell two apart
    return zipfile.ZipFile(path)


class _archive_errors:  # noqa: N801  it reads as a clause
    """Turns the errors of a broken archive into RecordRefused."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, KeyError):
            raise RecordRefused(f"{self._what}: it is not there") from error
        if isinstance(error, NotImplementedError):  # Deflate64, which Windows uses for large archives
            raise RecordRefused(f"{self._what}: {error}; unpack it, and name the folder") from error
        if isinstance(error, _BROKEN) and not isinstance(error, RecordRefused):
            raise RecordRefused(f"{self._what}: {str(error) or type(error).__name__}") from error
