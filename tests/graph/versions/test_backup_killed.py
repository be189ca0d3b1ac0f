"""Killed at any moment, a backup leaves a whole copy or none, and a restore the old version or the new one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from api.ingest.curated_facts import drop, load_curated
from graph.versions.backup import backup, restore
from graph.versions.version_folders import DataFolder, Version
from tests.graph.versions.test_backup import facts, files

ROOT = Path(__file__).parents[3]
CHILD = """
import os, signal, sys
from pathlib import Path
from graph.versions.backup import backup, restore
from graph.versions.version_folders import DataFolder, Version

what, source, target, left = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
count = 0

def on_touch(event, arguments):
    global count
    if event in ("open", "os.mkdir", "os.rename", "os.link", "fcntl.flock", "shutil.rmtree"):
        count += 1
        if count == left:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(on_touch)
backup(Version(source), target) if what == "backup" else restore(DataFolder(target), source)
print(count)
"""
MOMENTS = 6


def run(what: str, source: Path, target: Path, killed_at: int = 0) -> subprocess.CompletedProcess[str]:
    """Do it in a process of its own that ends itself by SIGKILL when it touches the disk for the nth time."""
    command = [sys.executable, "-c", CHILD, what, str(source), str(target), str(killed_at)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_killed_backup_leaves_a_whole_copy_or_none(world_home: DataFolder, tmp_path: Path) -> None:
    version, target = world_home.require(), tmp_path / "target"
    touches = int(run("backup", version.path, tmp_path / "counted").stdout)
    for moment in range(1, MOMENTS + 1):
        killed = run("backup", version.path, target, killed_at=max(1, touches * moment // MOMENTS))
        assert killed.returncode == -9
        assert not target.exists() or files(target) == files(tmp_path / "counted")
        shutil.rmtree(target, ignore_errors=True)
    backup(version, target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counted", "target"]
    assert files(target) == files(tmp_path / "counted")


def test_a_killed_restore_leaves_the_old_version_or_the_new_one(world: Path, tmp_path: Path) -> None:
    home, pristine = DataFolder(tmp_path / "data"), tmp_path / "pristine"
    backup(load_curated(home, [world]).version, pristine)
    old = drop(home, "news-2018").version.manifest.digest
    new = Version(pristine).manifest.digest
    touches = int(run("restore", pristine, tmp_path / "counted").stdout)
    for moment in range(1, MOMENTS):
        killed = run("restore", pristine, home.path, killed_at=touches * moment // MOMENTS)
        assert killed.returncode == -9
        assert home.require().manifest.digest in (old, new)
        assert facts(home.require())
    assert restore(home, pristine).version.manifest.digest == new
    assert home.require().manifest.digest == new
