"""What keeps a file from being read or written, in words, with the cure."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Error as SqliteError

from graph.model.errors import ReentryError

_NO_ROOM = "free some space, or choose a folder on another disk"
_NO_RIGHT = "give this user the right to it, or choose another folder"
_NO_FOLDER = "choose a folder that can be written to"
_CURES = {
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EFBIG: "raise the limit on the size of files (`ulimit -f`)",
    errno.EROFS: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.ELOOP: _NO_FOLDER,
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EMFILE: "raise the limit on open files (`ulimit -n`)",
    errno.EIO: "look at the system's log: the disk may be failing",
}
_OF_THE_DISK = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS))
"""What only writing meets."""


class CannotWrite(ReentryError):
    """A file could not be written. Nothing that was published before is changed."""

    problem, status, exit_code = "cannot-write", 507, 2

    def __init__(self, folder: Path, error: Exception) -> None:
        super().__init__(f"{described(error, folder)}; nothing was changed")


def described(error: Exception, place: Path | None = None) -> str:
    """The file, what is wrong with it, and the cure. `place` is used where the error names no file."""
    named = getattr(error, "filename", None) or place
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    number = getattr(error, "errno", None)
    cure = _CURES.get(number) if number else _cure_in(why)
    return "".join((f"{named}: " if named else "", why, f": {cure}" if cure else ""))


def _cure_in(why: str) -> str | None:
    """Libraries tell of a full disk in words alone: numpy, SQLite and Oxigraph each in their own."""
    is_full = any(word in why for word in ("No space left", "disk is full", "requested and"))
    return _NO_ROOM if is_full else None


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Raise CannotWrite for whatever fails while a folder of our own is filled."""
    try:
        yield
    except (OSError, SqliteError) as error:
        raise CannotWrite(folder, error) from error


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Raise CannotWrite for what only writing meets, such as a full disk; other errors pass."""
    try:
        yield
    except OSError as error:
        if error.errno not in _OF_THE_DISK:
            raise
        raise CannotWrite(folder, error) from error
