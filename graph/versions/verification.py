"""A version held against its manifest: which of its files are no longer as they were published."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

from graph.storage.file_digests import digest_of, file_names
from graph.versions.manifest import FileEntry
from graph.versions.version_folders import MANIFEST, Damaged, NoVersion, Version

_ALGORITHM = "blake2b"


class Fault(NamedTuple):
    """A file of a version, and what is wrong with it."""

    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.text}"


def file_entries(folder: Path) -> dict[str, FileEntry]:
    """All files of a version that is about to be published, for its manifest; raises OSError."""
    return {name: _entry(folder / name) for name in file_names(folder) if name != MANIFEST}


def faults(version: Version, *, full: bool) -> Iterator[Fault]:
    """What is wrong with the files of a version. Nothing is known of one whose manifest lists no files.

    In full, each file is read. Otherwise only those are that were written since they were published, or copied without
    their times: a few milliseconds.
    """
    try:
        manifest = version.manifest
    except NoVersion as error:
        yield Fault(MANIFEST, str(error))
        return
    if version.is_outdated:
        return
    listed, present = manifest.files, set(file_names(version.path)) - {MANIFEST}
    for name in sorted(present | set(listed)):
        if text := _fault(version.path / name, listed.get(name), full=full):
            yield Fault(name, text)


def require_whole(version: Version, *, full: bool = False) -> None:
    """Raise Damaged, with the first file that is not as it was published."""
    damage = list(faults(version, full=full))
    if damage:
        more = f", and {len(damage) - 1} more: `reentry verify` lists them" if len(damage) > 1 else ""
        raise Damaged(version, f"{damage[0]}{more}")


def require_facts(version: Version | None, replaced: Container[str] = ()) -> None:
    """Raise Damaged where the facts of a version are not as they were published, so that nothing is built on them.

    `replaced` are datasets that are loaded anew.
    """
    if version is None or version.is_outdated:
        return
    for path in version.datasets().values():
        name = path.relative_to(version.path).as_posix()
        if path.stem not in replaced and (text := _fault(path, version.manifest.files.get(name), full=True)):
            raise Damaged(version, f"{name}: {text}")


def _entry(path: Path) -> FileEntry:
    about = path.stat()
    return {"bytes": about.st_size, "blake2b": digest_of(path, _ALGORITHM), "modified": about.st_mtime_ns}


def _fault(path: Path, entry: FileEntry | None, *, full: bool) -> str | None:
    if entry is None:
        return "the version was published without this file"
    try:
        about = path.stat()
        if about.st_size != entry["bytes"]:
            return f"the file has {about.st_size:,} bytes, and had {entry['bytes']:,} when it was published"
        is_read = full or about.st_mtime_ns != entry["modified"]
        if is_read and digest_of(path, _ALGORITHM) != entry["blake2b"]:
            return "the file has changed since it was published"
    except FileNotFoundError:
        return "the file is missing"
    except OSError as error:
        return f"the file cannot be read ({error.strerror})"
    return None
