"""The application, asked as a client would: over the shipped facts, and over the small world."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import html
from starlette.testclient import TestClient

from api import cli
from api.app import create_app
from api.http.settings import Settings
from graph.versions.version_folders import DataFolder
from tests.api.served import Served

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
"""What browsers send as Accept."""


@contextlib.contextmanager
def asking(home: DataFolder) -> Iterator[TestClient]:
    """A client of an application over these versions, which looks for newer ones only when told to.

    Long answers are made in threads: no test waits for processes to start that it does not need.
    """
    with TestClient(create_app(Settings(data=home.path, poll_seconds=3600, answer_workers=0))) as client:
        yield client


@pytest.fixture(scope="session")
def client(home: DataFolder) -> Iterator[TestClient]:
    """A client over the shipped facts."""
    with asking(home) as client:
        yield client


@pytest.fixture(scope="session")
def world_client(world_home: DataFolder) -> Iterator[TestClient]:
    """A client over the small world."""
    with asking(world_home) as client:
        yield client


@pytest.fixture(scope="session")
def served(world_home: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server as a process of its own, over the small world. Do not end it."""
    server = Served(Path(shutil.copytree(world_home.path, tmp_path_factory.mktemp("served") / "data")))
    try:
        server.until("/readyz", status="ready")
        yield server
    finally:
        server.close()


class Page:
    """A page as a reader finds it."""

    def __init__(self, text: str) -> None:
        self._tree: Any = html.fromstring(text)

    @property
    def text(self) -> str:
        """All its words, single spaces between them."""
        return " ".join(str(self._tree.text_content()).split())

    def all(self, xpath: str) -> list[Any]:
        """What an XPath finds."""
        return list(self._tree.xpath(xpath))


class Ended(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Reentry = Callable[..., Ended]


@pytest.fixture
def reentry(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Reentry:
    """The command line, called in this process as a shell would call it."""

    def call(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["reentry", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ended(ended.value.code if isinstance(ended.value.code, int) else 0, *capfd.readouterr())

    return call
