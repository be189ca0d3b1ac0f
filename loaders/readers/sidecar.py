"""The hidden file beside a fetched file: its address, times, digest and HTTP validators."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from loaders.readers.zip_archives import archive_of


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Metadata of one fetched file. `etag` and `last_modified` are empty if the publisher sent none.

    `retrieved` is the time of the download, `checked` when the publisher last confirmed it (ISO 8601, UTC).
    """

    url: str
    retrieved: str = ""
    checked: str = ""
    sha256: str = ""
    bytes: int = 0
    etag: str = ""
    last_modified: str = ""

    @property
    def validator(self) -> str:
        """The `If-Range` validator, so that resuming never joins two editions: a strong ETag, else the date."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    def same_edition(self, headers: Mapping[str, str]) -> bool:
        """Whether a response with these headers is of the same edition, as far as both have validators."""
        pairs = ((self.etag, headers.get("etag")), (self.last_modified, headers.get("last-modified")))
        return all(theirs is None or not ours or ours == theirs for ours, theirs in pairs)


def sidecar_path(file: Path) -> Path:
    """The path of the sidecar of a file."""
    return file.with_name(f".{file.name}.fetched.json")


def part_path(file: Path) -> Path:
    """The path of a file while it is being downloaded."""
    return file.with_name(f".{file.name}.part")


def read_sidecar(file: Path) -> Sidecar | None:
    """The sidecar of a file; None if it is missing or unreadable, so that the file is fetched again."""
    folder, name = os.path.split(file)
    if not os.path.lexists(f"{folder or '.'}/.{name}.fetched.json"):  # so for most files, which are many
        return None
    try:
        return Sidecar(**json.loads(sidecar_path(file).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_sidecar(file: Path, metadata: Sidecar) -> None:
    """Write the sidecar of a file atomically."""
    target = sidecar_path(file)
    fresh = target.with_name(f"{target.name}.new")
    fresh.write_text(json.dumps(asdict(metadata), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    fresh.replace(target)


def discard_part(file: Path) -> None:
    """Delete a partial download and its sidecar."""
    for path in (part_path(file), sidecar_path(part_path(file))):
        path.unlink(missing_ok=True)


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def fetched_on(file: Path, sha256: str) -> tuple[date | None, str | None]:
    """The day on which a file was fetched, from the sidecar of the file or of its archive, and what is wrong with that.

    A file that was changed since has no such day.
    """
    archive = archive_of(file)
    metadata = read_sidecar(archive or file)
    if metadata is None:
        return None, None
    if archive is None and metadata.sha256 != sha256:
        return None, "the file was changed after it was fetched: it has no date of retrieval"
    try:
        return date.fromisoformat(metadata.retrieved[:10]), None
    except ValueError:
        return None, f"{metadata.retrieved[:40]!r} beside it is not a date of retrieval"
