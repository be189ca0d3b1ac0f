"""systemd hears when the server answers, that it lives, and that it stops."""

from __future__ import annotations

import asyncio
import configparser
import shutil
import socket
from contextlib import closing
from pathlib import Path

import pytest

from api.server import GRACE_SECONDS
from api.service_notification import ServiceNotifier
from graph.versions.version_folders import DataFolder
from tests.api.served import Served

UNIT = Path(__file__).parents[2] / "docs" / "deploy" / "reentry-graph.service"


def listening(address: str) -> socket.socket:
    """The socket of systemd."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(address)
    listener.settimeout(60)
    return listener


def test_a_server_says_that_it_is_ready_lives_and_stops(world_home: DataFolder, tmp_path: Path) -> None:
    data = Path(shutil.copytree(world_home.path, tmp_path / "data"))
    with closing(listening(str(tmp_path / "notify"))) as listener:
        settings = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "100000"}
        with closing(Served(data, **settings)) as server:
            assert [listener.recv(100) for _ in range(4)] == [b"READY=1", *[b"WATCHDOG=1"] * 3]
            assert server.fetch("/readyz")[0] == 200
            assert server.end() == 0
        last = b""
        while last != b"STOPPING=1":  # else the listener times out
            last = listener.recv(100)


def test_a_socket_without_a_file_is_found(tmp_path: Path) -> None:
    with closing(listening(f"\0{tmp_path}")) as listener:
        ServiceNotifier({"NOTIFY_SOCKET": f"@{tmp_path}"}).stopping()
        assert listener.recv(100) == b"STOPPING=1"


def test_no_process_that_is_started_later_speaks_for_the_server() -> None:
    environment = {"NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1", "HOME": "x"}
    ServiceNotifier(environment)
    assert environment == {"HOME": "x"}


@pytest.mark.parametrize("environment", [{}, {"WATCHDOG_USEC": "1000"}])
def test_elsewhere_nothing_is_sent(environment: dict[str, str]) -> None:
    async def lives() -> None:
        ServiceNotifier(environment).ready()
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(lives())


def test_the_unit_waits_for_the_word_of_the_server_and_for_its_requests() -> None:
    unit = configparser.ConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNIT)
    service = unit["Service"]
    assert service["Type"] == "notify"
    assert int(service["TimeoutStopSec"]) > GRACE_SECONDS
    assert float(service["WatchdogSec"]) > 1
