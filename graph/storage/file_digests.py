"""The files of a folder and their digests."""

from __future__ import annotations

import hashlib
from pathlib import Path


def file_names(folder: Path) -> list[str]:
    """The files of a folder at any depth, as sorted relative paths."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def digest_of(path: Path, algorithm: str) -> str:
    """The digest of a file, as hexadecimal digits; raises OSError. `algorithm` is a name that hashlib knows."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()
