from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from api.ingest.curated_facts import load_curated
from graph.model.file_errors import CannotWrite
from graph.rdf.ontology import vocabulary
from graph.versions.build import Published, publish
from graph.versions.manifest import FORMAT
from graph.versions.version_folders import MAX_VERSIONS, DataFolder, Locked, NoVersion, Version
from tests.folders import Folder
from tests.graph.versions.killed_load import MOMENTS, PUBLISHED, Moment
from tests.manifests import rewrite

ROOT = Path(__file__).parents[3]


def published(home: DataFolder, number: int) -> Published:
    """Publish a version that holds one quad."""
    with home.writing():
        return publish(
            home,
            {"a": [f'<https://a.example/x> <https://a.example/n> "{number}" <https://g.example/> .\n']},
            {},
            vocabulary(),
        )


def aged(home: DataFolder, count: int) -> None:
    """Let a home hold this many versions, all alike, the last of them current."""
    first = published(home, 0).version.path
    for number in range(2, count + 1):
        copy = shutil.copytree(first, first.with_name(f"{number:06d}"))
        rewrite(copy, version=copy.name)
    home.point_to(f"{count:06d}")


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    """A new home, without versions."""
    return DataFolder(tmp_path / "data")


def names(home: DataFolder) -> list[str]:
    return [version.path.name for version in home.versions()]


def files(home: DataFolder) -> set[str]:
    return {path.name for path in (home.path / "versions").iterdir()}


def test_a_home_without_versions_says_how_to_get_one(home: DataFolder) -> None:
    assert home.current() is None
    assert home.current_name() is None
    assert home.versions() == []
    with pytest.raises(NoVersion, match="run `reentry load` first"):
        home.require()


def test_versions_are_numbered_in_order(home: DataFolder) -> None:
    for number in range(3):
        published(home, number)
    assert names(home) == ["000001", "000002", "000003"]
    assert home.require().name == "000003"


def test_a_version_is_found_by_its_number_with_or_without_zeros(home: DataFolder) -> None:
    published(home, 1)
    assert home.version("1").path == home.version("000001").path


@pytest.mark.parametrize("name", ["2", "", "x", "-1", "1.0", "../versions/000001", "²", "\u0661", "1\n", "9" * 99])
def test_a_version_that_is_not_there_is_named_beside_those_that_are(home: DataFolder, name: str) -> None:
    published(home, 1)
    with pytest.raises(NoVersion, match="held: 000001"):
        home.version(name)


def test_a_version_is_read_only(home: DataFolder) -> None:
    version = published(home, 1).version
    node = ox.NamedNode("https://a.example/y")
    with pytest.raises(RuntimeError, match="read-write"):
        version.open_store().add(ox.Quad(node, node, node))


def test_a_version_stays_open_while_it_is_removed(home: DataFolder) -> None:
    aged(home, MAX_VERSIONS)
    store = home.version("1").open_store()
    published(home, 1)
    assert "000001" not in names(home)
    assert len(list(store.quads_for_pattern(ox.NamedNode("https://a.example/x"), None, None, None))) == 2


def test_old_versions_are_collected(home: DataFolder) -> None:
    aged(home, MAX_VERSIONS)
    published(home, 1)
    assert names(home) == [f"{number:06d}" for number in range(2, MAX_VERSIONS + 2)]


