from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.ingest.curated_facts import check_all, check_curated, dataset_name, load_curated, read_curated
from graph.model.statements import DataError
from graph.rdf.ontology import vocabulary
from graph.rdf.records import Records, records
from graph.rdf.terms import quads
from graph.versions.version_folders import DataFolder
from loaders.curated.facts import facts_path
from tests.folders import Folder, an_addition

CELLS = [
    "",
    '"',
    "\0",
    "\n",
    ",",
    ";",
    "|",
    "=1",
    "a=b",
    "ein=|",
    "url=http://[",
    "2018",
    "2018-13",
    "9999",
    "-0",
    "1e9",
    "²",
]
CELLS += [
    "kim-kardashian",
    "cut50",
    "first-step-act",
    "nobody",
    "news-2018",
    "filing-2020",
    "person",
    "law",
    "leads",
    "<a>",
    "&lt;",
]
CELLS += [
    "reported_outcome",
    "stated",
    "result",
    "usd",
    "x" * 300,
    "a--b",
    "A",
    "é",
    "\\u0041",
    "> <http://x> .",
    '" .\n<a>',
    "\u2028",
]
TABLES = ("sources", "actors", "relations")


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    """A new home, without versions."""
    return DataFolder(tmp_path / "data")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "world")


def found(home: DataFolder) -> Records:
    return records(home.require().quads(), vocabulary())


def said(caught: pytest.ExceptionInfo[DataError]) -> list[str]:
    return [str(problem) for problem in caught.value.problems]


def files(home: DataFolder) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in home.require().datasets().items()}


@pytest.fixture
def addition(tmp_path: Path) -> Folder:
    return an_addition(tmp_path / "addition")


def test_facts_that_are_loaded_twice_are_loaded_once(home: DataFolder, world: Path) -> None:
    first, second = load_curated(home, [world]), load_curated(home, [world])
    assert (first.is_new, second.is_new) == (True, False)
    assert second.version.path == first.version.path
    assert len(home.versions()) == 1


def test_the_order_of_rows_and_columns_makes_no_version(home: DataFolder, folder: Folder) -> None:
    load_curated(home, [folder.path])
    for table in TABLES:
        header, *rows = folder.rows(table)
        folder.write(table, [row[::-1] for row in [header, *rows[::-1]]])
    assert not load_curated(home, [folder.path]).is_new


def test_a_change_of_one_cell_is_a_new_version(home: DataFolder, folder: Folder) -> None:
    load_curated(home, [folder.path])
    folder.set("relations", 4, "note", "another note")
    assert load_curated(home, [folder.path]).is_new


def test_a_row_that_is_gone_is_gone_from_the_next_version(home: DataFolder, folder: Folder) -> None:
    load_curated(home, [folder.path])
    folder.remove("relations", 4)
    load_curated(home, [folder.path])
    assert "donates_to" not in {tie["kind"] for tie in found(home).ties.values()}
    assert len(found(home).ties) == 7


def test_a_folder_is_held_under_its_name_and_the_shipped_facts_under_theirs(tmp_path: Path) -> None:
    assert dataset_name(facts_path()) == "curated"
    assert dataset_name(facts_path() / ".." / facts_path().name) == "curated"
    assert dataset_name(tmp_path / "My facts, 2019!") == "curated-my-facts-2019"
    assert dataset_name(tmp_path / "日本") == "curated-facts"
    assert len(dataset_name(tmp_path / ("x" * 250))) < 100


def test_a_check_loads_nothing_and_tells_the_same_problems_as_a_load(home: DataFolder, folder: Folder) -> None:
    assert check_curated(home, [folder.path]) > 100
    folder.set("relations", 2, "start", "2018-13")
    with pytest.raises(DataError) as by_check:
        check_curated(home, [folder.path])
    with pytest.raises(DataError) as by_load:
        load_curated(home, [folder.path])
    assert said(by_check) == said(by_load)
    assert home.versions() == []


