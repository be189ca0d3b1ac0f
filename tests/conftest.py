"""What many tests share: the shipped facts, and a small named world of six actors, eight ties and two sources."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from api.ingest.curated_facts import load_curated
from graph.rdf.ontology import vocabulary
from graph.rdf.records import Records, records
from graph.versions.version_folders import DataFolder

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

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


@pytest.fixture(scope="session", autouse=True)
def _interrupts_are_heard() -> None:
    """A shell that runs us in the background has interrupts ignored, and programs that we start would inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The shipped facts, loaded once. Read it, never write to it."""
    home = DataFolder(tmp_path_factory.mktemp("shipped"))
    load_curated(home)
    return home


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
    home = DataFolder(tmp_path_factory.mktemp("world"))
    load_curated(home, [WORLD])
    return home
