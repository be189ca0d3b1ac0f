"""What many tests share: the shipped facts, and a small named world of six actors, eight ties and two sources."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from api.ingest.curated_facts import load_curated
from graph.rdf.ontology import vocabulary
from graph.rdf.records import Records, records
from graph.versions.version_folders import DataFolder

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

LONGEST = (
    "tests/api/sparql/test_difference.py",
    "tests/api/ingest/test_memory.py",
    "tests/api/test_openapi.py",
    "tests/api/ingest/test_record_tables.py",
    "tests/api/http/test_version_swap.py",
    "tests/api/test_cli.py",
    "tests/api/ingest/test_every_loader.py",
    "tests/graph/validation/test_shacl.py",
    "tests/test_readme.py",
)
"""The files that run first, since one that takes a minute and begins last would keep only one of all processes busy."""

WORLD = Path(__file__).with_name("world")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect without the garbage collector: imports and tests leave hardly any garbage, but much to look through."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()  # what is there now stays until the end, so no later pass needs to look at it
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the others stay in their order."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.fixture(scope="session", autouse=True)
def _interrupts_are_heard() -> None:
    """A shell that runs us in the background has interrupts ignored, and programs that we start would inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _disks_are_not_waited_for() -> Iterator[None]:
    """No test cuts the power, so none waits until a disk has written. The programs that tests start do wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The shipped facts, loaded once. Read it, never write to it."""
    return _loaded_once(tmp_path_factory, "shipped", load_curated)


@pytest.fixture(scope="session")
def shipped(home: DataFolder) -> Records:
    """The records of the shipped facts. Read them, never change them."""
    return records(home.require().open_store().quads_for_pattern(None, None, None, None), vocabulary())


@pytest.fixture
def world() -> Path:
    """A folder of three tables: six actors, eight ties (one of them with two receipts), an outcome, two sources."""
    return WORLD


@pytest.fixture(scope="session")
def world_home(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The small world, loaded once. Read it, never write to it."""
    return _loaded_once(tmp_path_factory, "world", lambda home: load_curated(home, [WORLD]))


@pytest.fixture
def own_home(world_home: DataFolder, tmp_path: Path) -> DataFolder:
    """The small world, in a folder that a test may write to."""
    without_answers = shutil.ignore_patterns("measures")
    return DataFolder(Path(shutil.copytree(world_home.path, tmp_path / "data", ignore=without_answers)))


def _loaded_once(factory: pytest.TempPathFactory, name: str, load: Callable[[DataFolder], object]) -> DataFolder:
    """A data folder of this test process, of which only the first of all test processes loads the facts.

    The others link to its files, which never change, so that each has a folder of its own to serve.
    """
    home = DataFolder(factory.mktemp(name))
    if "PYTEST_XDIST_WORKER" not in os.environ:
        load(home)
        return home
    shared = factory.getbasetemp().parent / name
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            load(home)
            shutil.copytree(home.path, shared.with_suffix(".part"), copy_function=os.link)
            shared.with_suffix(".part").rename(shared)
            return home
    shutil.copytree(shared, home.path, copy_function=os.link, dirs_exist_ok=True)
    return home