def test_two_folders_join_in_one_graph(home: DataFolder, world: Path, addition: Folder) -> None:
    load_curated(home, [world])
    load_curated(home, [addition.path])
    assert set(files(home)) == {"curated-world", "curated-addition"}
    assert {"advises", "apprentice_at"} <= {tie["kind"] for tie in found(home).ties.values()}
    assert found(home).actors["kim-kardashian"]["sources"] == ("blog", "news-2018")


def test_two_folders_at_once_are_as_one_after_the_other(
    home: DataFolder, world: Path, addition: Folder, tmp_path: Path
) -> None:
    load_curated(home, [addition.path, world])
    other = DataFolder(tmp_path / "other")
    load_curated(other, [world])
    load_curated(other, [addition.path])
    assert home.require().manifest.digest == other.require().manifest.digest


def test_a_folder_named_twice_is_read_once(home: DataFolder, world: Path) -> None:
    load_curated(home, [world, world / ".." / world.name])
    assert set(files(home)) == {"curated-world"}


def test_two_folders_of_the_same_name_are_refused(home: DataFolder, world: Path, tmp_path: Path) -> None:
    other = Folder(tmp_path / "world")
    other.set("relations", 4, "note", "another note")
    with pytest.raises(DataError) as caught:
        load_curated(home, [world, other.path])
    assert said(caught) == [
        "dataset curated-world: 2 folders have this name, and a dataset is named for its folder: rename all but one"
    ]


def test_a_second_folder_of_a_name_does_not_take_the_place_of_the_first(
    home: DataFolder, folder: Folder, tmp_path: Path
) -> None:
    other = Folder(tmp_path / "elsewhere" / folder.path.name)
    load_curated(home, [folder.path])
    with pytest.raises(DataError) as caught:
        load_curated(home, [other.path])
    (problem,) = said(caught)
    assert str(other.path) in problem
    assert str(folder.path.resolve()) in problem
    assert "--as NAME" in problem
    assert [version.name for version in home.versions()] == ["000001"]


def test_a_folder_can_be_held_under_a_name_of_its_own(home: DataFolder, folder: Folder, tmp_path: Path) -> None:
    other = Folder(tmp_path / "elsewhere" / folder.path.name)
    load_curated(home, [folder.path])
    load_curated(home, [other.path], "My Own")
    assert set(files(home)) == {dataset_name(folder.path), "curated-my-own"}
    assert not load_curated(home, [other.path], "My Own").is_new


def test_a_folder_that_was_moved_takes_its_own_place(home: DataFolder, folder: Folder, tmp_path: Path) -> None:
    load_curated(home, [folder.path])
    (tmp_path / "elsewhere").mkdir()
    moved = folder.path.rename(tmp_path / "elsewhere" / folder.path.name)
    assert not load_curated(home, [moved]).is_new


