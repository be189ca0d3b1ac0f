"""Backup of a version to another folder, and restore from it.

A backup is a folder with everything that the version holds, the ontology as it was (`ontology.nq`), and the SHA-256 of
each file in `SHA256SUMS`, which `sha256sum -c` reads, too. The facts in it are text; a restore builds the rest anew.
"""

from __future__ import annotations

import fcntl
import glob
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from graph.metadata.examples import EXAMPLES_GRAPH
from graph.model.file_errors import writing_to
from graph.model.statements import DataError, Place, Problem
from graph.rdf import nquads
from graph.rdf.ontology import Vocabulary, vocabulary
from graph.rdf.terms import ONTOLOGY_GRAPH
from graph.storage import nquads_files
from graph.storage.file_digests import digest_of, file_names
from graph.storage.references import unknown_classes
from graph.versions.build import Published, own_lines, publish
from graph.versions.verification import require_whole
from graph.versions.version_folders import DataFolder, NoVersion, Version

SUMS = "SHA256SUMS"
ONTOLOGY = "ontology.nq"
_BLOCK = 1 << 20


class NoBackup(NoVersion):
    """The folder was not written by a backup."""


def backup(version: Version, target: Path) -> None:
    """Copy a version to a folder that must not exist. Killed at any moment, there is a whole backup there or none.

    Raises FileExistsError, ValueError for a place among the versions, NoVersion where the version is gone, Damaged or
    DataError where it is damaged, and CannotWrite where the disk is full.
    """
    _require_free(target, version)
    require_whole(version, full=True)
    with _aside(target) as folder:
        sums = _copied(version.path, folder)
        nquads_files.write(folder / ONTOLOGY, _ontology(Version(folder), vocabulary()))
        sums[ONTOLOGY] = digest_of(folder / ONTOLOGY, "sha256")
        (folder / SUMS).write_text("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)), encoding="utf-8")
        if problems := list(_damage(folder)):
            raise DataError(problems)


def restore(data_folder: DataFolder, source: Path) -> Published:
    """Make the facts of a backup the current version. Publishes nothing if they are current already.

    Raises NoBackup, DataError where the backup is damaged, and NoVersion for one of an unknown format.
    """
    terms = vocabulary()
    if not (source / SUMS).is_file():
        raise NoBackup(f"{source} holds no backup: name a folder that `reentry backup` wrote")
    _require_whole(source)
    _require_known(source, terms)
    version = Version(source)
    datasets = {name: nquads_files.read(path) for name, path in version.datasets().items()}
    with data_folder.writing():
        return publish(data_folder, datasets, version.manifest.datasets, terms)


def _require_free(target: Path, version: Version) -> None:
    if os.path.lexists(target):
        raise FileExistsError(f"{target} exists already: name a folder that does not")
    if version.path.parent.resolve() in target.resolve().parents:
        raise ValueError(f"{target} lies among the versions: name a folder outside {version.path.parent}")


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """A new folder beside the target, renamed to it at the end, and deleted if anything fails."""
    folder = target.with_name(f".{target.name}.{os.getpid()}.partial")
    with writing_to(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        folder.mkdir()
        try:
            with _locked(folder):
                yield folder
                _make_durable(folder)
                folder.rename(target)
                _sync(target.parent)
        finally:
            if folder.exists():
                shutil.rmtree(folder)


def _sweep(target: Path) -> None:
    """Delete what killed backups to the same place left behind: nobody has it locked any more."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.partial"):
        try:
            with _locked(left):
                shutil.rmtree(left)
        except BlockingIOError:
            continue  # another backup is at work


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock a folder, at most as long as this process lives. Raises BlockingIOError where another does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _copied(source: Path, target: Path) -> dict[str, str]:
    """Copy a version; the SHA-256 of each file as it was read. Raises NoVersion where it is cleared away meanwhile."""
    gone = NoVersion(f"version {source.name} was cleared away while it was copied: copy a later one")
    names = file_names(source)
    try:
        sums = {name: _copied_file(source / name, target / name) for name in names}
    except FileNotFoundError as error:
        raise gone from error
    if "manifest.json" not in names or file_names(source) != names:
        raise gone
    return sums


def _copied_file(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as original:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as copy:
            while block := original.read(_BLOCK):
                digest.update(block)
                copy.write(block)
    return digest.hexdigest()


def _ontology(version: Version, terms: Vocabulary) -> list[str]:
    """The ontology (and the examples) that the version was built with."""
    paths = list(version.datasets().values())
    for lines in _ontologies(version, terms):
        if _digest(paths, lines) == version.manifest.digest:
            return lines
    text = "its facts do not match its manifest: load them again, or restore a backup"
    raise DataError([Problem(Place(f"version {version.name}"), text)])


def _ontologies(version: Version, terms: Vocabulary) -> Iterator[list[str]]:
    """Today's ontology with today's examples, and the earlier ones that the store holds."""
    yield own_lines(terms)
    store = version.open_store()
    graphs = (store.quads_for_pattern(None, None, None, graph) for graph in (ONTOLOGY_GRAPH, EXAMPLES_GRAPH))
    yield nquads.lines(chain.from_iterable(graphs))


def _digest(paths: list[Path], ontology: list[str]) -> str:
    return nquads_files.digest(nquads_files.merged(paths, ontology))


def _require_whole(folder: Path) -> None:
    """Raise DataError with every file that is damaged, missing or strange, or for facts of another digest."""
    if problems := list(_damage(folder)):
        raise DataError(problems)
    version = Version(folder)
    if (
        _digest(list(version.datasets().values()), list(nquads_files.read(folder / ONTOLOGY)))
        != version.manifest.digest
    ):
        text = "the facts do not match manifest.json: use another backup"
        raise DataError([Problem(Place(str(folder / "datasets")), text)])


def _damage(folder: Path) -> Iterator[Problem]:
    listed = _sums(folder / SUMS)
    present = set(file_names(folder)) - {SUMS}
    for name in sorted(present | set(listed)):
        place = Place(str(folder / name))
        if name not in listed:
            yield Problem(place, f"{SUMS} does not list this file: remove it, or use another backup")
        elif name not in present:
            yield Problem(place, "the file is missing: use another backup")
        elif digest_of(folder / name, "sha256") != listed[name]:
            yield Problem(place, "the file is damaged: use another backup")


def _sums(path: Path) -> dict[str, str]:
    """File name -> SHA-256. A line that is no such pair tells of a file that cannot be there."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return {name or f"{SUMS} itself": digest for digest, _, name in (line.partition("  ") for line in lines)}


def _require_known(source: Path, terms: Vocabulary) -> None:
    """Raise DataError for facts of classes that are no longer in the ontology."""
    problems = [
        Problem(Place(str(path)), f"the ontology has no class {cls}: restore with a program that knows it")
        for path in Version(source).datasets().values()
        for cls in unknown_classes(nquads_files.read(path), terms)
    ]
    if problems:
        raise DataError(problems)


def _make_durable(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
