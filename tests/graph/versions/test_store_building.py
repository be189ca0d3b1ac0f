"""The store of a version has all lines, and none where making them failed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.versions import store_building
from graph.versions.store_building import build_store


def lines(count: int) -> Iterator[str]:
    return (f'<a:{number}> <a:p> "{number}" <a:g> .\n' for number in range(count))


@pytest.mark.parametrize("count", [0, 1, 10, 11, 35])
def test_all_lines_are_in_the_store(tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_building, "STORE_BATCH", 10)
    build_store(tmp_path / "store", lines(count))
    stored = ox.Store.read_only(str(tmp_path / "store"))
    assert sorted(f"{quad} .\n" for quad in stored) == sorted(lines(count))


def test_a_line_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SyntaxError):
        build_store(tmp_path / "store", ["<a:s> <a:p> .\n"])


def test_what_makes_the_lines_may_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_building, "STORE_BATCH", 1)

    def failing() -> Iterator[str]:
        yield from lines(2)
        raise OSError("the file is gone")

    with pytest.raises(OSError, match="the file is gone"):
        build_store(tmp_path / "store", failing())
