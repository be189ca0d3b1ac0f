"""A backup is a whole copy or none; a restore brings back its facts, or names the damage and changes nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import graph.versions.backup
from api.ingest.curated_facts import drop, load_curated
from graph.model.statements import DataError
from graph.rdf.ontology import Vocabulary, vocabulary
from graph.rdf.records import records
from graph.storage import nquads_files
from graph.versions.backup import NoBackup, backup, restore
from graph.versions.manifest import FORMAT
from graph.versions.version_folders import Damaged, DataFolder, NoVersion, Version

DATASET = "datasets/curated-world.nq"


@pytest.fixture(scope="session")
def pristine(world_home: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backups") / "pristine"
    backup(world_home.require(), folder)
    return folder


@pytest.fixture
def copy(pristine: Path, tmp_path: Path) -> Path:
    """A backup that a test may spoil."""
    return Path(shutil.copytree(pristine, tmp_path / "copy"))


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    """An empty home of its own."""
    return DataFolder(tmp_path / "data")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def facts(version: Version) -> object:
    return records(version.open_store().quads_for_pattern(None, None, None, None), vocabulary())


def rewrite(path: Path, was: str, becomes: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes), encoding="utf-8")


def sum_anew(folder: Path) -> None:
    """Write SHA256SUMS for what is there now, as one does who mends a backup by hand."""
    held = {name: body for name, body in files(folder).items() if name != "SHA256SUMS"}
    lines = [f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(held.items())]
    (folder / "SHA256SUMS").write_text("".join(lines))


def test_a_backup_holds_every_file_of_the_version(pristine: Path, world_home: DataFolder) -> None:
    held, copied = files(world_home.require().path), files(pristine)
    assert {name: copied[name] for name in held} == held
    assert set(copied) - set(held) == {"SHA256SUMS", "ontology.nq"}


def test_a_backup_shares_no_file_with_the_version(pristine: Path) -> None:
    assert {path.stat().st_nlink for path in pristine.rglob("*") if path.is_file()} == {1}


def test_a_backup_can_be_read_like_a_version(pristine: Path, world_home: DataFolder) -> None:
    assert facts(Version(pristine)) == facts(world_home.require())


def test_other_programs_can_verify_a_backup(pristine: Path) -> None:
    if not (program := shutil.which("sha256sum")):
        pytest.skip("this machine has no sha256sum")
    verified = subprocess.run([program, "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=pristine, check=False)
    assert verified.returncode == 0


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, lambda path: path.symlink_to("nowhere")])
def test_a_backup_overwrites_nothing(make: Callable[[Path], object], world_home: DataFolder, tmp_path: Path) -> None:
    target = tmp_path / "taken"
    make(target)
    with pytest.raises(FileExistsError, match="exists already: name a folder that does not"):
        backup(world_home.require(), target)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("place", ["000009", "000001/copy", "deeper/copy"])
def test_a_backup_is_not_put_among_the_versions(place: str, world_home: DataFolder) -> None:
    version = world_home.require()
    with pytest.raises(ValueError, match="lies among the versions"):
        backup(version, version.path.parent / place)
    assert [held.path.name for held in world_home.versions()] == ["000001"]


def test_a_damaged_version_is_not_copied(home: DataFolder, world: Path, tmp_path: Path) -> None:
    version = load_curated(home, [world]).version
    rewrite(version.path / DATASET, "250000", "250001")
    with pytest.raises(Damaged, match=r"000001 is damaged: datasets/curated-world\.nq: the file has changed"):
        backup(version, tmp_path / "target")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_version_of_an_earlier_ontology_is_copied_and_restored(
    world_home: DataFolder, home: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Vocabulary(vocabulary().turtle + b"\nrg:later a rg:Later .\n")
    monkeypatch.setattr(graph.versions.backup, "vocabulary", lambda: later)
    backup(world_home.require(), tmp_path / "target")
    published = restore(home, tmp_path / "target")
    assert published.is_new
    assert facts(published.version) == facts(world_home.require())


@pytest.mark.parametrize("cleared", ["search.sqlite3", "datasets", "."])
def test_a_version_that_is_cleared_away_meanwhile_is_not_copied_in_part(
    cleared: str, home: DataFolder, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = load_curated(home, [world]).version
    copied_file = graph.versions.backup._copied_file

    def clearing(source: Path, target: Path) -> str:
        digest = copied_file(source, target)
        path = version.path / cleared
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        return digest

    monkeypatch.setattr(graph.versions.backup, "_copied_file", clearing)
    with pytest.raises(NoVersion, match="version 000001 was cleared away while it was copied"):
        backup(version, tmp_path / "target")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_restore_brings_back_the_same_facts(pristine: Path, home: DataFolder, world_home: DataFolder) -> None:
    published = restore(home, pristine)
    assert published.is_new
    assert published.version.manifest.digest == world_home.require().manifest.digest
    assert published.version.manifest.datasets == world_home.require().manifest.datasets
    assert facts(published.version) == facts(world_home.require())


def test_a_restore_of_the_same_facts_publishes_nothing(pristine: Path, home: DataFolder) -> None:
    first = restore(home, pristine)
    again = restore(home, pristine)
    assert (again.is_new, again.version.name) == (False, first.version.name)
    assert [version.name for version in home.versions()] == ["000001"]


def test_a_restore_stands_above_what_was_loaded_since(pristine: Path, home: DataFolder, world: Path) -> None:
    before = load_curated(home, [world]).version
    drop(home, "news-2018")
    published = restore(home, pristine)
    assert published.version.name == "000003"
    assert home.current_name() == "000003"
    assert published.version.manifest.digest == before.manifest.digest


def test_a_restored_version_needs_its_backup_no_more(copy: Path, home: DataFolder, world_home: DataFolder) -> None:
    version = restore(home, copy).version
    (copy / DATASET).write_text("")
    shutil.rmtree(copy)
    assert facts(version) == facts(world_home.require())
    assert contributions_of(version) == contributions_of(world_home.require())


def contributions_of(version: Version) -> list[str]:
    return list(nquads_files.merged(list(version.datasets().values())))


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a changed fact": (lambda copy: rewrite(copy / DATASET, "250000", "250001"), f"{DATASET}: the file is damaged"),
    "a fact that was cut off": (
        lambda copy: (copy / DATASET).write_bytes((copy / DATASET).read_bytes()[:-1]),
        f"{DATASET}: the file is damaged",
    ),
    "a changed manifest": (
        lambda copy: rewrite(copy / "manifest.json", "CC-BY", "CC-NC"),
        "manifest.json: the file is",
    ),
    "a dataset that is gone": (lambda copy: (copy / DATASET).unlink(), f"{DATASET}: the file is missing"),
    "a manifest that is gone": (lambda copy: (copy / "manifest.json").unlink(), "manifest.json: the file is missing"),
    "a dataset too many": (
        lambda copy: (copy / "datasets/x.nq").touch(),
        "x.nq: SHA256SUMS does not list this file",
    ),
    "a part of the store that is gone": (
        lambda copy: (copy / "store/CURRENT").unlink(),
        "CURRENT: the file is missing",
    ),
    "empty sums": (lambda copy: (copy / "SHA256SUMS").write_text(""), "manifest.json: SHA256SUMS does not list"),
    "sums of something else": (lambda copy: (copy / "SHA256SUMS").write_bytes(b"\xff\x00\n"), "SHA256SUMS itself: the"),
    "sums of a file outside": (
        lambda copy: (copy / "SHA256SUMS").write_text(f"{'0' * 64}  ../../secret\n"),
        "secret: the file is missing",
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_named_and_nothing_is_restored(name: str, copy: Path, home: DataFolder) -> None:
    spoil, message = DAMAGE[name]
    spoil(copy)
    with pytest.raises(DataError) as raised:
        restore(home, copy)
    assert message in str(raised.value)
    assert home.versions() == []


def test_facts_must_be_those_of_the_manifest_even_where_the_sums_are_right(copy: Path, home: DataFolder) -> None:
    rewrite(copy / DATASET, "250000", "250001")
    sum_anew(copy)
    with pytest.raises(DataError, match=r"do not match manifest\.json: use another backup"):
        restore(home, copy)
    assert home.versions() == []


def test_facts_in_words_that_the_ontology_lacks_are_refused(
    pristine: Path, home: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = Vocabulary(vocabulary().turtle.replace(b"rg:Apprenticeship", b"rg:Traineeship"))
    monkeypatch.setattr(graph.versions.backup, "vocabulary", lambda: without)
    with pytest.raises(DataError, match=r"the ontology has no class .*#Apprenticeship: restore with a program"):
        restore(home, pristine)
    assert home.versions() == []


def test_a_backup_of_another_format_is_refused(copy: Path, home: DataFolder) -> None:
    manifest = json.loads((copy / "manifest.json").read_text()) | {"format": FORMAT + 1}
    (copy / "manifest.json").write_text(json.dumps(manifest))
    sum_anew(copy)
    with pytest.raises(NoVersion, match=f"was written in format {FORMAT + 1}"):
        restore(home, copy)


@pytest.mark.parametrize("make", [lambda _: None, Path.mkdir, Path.touch])
def test_what_is_no_backup_is_refused_with_the_cure(
    make: Callable[[Path], object], home: DataFolder, tmp_path: Path
) -> None:
    make(tmp_path / "other")
    with pytest.raises(NoBackup, match="holds no backup: name a folder that `reentry backup` wrote"):
        restore(home, tmp_path / "other")
