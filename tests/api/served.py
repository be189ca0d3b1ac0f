"""The server as a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

SECONDS = 60
_PAUSE_SECONDS = 0.05


class Served:
    """A server over a data folder of its own, on a free port of 127.0.0.1."""

    def __init__(self, data: Path, **settings: str) -> None:
        self._data = os.fsencode(data)
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by close
        command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port), "--data", str(data)]
        self.process = subprocess.Popen(
            command,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **settings},
        )

    def json(self, path: str) -> Any:
        """The JSON answer at a path; None while there is none."""
        try:
            with urlopen(f"{self.address}{path}", timeout=SECONDS) as answer:  # noqa: S310 - our own address
                return json.load(answer)
        except (URLError, ConnectionError):
            return None

    def fetch(self, path: str) -> tuple[int, bytes]:
        """Status and body of the answer at a path."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=SECONDS)
        with closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def until(self, path: str, **wanted: str) -> None:
        """Wait until the answer at a path holds these values."""
        end = time.monotonic() + SECONDS
        while not wanted.items() <= (self.json(path) or {}).items():
            assert time.monotonic() < end, f"{path} never said {wanted}: {self.printed()}"
            try:
                self.process.wait(_PAUSE_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(self.printed())

    def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Tell the server to end; its exit code."""
        self.process.send_signal(sign)
        return self.process.wait(SECONDS)

    def printed(self) -> str:
        """All that it printed so far."""
        self._log.seek(0)
        return self._log.read()

    def kin(self) -> list[int]:
        """The server and the processes that it started, as far as they run: those that name its data folder."""
        return [pid for pid, command in _commands() if self._data in command]

    def close(self) -> None:
        """End the server, whatever state it is in."""
        for pid in self.kin():
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self._log.close()


def _commands() -> Iterator[tuple[int, bytes]]:
    """(process, its command line) of every process that runs."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            yield int(folder.name), (folder / "cmdline").read_bytes()
        except OSError:  # it ended meanwhile
            continue


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port
