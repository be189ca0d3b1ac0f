"""The server as a process: it starts, takes over newer versions, and ends cleanly."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api import server
from graph.versions.version_folders import DataFolder
from tests.api.conftest import Reentry
from tests.api.served import Served
from tests.folders import Folder

Serve = Callable[..., Served]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers, and sees to it that none is left."""
    started: list[Served] = []

    def start(data: Path, **settings: str) -> Served:
        started.append(Served(data, **settings))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture
def data(world_home: DataFolder, tmp_path: Path) -> Path:
    """A data folder with one version, the small world, to which a test may add."""
    return Path(shutil.copytree(world_home.path, tmp_path / "data"))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_server_ends_cleanly_when_told_to(serve: Serve, data: Path, sign: signal.Signals) -> None:
    started = serve(data)
    started.until("/readyz", status="ready", version="000001")
    assert len(started.kin()) > 1
    assert started.end(sign) == 0
    assert "Traceback" not in started.printed()
    assert started.kin() == []


def test_a_version_loaded_by_another_process_takes_over(serve: Serve, data: Path, tmp_path: Path) -> None:
    started = serve(data, REENTRY_POLL_SECONDS="0.05")
    started.until("/readyz", version="000001")
    folder = Folder(tmp_path / "more")
    load = [sys.executable, "-m", "api.cli", "load", "curated", str(folder.path), "--data", str(data)]
    subprocess.run(load, check=True, capture_output=True)
    started.until("/readyz", version="000002")
    assert started.json("/api/stats")["version"] == "000002"
    assert started.end() == 0
    assert "Traceback" not in started.printed()
    assert started.kin() == []


def test_a_taken_port_is_told_before_anything_is_loaded(tmp_path: Path, reentry: Reentry) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = reentry("serve", "--port", port, "--data", tmp_path / "data")
    assert ended.code == 2
    assert f"127.0.0.1:{port}" in ended.err
    assert "--port" in ended.err
    assert not (tmp_path / "data").exists()


def test_an_address_that_is_not_ours_is_told(tmp_path: Path, reentry: Reentry) -> None:
    ended = reentry("serve", "--host", "192.0.2.1", "--port", 0, "--data", tmp_path)
    assert ended.code == 2
    assert "192.0.2.1" in ended.err


def test_a_wrong_variable_is_named(tmp_path: Path, reentry: Reentry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REENTRY_QUERY_TIMEOUT", "soon")
    ended = reentry("serve", "--data", tmp_path)
    assert ended.code == 2
    assert "REENTRY_QUERY_TIMEOUT" in ended.err
    assert "Traceback" not in ended.err


def test_variables_say_where_to_listen_and_flags_win(serve: Serve, data: Path) -> None:
    started = serve(data, REENTRY_PORT="1", REENTRY_HOST="127.0.0.1")
    started.until("/readyz", status="ready")


def test_an_empty_folder_gets_the_facts_that_ship_and_another_keeps_its_own(
    tmp_path: Path, world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "api.ingest.curated_facts.shipped_folders", lambda: [world]
    )  # all facts would do the same, in ten times the time
    home = DataFolder(tmp_path / "data")
    server._load_first(home)
    assert home.require().manifest.counts["ties"] == 8
    server._load_first(home)
    assert [version.path.name for version in home.versions()] == ["000001"]