def test_the_current_version_is_never_collected(home: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    aged(home, MAX_VERSIONS + 1)
    home.point_to("000001")
    monkeypatch.setattr(home, "publish", pytest.fail)
    home._collect()
    assert names(home) == ["000001", *(f"{number:06d}" for number in range(2, MAX_VERSIONS + 2))]


def test_facts_that_are_loaded_again_leave_no_staging(home: DataFolder) -> None:
    published(home, 1)
    assert not published(home, 1).is_new
    assert files(home) == {"000001"}


def test_two_homes_with_the_same_facts_have_the_same_digest(home: DataFolder, tmp_path: Path, world: Path) -> None:
    first = load_curated(home, [world]).version.manifest
    second = load_curated(DataFolder(tmp_path / "other"), [world]).version.manifest
    assert first.digest == second.digest
    assert first.counts == second.counts


def test_a_second_writer_is_refused_while_the_first_is_at_work(home: DataFolder) -> None:
    with home.writing(), pytest.raises(Locked, match="wait until it ends"), DataFolder(home.path).writing():
        pytest.fail("two writers at once")


def test_a_second_load_is_refused_while_another_process_is_at_work(home: DataFolder, world: Path) -> None:
    with home.writing():
        program = (
            "import sys; from pathlib import Path; from api.ingest.curated_facts import load_curated\n"
            "from graph.versions.version_folders import DataFolder\n"
            "load_curated(DataFolder(Path(sys.argv[1])), [Path(sys.argv[2])])"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, home.path, world], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert "Locked: another load is writing" in done.stderr
    assert home.current() is None


def test_the_lock_is_free_after_a_load_that_failed(home: DataFolder) -> None:
    with pytest.raises(ZeroDivisionError), home.writing():
        raise ZeroDivisionError
    assert published(home, 1).is_new


@pytest.mark.parametrize(
    "make", [lambda path: path.write_text(""), lambda path: path.symlink_to(path)], ids=["file", "loop"]
)
def test_a_home_that_is_no_folder_is_refused_with_the_cure(home: DataFolder, make: Callable[[Path], object]) -> None:
    make(home.path)
    with pytest.raises(CannotWrite, match="choose a folder that can be written to; nothing was changed"):
        published(home, 1)


@pytest.mark.parametrize("text", ["000009", "latest", "../000001", "\xff\xfe", "000001 000002", "1" * 5000])
def test_a_damaged_pointer_is_named_with_the_cure_and_nothing_is_removed(home: DataFolder, text: str) -> None:
    aged(home, 2)
    (home.path / "current").write_text(text, encoding="latin-1")
    with pytest.raises(NoVersion, match=r"current is damaged: .* held: 000001, 000002; write the name of a held"):
        home.require()
    with pytest.raises(NoVersion), home.writing():
        home.require()
    assert names(home) == ["000001", "000002"]


@pytest.mark.parametrize("text", [None, "", "\n"], ids=["gone", "empty", "blank"])
def test_a_lost_pointer_costs_no_version(home: DataFolder, text: str | None) -> None:
    published(home, 1)
    (home.path / "current").unlink()
    if text is not None:
        (home.path / "current").write_text(text)
    assert home.current() is None
    assert published(home, 2).version.name == "000002"
    assert names(home) == ["000001", "000002"]


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "{",
        lambda _: "[]",
        lambda held: json.dumps(held | {"more": 1}),
        lambda held: json.dumps({key: value for key, value in held.items() if key != "digest"}),
        lambda held: json.dumps(held | {"format": FORMAT + 1}),
    ],
    ids=["no JSON", "a list", "more", "less", "another format"],
)
def test_a_manifest_of_another_make_is_refused(home: DataFolder, change: Callable[[dict[str, Any]], str]) -> None:
    version = published(home, 1).version
    path = version.path / "manifest.json"
    path.write_text(change(json.loads(path.read_text())))
    with pytest.raises(NoVersion, match=r"000001 (is damaged|was written in format)"):
        _ = home.require().manifest


def test_files_that_are_no_versions_are_left_alone(home: DataFolder) -> None:
    published(home, 1)
    (home.path / "versions" / "README").touch()
    (home.path / "versions" / "old.000001").mkdir()
    published(home, 2)
    assert files(home) == {"README", "old.000001", "000001", "000002"}
    assert names(home) == ["000001", "000002"]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A home with one version."""
    home = DataFolder(tmp_path_factory.mktemp("before") / "data")
    published(home, 0)
    return home


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory, before: DataFolder) -> Path:
    """One home for each moment, in which a load of the small world was killed at that moment."""
    homes = tmp_path_factory.mktemp("killed")
    for moment in MOMENTS:
        shutil.copytree(before.path, homes / str(moment))
    world = Folder(homes / "world").path
    command = [sys.executable, "-m", "tests.graph.versions.killed_load", str(homes), str(world)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return homes


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_after_a_kill_the_current_version_is_whole(killed: Path, before: DataFolder, moment: Moment) -> None:
    version = DataFolder(killed / str(moment)).require()
    was_published = (moment.owner, moment.function, moment.after) in PUBLISHED
    assert (version.name == before.require().name) != was_published
    merged = version.open_store().quads_for_pattern(None, None, None, ox.DefaultGraph())
    assert len(list(merged)) == version.manifest.counts["triples"]


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_after_a_kill_no_listed_version_is_broken(killed: Path, moment: Moment) -> None:
    for version in DataFolder(killed / str(moment)).versions():
        assert isinstance(version, Version)
        assert version.manifest.version == version.path.name
        assert version.open_store().contains_named_graph(ox.NamedNode("https://w3id.org/reentry-graph/graph/ontology"))


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_after_a_kill_the_next_load_does_the_work(killed: Path, world_home: DataFolder, moment: Moment) -> None:
    home = DataFolder(killed / str(moment))
    loaded = load_curated(home, [killed / "world"])
    assert loaded.version.path == home.require().path
    assert files(home) == set(names(home)) <= {"000001", "000002"}
    left = {path.name for path in home.path.iterdir()}
    assert left - {"current.new"} == {"current", "folders.json", "lock", "versions"}
    assert loaded.version.manifest.counts["ties"] == world_home.require().manifest.counts["ties"]
