"""The forkserver of the current version loads while the server is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.http.settings import Settings
from api.preload import preload_forkserver
from graph.versions.version_folders import DataFolder


def test_the_forkserver_of_the_current_version_is_started(world_home: DataFolder) -> None:
    forkserver = preload_forkserver(Settings(data=world_home.path))
    assert forkserver is not None
    try:
        assert forkserver.version == world_home.require().path
        assert forkserver.control.recv(100) == b'{"loaded": "memory"}\n'
    finally:
        forkserver.discard()


def test_nothing_is_started_where_there_is_no_version(tmp_path: Path) -> None:
    assert preload_forkserver(Settings(data=tmp_path)) is None


@pytest.mark.parametrize("name", ["000007", "../x", ""])
def test_a_damaged_pointer_is_left_to_the_server_to_tell(tmp_path: Path, name: str) -> None:
    (tmp_path / "current").write_text(name)
    assert preload_forkserver(Settings(data=tmp_path)) is None


def test_nothing_is_started_where_another_server_answers(world_home: DataFolder) -> None:
    assert preload_forkserver(Settings(data=world_home.path, sparql="http://127.0.0.1:9/sparql")) is None