def test_facts_that_ship_with_another_copy_of_the_program_take_the_place_of_ours(
    home: DataFolder, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Folder(tmp_path / "elsewhere" / folder.path.name)
    other.set("relations", 4, "note", "another note")
    for shipped in (folder.path, other.path):
        monkeypatch.setattr("api.ingest.curated_facts.facts_path", lambda shipped=shipped: shipped)
        assert load_curated(home, [shipped]).is_new
    assert set(files(home)) == {"curated"}


@pytest.mark.parametrize("many", [0, 2])
def test_a_name_is_for_one_folder(many: int, home: DataFolder, world: Path, addition: Folder) -> None:
    with pytest.raises(ValueError, match="--as names the dataset of one folder"):
        load_curated(home, [world, addition.path][:many], "mine")


def test_a_source_of_the_same_id_in_two_folders_keeps_what_each_says(
    home: DataFolder, world: Path, addition: Folder
) -> None:
    addition.set("sources", 2, "source_id", "news-2018")
    addition.set("sources", 2, "title", "Another title")
    for table in ("actors", "relations"):
        addition.set(table, 2, "source_id", "news-2018")
    load_curated(home, [world])
    before = files(home)["curated-world"]
    load_curated(home, [addition.path])
    assert files(home)["curated-world"] == before
    kinds = {tie["kind"] for tie in found(home).ties.values() if "news-2018" in tie["sources"]}
    assert {"advises", "apprentice_at", "advocates_for"} <= kinds


def test_an_actor_of_two_kinds_in_two_folders_is_refused(home: DataFolder, world: Path, addition: Folder) -> None:
    load_curated(home, [world])
    addition.copy("actors", 2, actor_id="cut50", kind="company", name="Cut50")
    with pytest.raises(DataError) as caught:
        load_curated(home, [addition.path])
    cure = "'cut50' has the kind company here and organization elsewhere: give one of the two actors another id"
    assert said(caught) == [f"{addition.path}/actors.csv:3:kind: {cure}"]


def test_an_actor_that_another_dataset_still_needs_cannot_go(
    home: DataFolder, folder: Folder, addition: Folder
) -> None:
    load_curated(home, [folder.path, addition.path])
    folder.remove("actors", 3)
    for line in (10, 7, 3, 2):
        folder.remove("relations", line)
    folder.file("conflicts").unlink()
    with pytest.raises(DataError) as caught:
        load_curated(home, [folder.path])
    assert len(said(caught)) == 1
    assert said(caught)[0].startswith("dataset curated-addition: unknown actor 'cut50'")


def test_an_actor_cannot_become_a_kind_that_the_ties_of_another_dataset_do_not_allow(
    home: DataFolder, folder: Folder, addition: Folder
) -> None:
    load_curated(home, [folder.path, addition.path])
    folder.set("actors", 3, "kind", "place")
    for line in (10, 7, 3, 2):
        folder.remove("relations", line)
    folder.file("conflicts").unlink()
    with pytest.raises(DataError) as caught:
        load_curated(home, [folder.path])
    assert len(said(caught)) == 1
    assert said(caught)[0].startswith("dataset curated-addition: advises cannot go to cut50, whose kind is place")


def test_a_source_that_another_dataset_still_cites_cannot_go(
    home: DataFolder, folder: Folder, addition: Folder
) -> None:
    addition.write("sources", [["source_id", *addition.rows("sources")[0][1:]], *folder.rows("sources")[1:2]])
    addition.set("sources", 2, "source_id", "other")
    for table in ("actors", "relations"):
        addition.set(table, 2, "source_id", "filing-2020")
    load_curated(home, [folder.path, addition.path])
    folder.set("sources", 3, "source_id", "filing-2021")
    for table in ("actors", "relations"):
        column = folder.rows(table)[0].index("source_id")
        for line, row in enumerate(folder.rows(table), 1):
            if row[column] == "filing-2020":
                folder.set(table, line, "source_id", "filing-2021")
    with pytest.raises(DataError) as caught:
        load_curated(home, [folder.path])
    assert len(said(caught)) == 1
    assert said(caught)[0].startswith(
        "dataset curated-addition: unknown source 'filing-2020'; did you mean 'filing-2021'?"
    )


def test_what_goes_and_what_needs_it_can_be_changed_in_one_load(
    home: DataFolder, folder: Folder, addition: Folder
) -> None:
    load_curated(home, [folder.path, addition.path])
    folder.remove("actors", 3)
    for line in (10, 7, 3, 2):
        folder.remove("relations", line)
    folder.file("conflicts").unlink()
    addition.set("relations", 2, "object", "anti-recidivism-coalition")
    load_curated(home, [folder.path, addition.path])
    assert "cut50" not in found(home).actors


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_in_cells_is_read_or_named(tmp_path: Path, data: st.DataObject) -> None:
    folder = Folder(tmp_path / str(len(list(tmp_path.iterdir()))))
    for _ in range(data.draw(st.integers(1, 3))):
        table = data.draw(st.sampled_from(TABLES))
        rows = folder.rows(table)
        line, column = data.draw(st.integers(2, len(rows))), data.draw(st.sampled_from(rows[0]))
        folder.set(
            table,
            line,
            column,
            data.draw(st.sampled_from(CELLS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)),
        )
    read = read_curated(folder.path)
    problems = check_all([read], None, vocabulary())
    assert all(str(problem).isprintable() and problem.place.file.startswith(str(folder.path)) for problem in problems)
    if not problems:
        told = records(quads(read.statements, vocabulary()), vocabulary())
        assert "actor" not in {actor["kind"] for actor in told.actors.values()}
