"""Every kind of bad table: named with its place and its cure, all at once, and nothing is loaded."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from api.ingest.curated_facts import load_curated
from graph.model.statements import DataError
from graph.versions.version_folders import DataFolder
from tests.api.ingest.bad_tables import BAD, Bad, endless_link, header
from tests.folders import Folder


def problems_of(folder: Path, home: DataFolder) -> list[str]:
    """What is said of a folder, each problem as it is printed, without the path of the folder."""
    with pytest.raises(DataError) as caught:
        load_curated(home, [folder])
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "folder")


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_table_is_named_once_with_place_and_cure_and_not_loaded(bad: Bad, folder: Folder, tmp_path: Path) -> None:
    bad.spoil(folder)
    home = DataFolder(tmp_path / "data")
    (problem,) = problems_of(folder.path, home)
    assert home.current() is None
    assert home.versions() == []
    assert problem.startswith(f"{bad.place}: ")
    assert bad.said in problem
    assert len(problem) < 400
    assert problem.isprintable()


def test_all_problems_of_a_folder_are_told_at_once(folder: Folder, tmp_path: Path) -> None:
    folder.set("sources", 2, "url", "javascript:alert(1)")
    folder.set("sources", 3, "tier", "9")
    folder.set("actors", 3, "kind", "organisation")
    folder.copy("actors", 2)
    folder.set("relations", 2, "start", "2018-13")
    folder.set("relations", 2, "claim_status", "maybe")
    folder.set("relations", 4, "object", "nobody")
    folder.set("relations", 8, "end", "2015")
    places = [problem.split(": ")[0] for problem in problems_of(folder.path, DataFolder(tmp_path / "data"))]
    assert places == [
        "actors.csv:3:kind",
        "actors.csv:8:actor_id",
        "relations.csv:2:claim_status",
        "relations.csv:2:start",
        "relations.csv:4:object",
        "relations.csv:8:end",
        "sources.csv:2:url",
        "sources.csv:3:tier",
    ]


def test_several_problems_of_one_cell_are_told_at_once(folder: Folder, tmp_path: Path) -> None:
    folder.set("actors", 4, "external_ids", "eni=46-2131524|ein=x|lonely")
    problems = problems_of(folder.path, DataFolder(tmp_path / "data"))
    assert [problem.split(": ")[0] for problem in problems] == ["actors.csv:4:external_ids"] * 3


def test_the_problems_of_all_three_tables_are_told_where_none_can_be_read(folder: Folder, tmp_path: Path) -> None:
    for table in ("sources", "actors", "relations"):
        folder.edit(table, lambda _: "")
    problems = problems_of(folder.path, DataFolder(tmp_path / "data"))
    assert [problem.split(": ")[0] for problem in problems] == ["actors.csv:1", "relations.csv:1", "sources.csv:1"]


def test_a_row_beyond_reading_hides_no_unknown_actor_of_another_row(folder: Folder, tmp_path: Path) -> None:
    folder.edit("actors", header(",Life coach,", ",Life, coach,"))
    folder.set("relations", 4, "object", "nobody")
    problems = problems_of(folder.path, DataFolder(tmp_path / "data"))
    assert [problem.split(": ")[0] for problem in problems] == ["actors.csv:6", "relations.csv:4:object"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda _: None, "there is no such folder"),
        (lambda path: path.write_text("source_id"), "there is no such folder"),
        (endless_link, "there is no such folder"),
        (Path.mkdir, "there is no such file"),
    ],
    ids=["nothing", "a file", "a link to itself", "an empty folder"],
)
def test_a_folder_that_is_none_is_named(make: Callable[[Path], object], said: str, tmp_path: Path) -> None:
    make(tmp_path / "folder")
    assert all(said in problem for problem in problems_of(tmp_path / "folder", DataFolder(tmp_path / "data")))


def test_a_folder_whose_name_is_no_text_is_printed(tmp_path: Path) -> None:
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    (problem, *_) = problems_of(strange, DataFolder(tmp_path / "data"))
    assert problem.encode()


def test_a_mistake_in_one_folder_keeps_the_other_out_too(folder: Folder, world: Path, tmp_path: Path) -> None:
    folder.set("relations", 2, "start", "2018-13")
    home = DataFolder(tmp_path / "data")
    with pytest.raises(DataError):
        load_curated(home, [world, folder.path])
    assert home.current() is None


def test_a_mistake_leaves_the_version_before_it_in_use(folder: Folder, tmp_path: Path) -> None:
    home = DataFolder(tmp_path / "data")
    before = load_curated(home, [folder.path]).version.manifest
    folder.set("relations", 2, "start", "2018-13")
    with pytest.raises(DataError):
        load_curated(home, [folder.path])
    assert home.require().manifest == before


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
        lambda data: data.rstrip(b"\n"),
        lambda data: data.replace(b"\n", b"\n\n") + b"  \n,,,,,,\n",
    ],
    ids=["BOM", "CRLF", "CR", "BOM and CRLF", "no last line end", "blank lines"],
)
def test_what_editors_do_to_a_table_changes_nothing(
    change: Callable[[bytes], bytes], folder: Folder, world_home: DataFolder, tmp_path: Path
) -> None:
    for table in ("sources", "actors", "relations"):
        folder.file(table).write_bytes(change(folder.file(table).read_bytes()))
    assert_like_the_world(folder, world_home, tmp_path)


def test_spaces_round_cells_and_quotes_change_nothing(folder: Folder, world_home: DataFolder, tmp_path: Path) -> None:
    for table in ("sources", "actors", "relations"):
        lines = [", ".join(f'"{cell.replace(chr(34), chr(34) * 2)} "' for cell in row) for row in folder.rows(table)]
        folder.file(table).write_text("\n".join(lines), encoding="utf-8")
    assert_like_the_world(folder, world_home, tmp_path)


def test_columns_may_stand_in_any_order(folder: Folder, world_home: DataFolder, tmp_path: Path) -> None:
    for table in ("sources", "actors", "relations"):
        folder.write(table, [row[::-1] for row in folder.rows(table)])
    assert_like_the_world(folder, world_home, tmp_path)


def assert_like_the_world(folder: Folder, world_home: DataFolder, tmp_path: Path) -> None:
    loaded = load_curated(DataFolder(tmp_path / "data"), [folder.path.rename(tmp_path / "world")])
    assert loaded.version.manifest.digest == world_home.require().manifest.digest
