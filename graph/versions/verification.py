"""A version held against its manifest: which of its files are no longer as they were published."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

from graph.storage.file_digests import digest_of, file_names
from graph.versions.manifest import FileEntry
from graph.versions.version_folders import MANIFEST, MANIFEST_CURE, Damaged, DataFolder, NoVersion, Version

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


class Report(NamedTuple):
    """What a full check of a version, or of the pointer to the current one, has shown."""

    subject: str
    """The name of the version; `current` for the pointer."""
    place: Path
    files: int
    is_listed: bool
    """Whether its manifest lists its files. Those of an earlier release cannot be checked."""
    faults: list[Fault]
    cure: str

    def lines(self) -> Iterator[str]:
        """In words."""
        yield from (f"{self.place / fault.file}: {fault.text}" for fault in self.faults)
        if self.faults:
            yield f"{self.subject}: {len(self.faults)} damaged; {self.cure}"
        elif self.is_listed:
            yield f"version {self.subject} is as it was published: {self.files} files"
        else:
            yield f"version {self.subject} cannot be checked: an earlier release wrote it; `reentry load` rewrites it"

    def as_json(self) -> dict[str, object]:
        """As JSON; `status` is `whole`, `damaged` or `unknown`."""
        status = "damaged" if self.faults else "whole" if self.is_listed else "unknown"
        faults = [{"file": str(self.place / fault.file), "text": fault.text} for fault in self.faults]
        cure = self.cure if self.faults else None
        return {"subject": self.subject, "status": status, "files": self.files, "faults": faults, "cure": cure}


def reports(folder: DataFolder, name: str | None = None, *, every: bool = False) -> list[Report]:
    """Check a version in full, by default the current one, or every version; raises NoVersion where there is none.

    A damaged pointer to the current version has a report of its own, and then all versions are checked.
    """
    if name is not None:
        return [_report(folder.version(name), folder)]
    try:
        current = folder.require()
    except NoVersion as error:
        versions = folder.versions()
        if not versions:
            raise
        pointer = Report(
            "current",
            folder.path,
            1,
            True,
            [Fault("current", str(error))],
            "write the name of a version that is whole into it, or `reentry restore` a backup",
        )
        return [pointer, *(_report(version, folder) for version in versions)]
    chosen = folder.versions() if every else [current]
    return [_report(version, folder) for version in chosen]


def _report(version: Version, folder: DataFolder) -> Report:
    damage = list(faults(version, full=True))
    is_listed = version.has_readable_manifest and not version.is_outdated
    files = len(version.manifest.files) + 1 if is_listed else 0
    return Report(version.path.name, version.path, files, is_listed, damage, _cure(version, folder, damage))


def _cure(version: Version, folder: DataFolder, damage: list[Fault]) -> str:
    if version.path.name != folder.current_name():
        return "it is not the current version: delete its folder"
    if any(fault.file == MANIFEST for fault in damage):
        return MANIFEST_CURE
    return "load its facts again (`reentry load`), or `reentry restore` a backup"
