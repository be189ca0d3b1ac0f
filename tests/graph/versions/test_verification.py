"""A byte that changed anywhere in a version is named, and nothing is answered from it or built on it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from api.ingest.curated_facts import drop, load_curated
from graph.index.open_version import OpenVersion
from graph.versions.backup import backup, restore
from graph.versions.verification import Fault, faults, require_facts
from graph.versions.version_folders import Damaged, DataFolder, NoVersion, Version
from tests.manifests import rewrite, set_format

OFFSETS = (0.0, 0.5, 1.0)
"""Where in a file a byte is changed: its first, one in the middle, its last."""
STORE, TIES = "search.sqlite3", "records/tie.jsonl"
CHANGED = "the file has changed since it was published"


def flip(path: Path, where: float, *, keep_time: bool = False) -> None:
    """Change one bit of a file. A failing disk does so without a new time of change."""
    body, times = bytearray(path.read_bytes()), path.stat()
    body[round(where * (len(body) - 1))] ^= 1
    path.write_bytes(body)
    if keep_time:
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def found(version: Version, *, full: bool = True) -> list[Fault]:
    """What is wrong with a version that is opened anew."""
    return list(faults(Version(version.path), full=full))


def places(version: Version) -> Iterator[tuple[Path, float]]:
    """Several places in each file that has any byte."""
    for path in sorted(version.path.rglob("*")):
        if path.is_file() and (size := path.stat().st_size):
            yield from ((path, where) for where in OFFSETS[:size])


def test_a_version_is_as_it_was_published(world_home: DataFolder) -> None:
    assert found(world_home.require()) == []


def test_a_bit_that_flips_anywhere_in_a_version_is_named_and_nothing_is_answered(own_home: DataFolder) -> None:
    version, tried = own_home.require(), 0
    for path, where in places(version):
        body, times = path.read_bytes(), path.stat()
        flip(path, where)
        name = path.relative_to(version.path).as_posix()
        assert [fault.file for fault in found(version, full=where == OFFSETS[1])] == [name]
        with pytest.raises(Damaged, match=rf"damaged: {name}.*`reentry restore` a backup"):
            OpenVersion.open(Version(version.path))
        path.write_bytes(body)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        tried += 1
    assert tried >= 60
    assert found(version) == []


def test_a_bit_that_flips_without_a_trace_is_found_in_full(own_home: DataFolder) -> None:
    version = own_home.require()
    flip(version.path / TIES, 0.5, keep_time=True)
    assert found(version, full=False) == []
    assert found(version) == [Fault(TIES, CHANGED)]


def test_a_bit_that_flips_in_the_pointer_never_leads_to_another_version(own_home: DataFolder) -> None:
    first, pointer = own_home.require().path, own_home.path / "current"
    for name in ("000000", "000003", "000009"):  # what a flipped digit of a name may lead to
        rewrite(Path(shutil.copytree(first, first.with_name(name))), version=name)
    body = pointer.read_bytes()
    for place, bit in product(range(len(body)), range(8)):
        spoilt = bytearray(body)
        spoilt[place] ^= 1 << bit
        pointer.write_bytes(spoilt)
        with pytest.raises(NoVersion, match=r"current is damaged: .*; write the name of a held version into it"):
            own_home.current()


def test_times_that_a_copy_lost_are_no_damage(own_home: DataFolder) -> None:
    version = own_home.require()
    for path in version.path.rglob("*"):
        os.utime(path, (0, 0))
    assert found(version, full=False) == []


def test_a_file_that_is_missing_cut_or_too_many_is_named(own_home: DataFolder) -> None:
    version = own_home.require()
    (version.path / STORE).unlink()
    (version.path / TIES).write_bytes(b"")
    (version.path / "datasets" / "more.nq").touch()
    size = version.manifest.files[TIES]["bytes"]
    assert found(version, full=False) == [
        Fault("datasets/more.nq", "the version was published without this file"),
        Fault(TIES, f"the file has 0 bytes, and had {size:,} when it was published"),
        Fault(STORE, "the file is missing"),
    ]


def test_a_manifest_that_is_damaged_is_named_alone(own_home: DataFolder) -> None:
    version = own_home.require()
    (version.path / "manifest.json").unlink()
    assert [fault.file for fault in found(version)] == ["manifest.json"]


def test_nothing_is_known_of_the_files_of_an_older_format(own_home: DataFolder) -> None:
    version = own_home.require()
    set_format(version.path, 5)
    flip(version.path / TIES, 0.5)
    assert found(version) == []


def test_a_backup_reads_each_byte_first(own_home: DataFolder, tmp_path: Path) -> None:
    flip(own_home.require().path / TIES, 0.5, keep_time=True)
    with pytest.raises(Damaged, match=TIES):
        backup(own_home.require(), tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_facts_that_are_damaged_are_not_built_on(own_home: DataFolder) -> None:
    (dataset,) = own_home.require().datasets().values()
    flip(dataset, 0.5, keep_time=True)
    with pytest.raises(Damaged, match=r"datasets/curated-world\.nq"):
        drop(own_home, "news-2018")
    with pytest.raises(Damaged):
        require_facts(own_home.require(), {"curated"})
    require_facts(own_home.require(), {"curated-world"})
    assert [version.path.name for version in own_home.versions()] == ["000001"]


@pytest.mark.parametrize("file", ["datasets/curated-world.nq", STORE, TIES, "merged.json"])
def test_the_same_facts_loaded_again_mend_a_version(own_home: DataFolder, world: Path, file: str) -> None:
    flip(own_home.require().path / file, 0.5, keep_time=True)
    published = load_curated(own_home, [world])
    assert (published.is_new, published.version.name) == (True, "000002")
    assert found(own_home.require()) == []
    assert not load_curated(own_home, [world]).is_new


@pytest.mark.parametrize(
    "file", ["current", "versions/000001/manifest.json", "versions/000001/datasets/curated-world.nq"]
)
def test_a_backup_is_restored_whatever_is_damaged(own_home: DataFolder, tmp_path: Path, file: str) -> None:
    backup(own_home.require(), tmp_path / "copy")
    flip(own_home.path / file, 0.0)
    restored = restore(own_home, tmp_path / "copy")
    assert (restored.is_new, own_home.require().name) == (True, "000002")
    assert found(own_home.require()) == []
