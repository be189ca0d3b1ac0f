"""A disk that fills up while a version is built: file and cure are named, and nothing is changed."""

from __future__ import annotations

import errno
from typing import NoReturn

import pytest

from api.ingest.curated_facts import drop
from graph.model.file_errors import CannotWrite
from graph.versions import build
from graph.versions.version_folders import DataFolder


def _full(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("step", ["_stage", "_canonicalize", "_build", "file_entries"])
def test_a_full_disk_changes_nothing(own_home: DataFolder, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(build, step, _full)
        with pytest.raises(CannotWrite, match=r"No space left on device: free some space, .*; nothing was changed"):
            drop(own_home, "filing-2020")
    assert [path.name for path in (own_home.path / "versions").iterdir()] == ["000001"]
    assert own_home.require().name == "000001"
