"""`reentry fetch`: what is said where, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress
from typer.testing import CliRunner

from api.commands.fetch import fetch
from api.terminal.progress import Bar, Lines, progress_listener
from loaders.fetch import target as places
from loaders.fetch.download_progress import FetchedFile
from loaders.fetch.target import Target
from loaders.readers.sidecar import Sidecar
from tests.loaders.fetch.server import Asked, Server, serving

EIN = b"EIN,NAME\n954756226,ONE\n"
WANTED = Target("https://www.irs.gov/eo1.csv", Path("irs-bmf", "eo1.csv"), "csv", 100, "EIN")


def one_of_two(asked: Asked) -> None:
    if asked.path.endswith("dc.csv"):
        asked.answer(200, EIN)
    else:
        asked.answer(404)


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A publisher on this machine, asked in place of the real one."""
    with serving() as server:
        known = {"every": 0.0, "region": "", "state": f"{server.url}/eo_{{state}}.csv", "most_mb": 1}
        monkeypatch.setattr("loaders.fetch.irs.addresses", lambda name: known if name == "irs-bmf" else {})
        server.will(one_of_two)
        yield server


@pytest.mark.usefixtures("publisher")
def test_what_came_is_told_and_kept(tmp_path: Path) -> None:
    ended = CliRunner().invoke(fetch, ["irs-bmf", "--state", "dc", "--out", str(tmp_path)])
    assert ended.exit_code == 0
    assert ended.stdout == f"{tmp_path}: 1 new, 0 unchanged, 0 missing\n"
    assert "eo_dc.csv: new, 23 bytes, sha256 " in ended.stderr
    assert (tmp_path / "irs-bmf" / "eo_dc.csv").read_bytes() == EIN


@pytest.mark.usefixtures("publisher")
def test_what_is_missing_is_told_and_ends_with_1(tmp_path: Path) -> None:
    ended = CliRunner().invoke(fetch, ["irs-bmf", "--state", "zz,dc", "--out", str(tmp_path)])
    assert ended.exit_code == 1
    assert ended.stdout == f"{tmp_path}: 1 new, 0 unchanged, 1 missing\n"
    assert "irs-bmf/eo_zz.csv: the publisher has no such file (404)" in ended.stderr


def test_a_region_that_is_none_is_refused(tmp_path: Path) -> None:
    ended = CliRunner().invoke(fetch, ["irs-bmf", "--region", "east", "--out", str(tmp_path)])
    assert isinstance(ended.exception, ValueError)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["congress", "irs990", "irs-bmf", "lda"])
def test_every_publisher_has_help_and_addresses(name: str) -> None:
    assert CliRunner().invoke(fetch, [name, "--help"]).exit_code == 0
    assert all(text.startswith("https://") for text in places.addresses(name).values() if "://" in str(text))


def test_lines_are_plain() -> None:
    written = StringIO()
    lines = Lines(Console(width=40, file=written))
    lines.started(WANTED, 0, 10)
    lines.received(10)
    lines.started(WANTED, 5, 10)
    lines.waiting(17.0, "the publisher answers 503 [bold]")
    lines.failed(WANTED, "gone")
    assert written.getvalue().splitlines() == [
        "irs-bmf/eo1.csv: continuing after 5 bytes",
        "the publisher answers 503 [bold]: waiting 17 seconds",
        "irs-bmf/eo1.csv: gone",
    ]


def test_a_bar_grows_from_what_is_here_and_goes() -> None:
    with Progress(disable=True) as progress:
        bar = Bar(progress)
        bar.started(WANTED, 40, 100)
        bar.received(10)
        assert (progress.tasks[0].completed, progress.tasks[0].total) == (50, 100)
        bar.finished(FetchedFile(WANTED.path, Sidecar(WANTED.url), is_new=True))
        assert not progress.tasks[0].visible


def test_without_a_terminal_there_is_no_bar() -> None:
    with progress_listener() as watch:
        assert type(watch) is Lines
