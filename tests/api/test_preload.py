"""The template of the current version loads while the server is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.http.settings import Settings
from api.preload import begin
from graph.versions.version_folders import Home


def test_the_current_version_is_begun(world_home: Home) -> None:
    begun = begin(Settings(data=world_home.path))
    assert begun is not None
    try:
        assert begun.version == world_home.require().path
        assert begun.control.recv(100) == b'{"loaded": "memory"}\n'
    finally:
        begun.discard()


def test_nothing_is_begun_where_there_is_no_version(tmp_path: Path) -> None:
    assert begin(Settings(data=tmp_path)) is None


@pytest.mark.parametrize("name", ["000007", "../x", ""])
def test_a_damaged_pointer_is_left_to_the_server_to_tell(tmp_path: Path, name: str) -> None:
    (tmp_path / "current").write_text(name)
    assert begin(Settings(data=tmp_path)) is None


def test_nothing_is_begun_where_another_server_answers(world_home: Home) -> None:
    assert begin(Settings(data=world_home.path, sparql="http://127.0.0.1:9/sparql")) is None
