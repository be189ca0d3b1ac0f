"""What is kept beside a fetched file, hidden: where it came from, when, its digest and its validators."""

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
    """What is known of one fetched file. `etag` and `last_modified` are the publisher's, and empty where it gave none.

    `retrieved` is when these bytes came, `checked` when the publisher last said that they still stand.
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
        """What a request to go on must name, so that no two editions are joined: a strong ETag, else the date."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    def same_edition(self, headers: Mapping[str, str]) -> bool:
        """Whether an answer with these headers is of the same edition, as far as both say."""
        pairs = ((self.etag, headers.get("etag")), (self.last_modified, headers.get("last-modified")))
        return all(theirs is None or not ours or ours == theirs for ours, theirs in pairs)


def sidecar_path(file: Path) -> Path:
    """Where what is known of a file is kept."""
    return file.with_name(f".{file.name}.fetched.json")


def part_path(file: Path) -> Path:
    """Where a file grows until it is whole."""
    return file.with_name(f".{file.name}.part")


def read_sidecar(file: Path) -> Sidecar | None:
    """What is known of a file; None where nothing is, or where it cannot be read: then the file is fetched anew."""
    folder, name = os.path.split(file)
    if not os.path.lexists(f"{folder or '.'}/.{name}.fetched.json"):  # so for most files, which are many
        return None
    try:
        return Sidecar(**json.loads(sidecar_path(file).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_sidecar(file: Path, metadata: Sidecar) -> None:
    """Keep what is known of a file, by one rename."""
    target = sidecar_path(file)
    fresh = target.with_name(f"{target.name}.new")
    fresh.write_text(json.dumps(asdict(metadata), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    fresh.replace(target)


def discard_part(file: Path) -> None:
    """Throw away a part and what is known of it."""
    for path in (part_path(file), sidecar_path(part_path(file))):
        path.unlink(missing_ok=True)


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def fetched_on(file: Path, sha256: str) -> tuple[date | None, str | None]:
    """The day on which a file was fetched, as noted beside it or beside the archive that holds it; and what is odd.

    A file that is not what was fetched has no such day.
    """
    archive = archive_of(file)
    metadata = read_sidecar(archive or file)
    if metadata is None:
        return None, None
    if archive is None and metadata.sha256 != sha256:
        return None, "its bytes are not those that were fetched: it has no day of retrieval"
    try:
        return date.fromisoformat(metadata.retrieved[:10]), None
    except ValueError:
        return None, f"{metadata.retrieved[:40]!r} beside it is no day of retrieval"
