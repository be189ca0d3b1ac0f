"""Versions of the graph: immutable folders, published by one rename once they are complete."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TextIO

import pyoxigraph as ox

from graph.identity.actor_merging import is_decision_file
from graph.identity.tie_lines import canonical_statements
from graph.identity.withdrawn_ids import Withdrawal, read_withdrawals
from graph.model.errors import ReentryError
from graph.model.file_errors import CannotWrite, disk_errors, writing_to
from graph.rdf import nquads
from graph.rdf.ontology import vocabulary
from graph.storage import nquads_files
from graph.versions.manifest import FORMAT, OLDEST_FORMAT, Manifest

MAX_VERSIONS = 5
MANIFEST = "manifest.json"
MANIFEST_CURE = (
    "`reentry restore` a backup, or write the name of an earlier version into `current`, and load what it lacks"
)
MERGED_IDS = "merged.json"
MERGED_TIES = "merged_ties.json"
SOURCES_ALONE = "sources_alone.nt"
"""Triples of the named graphs that the default graph has not: graph/rdf/default_graph.py says which."""
STATEMENTS = "said.nq"
"""All statements under canonical ids. Only there if they differ from the lines of the datasets."""
PROJECT = "own.nq"
"""What the project adds to the facts: ontology, example queries and statistics."""
_STAGING = ".staging"
_REMOVED = ".removed"
_NAME = re.compile(r"\d{1,12}", re.ASCII)
_POINTER = re.compile(r"(\d{1,12})(?: ([0-9a-f]{64}))?\n?", re.ASCII)
"""The name of the current version, and the seal of its manifest if it has one."""


class NoVersion(ReentryError):
    """The folder holds no version, or not the one that was asked for."""

    problem, status = "no-version", 503
    retry_after: int | None = 5


class Locked(ReentryError):
    """Another load is writing."""

    problem, status = "load-in-progress", 503


class Damaged(NoVersion):
    """A version is not as it was published, or its files cannot be read."""

    problem, exit_code, retry_after = "damaged-version", 1, None

    def __init__(self, version: Version, why: object, cure: str = "") -> None:
        cure = cure or "load its facts again, or `reentry restore` a backup"
        super().__init__(f"{version.path} is damaged: {why}; {cure}")


class Version:
    """One published version."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store_path = path / "store"
        self.search_path = path / "search.sqlite3"
        self.records_path = path / "records"

    @cached_property
    def manifest(self) -> Manifest:
        """Its manifest; raises Damaged where it cannot be read, NoVersion for one of an unknown format."""
        try:
            manifest = Manifest.parse((self.path / MANIFEST).read_bytes().decode())
        except (OSError, ValueError, TypeError) as error:
            raise Damaged(self, f"{MANIFEST} cannot be read: {error}", MANIFEST_CURE) from error
        if not OLDEST_FORMAT <= manifest.format <= FORMAT:
            cure = "update this program" if manifest.format > FORMAT else "load its facts into a new folder"
            text = f"was written in format {manifest.format}; this program reads {OLDEST_FORMAT} to {FORMAT}: {cure}"
            raise NoVersion(f"{self.path} {text}")
        return manifest

    @property
    def has_readable_manifest(self) -> bool:
        """Whether its manifest is there and as it was published."""
        try:
            return bool(self.manifest)
        except NoVersion:
            return False

    @property
    def is_outdated(self) -> bool:
        """Whether an earlier release wrote it, in a format that takes long to open."""
        return self.manifest.format < FORMAT

    @property
    def name(self) -> str:
        """Its number as text: `000001`."""
        return self.manifest.version

    def datasets(self) -> dict[str, Path]:
        """The contribution file of each dataset, by name."""
        return {path.stem: path for path in sorted((self.path / "datasets").glob("*.nq"))}

    def statement_lines(self) -> Iterator[str]:
        """All statements of its sources under canonical ids, as sorted lines."""
        if (self.path / STATEMENTS).exists() and not self.is_outdated:
            return nquads_files.read(self.path / STATEMENTS)
        return canonical_statements(list(self.datasets().values()), vocabulary())

    def store_files(self) -> list[Path]:
        """The files with all lines of its store; an empty list where an earlier release built it."""
        if not (self.path / PROJECT).exists():
            return []
        statements = self.path / STATEMENTS
        files = [path for path in self.datasets().values() if not is_decision_file(path)]
        return [*([statements] if statements.exists() else files), self.path / PROJECT]

    def sources_alone(self) -> bytes:
        """The triples of the named graphs that the default graph has not, as N-Triples."""
        file = self.path / SOURCES_ALONE
        return file.read_bytes() if file.exists() else b""

    def quads(self) -> Iterator[ox.Quad]:
        """All statements of its sources as quads, in order."""
        return nquads.quads(self.statement_lines())

    @cached_property
    def merged(self) -> Mapping[str, str]:
        """Merged id of an actor -> its canonical id."""
        return self._mapping(MERGED_IDS)

    @cached_property
    def merged_ties(self) -> Mapping[str, str]:
        """Id of a tie as a source states it -> id of the tie that it supports, where they differ."""
        return self._mapping(MERGED_TIES)

    def _mapping(self, name: str) -> Mapping[str, str]:
        file = self.path / name
        mapping: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return mapping

    @cached_property
    def withdrawals(self) -> Mapping[str, Withdrawal]:
        """The withdrawn ids, by their digest."""
        return read_withdrawals(self.datasets().values())

    def open_store(self) -> ox.Store:
        """Its store, read only."""
        return ox.Store.read_only(str(self.store_path))


