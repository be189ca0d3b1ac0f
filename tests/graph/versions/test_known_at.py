"""A number or a date names the version that was known then, as long as it is stored."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graph.versions.known_at import UnknownVersion, VersionGone, version_known_at
from graph.versions.version_folders import DataFolder, NoVersion
from tests.manifests import rewrite


def at(home: DataFolder, **created: str) -> DataFolder:
    """The same folder with a version for each name (`v2`), published at these times; the last is current."""
    first = home.require().path
    for name, time in created.items():
        path = first.with_name(f"{int(name[1:]):06d}")
        if path != first:
            shutil.copytree(first, path)
        rewrite(path, version=path.name, created=time)
    home.point_to(f"{len(created):06d}")
    return home


@pytest.fixture
def home(world_home: DataFolder, tmp_path: Path) -> DataFolder:
    """Three versions of two years, the second and third of one day."""
    copied = DataFolder(shutil.copytree(world_home.path, tmp_path / "home"))
    return at(copied, v1="2025-11-03T10:00:00+00:00", v2="2026-02-28T09:00:00+00:00", v3="2026-02-28T23:59:59+00:00")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1", "000001"),
        ("000002", "000002"),
        ("2025-11-03", "000001"),
        ("2026-02-27", "000001"),
        ("2026-02-28", "000003"),
        ("2026-02", "000003"),
        ("2026-01", "000001"),
        ("2025", "000001"),
        ("2099", "000003"),
    ],
)
def test_a_number_or_a_date_names_a_version(home: DataFolder, text: str, name: str) -> None:
    assert version_known_at(home, text).path.name == name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("4", "there is no version 000004: the newest is 000003"),
        ("0", "there is no version 000000"),
        ("2025-11-02", "on 2025-11-02 there was no version yet: the first is of 2025-11-03"),
    ],
)
def test_what_never_was_is_unknown(home: DataFolder, text: str, says: str) -> None:
    with pytest.raises(UnknownVersion, match=says):
        version_known_at(home, text)


@pytest.mark.parametrize("text", ["1", "2025-12"])
def test_what_was_and_is_not_stored_is_gone_and_the_stored_ones_are_named(home: DataFolder, text: str) -> None:
    shutil.rmtree(home.require().path.with_name("000001"))
    with pytest.raises(VersionGone, match="not stored any more; ask for one of these versions: 000002 of 2026-02-28, "):
        version_known_at(home, text)


@pytest.mark.parametrize("text", ["yesterday", "2026-02-30", "2026-13", "-1", "\u0661"])
def test_what_is_neither_is_refused(home: DataFolder, text: str) -> None:
    with pytest.raises(ValueError, match=r"neither a version nor a date|there is no (month|day)"):
        version_known_at(home, text)


def test_a_folder_without_versions_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(NoVersion, match="reentry load"):
        version_known_at(DataFolder(tmp_path), "1")
