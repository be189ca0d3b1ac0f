"""Lines of one thing are found in sorted files, all of them and no others."""

from __future__ import annotations

import pytest

from graph.storage import nquads_files
from graph.storage.nquads_lookup import lines_of
from graph.versions.version_folders import DataFolder


def test_lines_are_found_in_every_file_and_nowhere_else(home: DataFolder) -> None:
    paths = list(home.require().datasets().values())
    lines = list(nquads_files.merged(paths))
    beginnings = sorted({line[: line.index(">") + 1] for line in lines})[::25]
    for beginning in [lines[0], lines[-1], *beginnings]:
        assert sorted(lines_of(paths, beginning)) == [line for line in lines if line.startswith(beginning)]


@pytest.mark.parametrize("beginning", ["<a", "<zzz", "\U0010ffff"])
def test_lines_that_are_not_held_are_not_found(beginning: str, world_home: DataFolder) -> None:
    assert list(lines_of(world_home.require().datasets().values(), beginning)) == []