class DataFolder:
    """The folder that holds the versions, the pointer to the current one and the lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._versions = path / "versions"
        self._pointer = path / "current"

    def current_name(self) -> str | None:
        """The name of the current version, whether it is held or not; None where there is none."""
        words = self._pointed().split()
        return words[0] if words else None

    def current(self) -> Version | None:
        """The current version; None where there is none. Raises NoVersion where the pointer to it is damaged."""
        text = self._pointed()
        if not text.strip():
            return None
        try:
            return self._version_at(text)
        except NoVersion as error:
            raise NoVersion(f"{self._pointer} is damaged: {error}; write the name of a held version into it") from error

    def _pointed(self) -> str:
        try:
            return self._pointer.read_bytes().decode(encoding="ascii", errors="replace")
        except (FileNotFoundError, NotADirectoryError):
            return ""

    def _version_at(self, pointer: str) -> Version:
        match = _POINTER.fullmatch(pointer)
        version = self.version(match[1] if match else pointer.strip())
        seal = match[2] if match else None
        if seal is not None and version.has_readable_manifest and version.manifest.seal != seal:
            raise NoVersion(f"it names version {version.path.name} with the seal of another; held: {self._names()}")
        return version

    def _names(self) -> str:
        return ", ".join(version.path.name for version in self.versions()) or "none"

    def require(self) -> Version:
        """The current version; raises NoVersion with the cure where there is none."""
        version = self.current()
        if version is None:
            raise NoVersion(f"{self.path} holds no facts yet: run `reentry load` first")
        return version

    def version(self, name: str) -> Version:
        """The version of this name (`000003` or `3`)."""
        version = Version(self._versions / name.zfill(6))
        if not _NAME.fullmatch(name) or not version.path.is_dir():
            raise NoVersion(f"there is no version {name[:40]!r} in {self.path}; held: {self._names()}")
        return version

    def versions(self) -> list[Version]:
        """All versions held, oldest first."""
        if not self._versions.is_dir():
            return []
        return [Version(path) for path in sorted(self._versions.iterdir()) if _NAME.fullmatch(path.name)]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Lock the folder for writing, and delete what a killed load left.

        Raises Locked while another is writing, CannotWrite where the disk is full.
        """
        with self._lock_file() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Locked(f"another load is writing to {self.path}: wait until it ends") from error
            with disk_errors(self.path):
                self._sweep()
                yield

    def _lock_file(self) -> TextIO:
        try:
            self._versions.mkdir(parents=True, exist_ok=True)
            return (self.path / "lock").open("w")
        except OSError as error:
            raise CannotWrite(self.path, error) from error

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A new empty folder to build the next version in. It is deleted unless it is published.

        Raises CannotWrite where the disk is full, or something else keeps a file from being written.
        """
        path = self._versions / _STAGING
        with writing_to(path):
            path.mkdir()
            try:
                yield path
            except BaseException:
                shutil.rmtree(path, ignore_errors=True)
                raise
            if path.exists():
                shutil.rmtree(path)

    def next_name(self) -> str:
        """The name that the next version will have."""
        numbers = [int(version.path.name) for version in self.versions()]
        return f"{max(numbers, default=0) + 1:06d}"

    def publish(self, staged: Path, name: str) -> Version:
        """Rename a finished folder into place, then make it the current version by one atomic rename."""
        final = self._versions / name
        _sync_tree(staged)
        staged.rename(final)
        _sync(self._versions)
        self.point_to(name)
        self._collect()
        return Version(final)

    def point_to(self, name: str) -> None:
        """Make a version the current one. Raises Damaged where its manifest cannot be read."""
        fresh = self.path / "current.new"
        seal = Version(self._versions / name).manifest.seal
        fresh.write_text(f"{name} {seal}\n" if seal else f"{name}\n", encoding="ascii")
        _sync(fresh)
        fresh.replace(self._pointer)
        _sync(self.path)

    def _sweep(self) -> None:
        for left in (_STAGING, _REMOVED):
            if (self._versions / left).exists():
                shutil.rmtree(self._versions / left)
        with suppress(NoVersion):  # the pointer is damaged or lost: whatever is whole may be the one to point to
            if current := self.current():
                self._remove_after(current)

    def _remove_after(self, current: Version) -> None:
        for version in self.versions():
            if version.path.name > current.path.name:  # renamed into place, but killed before it became current
                self._remove(version.path)
        self._collect()

    def _collect(self) -> None:
        current = self.current_name()
        for version in self.versions()[:-MAX_VERSIONS]:
            if version.path.name != current:
                self._remove(version.path)

    def _remove(self, path: Path) -> None:
        """Out of sight by one rename first: half a version is never seen."""
        removed = path.rename(self._versions / _REMOVED)
        shutil.rmtree(removed)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_tree(root: Path) -> None:
    for path in [*root.rglob("*"), root]:
        _sync(path)
