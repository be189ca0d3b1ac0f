"""`reentry verify` as a person uses it: what is damaged, where, and the cure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.versions.version_folders import DataFolder
from tests.api.conftest import Reentry
from tests.manifests import set_format

TIES = "versions/000001/records/tie.jsonl"


def flip(path: Path) -> None:
    """Change the first byte of a file."""
    body = bytearray(path.read_bytes())
    body[0] ^= 1
    path.write_bytes(body)


def test_a_version_that_is_whole_is_said_to_be(reentry: Reentry, world_home: DataFolder) -> None:
    files = len([path for path in world_home.require().path.rglob("*") if path.is_file()])
    expected = (0, f"version 000001 is as it was published: {files} files\n", "")
    for chosen in ([], ["1"], ["--all"]):
        assert reentry("verify", *chosen, "--data", world_home.path) == expected


@pytest.mark.parametrize(
    ("file", "cure"),
    [
        (TIES, "load its facts again (`reentry load`), or `reentry restore` a backup"),
        ("versions/000001/manifest.json", "`reentry restore` a backup, or write the name of an earlier version"),
        ("current", "write the name of a version that is whole into it, or `reentry restore` a backup"),
    ],
)
def test_what_is_damaged_is_named_with_the_cure(reentry: Reentry, own_home: DataFolder, file: str, cure: str) -> None:
    flip(own_home.path / file)
    code, out, err = reentry("verify", "--data", own_home.path)
    assert (code, err) == (1, "")
    assert out.startswith(f"{own_home.path / file}: ")
    assert f": 1 damaged; {cure}" in out


def test_json_has_file_fault_and_cure(reentry: Reentry, own_home: DataFolder) -> None:
    flip(own_home.path / TIES)
    code, out, _ = reentry("verify", "--json", "--data", own_home.path)
    (report,) = json.loads(out)
    assert (code, report["subject"], report["status"]) == (1, "000001", "damaged")
    text = "the file has changed since it was published"
    assert report["faults"] == [{"file": str(own_home.path / TIES), "text": text}]
    assert "reentry load" in report["cure"]


def test_a_version_of_an_earlier_release_is_said_to_be_unknown(reentry: Reentry, own_home: DataFolder) -> None:
    set_format(own_home.require().path, 5)
    assert "000001 cannot be checked" in reentry("verify", "--data", own_home.path).out
    assert json.loads(reentry("verify", "--json", "--data", own_home.path).out)[0]["status"] == "unknown"


def test_one_version_or_all_are_checked(reentry: Reentry, world_home: DataFolder) -> None:
    assert reentry("verify", "1", "--all", "--data", world_home.path).code == 2
    assert "there is no version '7'" in reentry("verify", "7", "--data", world_home.path).err
