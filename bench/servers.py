"""The servers that are compared, each started on a free port of this machine and ended afterwards."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

PEERS = Path(os.environ.get("REENTRY_BENCH_PEERS", ".bench/peers"))
"""The virtual environment that holds the other servers; made by `peers()` where it is missing."""
_PACKAGES = ("oxigraph", "rdflib-endpoint[cli]")
_PATIENCE_S = 600.0


def peers() -> Path:
    """The folder of the peers' commands."""
    if not (PEERS / "bin" / "oxigraph").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        subprocess.run([str(PEERS / "bin" / "pip"), "install", "--quiet", *_PACKAGES], check=True)
    return PEERS.absolute() / "bin"


class Server:
    """A server in a process group of its own. `path` is where it takes queries."""

    name = ""
    path = "/"

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """What starts it."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """Settings of its own."""
        return {}

    def fill(self) -> None:
        """Give it the data, where the command does not."""

    def __enter__(self) -> Self:
        environment = {**os.environ, **self.environment()}
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            self.command(), env=environment, stdout=quiet, stderr=quiet, start_new_session=True
        )
        self._wait()
        self.fill()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        assert self._process
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            assert self._process
            if self._process.poll() is not None:
                raise RuntimeError(f"{self.name} ended before it answered")
            if self._answers():
                return
            time.sleep(0.02)
        raise TimeoutError(f"{self.name} does not answer")

    def _answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", self.ready_path())
            return connection.getresponse().status < 500
        except OSError:
            return False

    def ready_path(self) -> str:
        """What answers below 500 when it is ready."""
        return "/"

    @property
    def url(self) -> str:
        """Where it takes queries."""
        return f"http://127.0.0.1:{self.port}{self.path}"

    def main_rss_mb(self) -> float:
        """Resident memory of the process that answers."""
        assert self._process
        return _rollup(self._process.pid, "Rss:") / 1024

    def open_files(self) -> int:
        """Descriptors of the process that answers."""
        assert self._process
        return len(list(Path(f"/proc/{self._process.pid}/fd").iterdir()))

    def processes(self) -> int:
        """How many processes it consists of."""
        assert self._process
        return len(list(_session(self._process.pid)))

    def pss_mb(self) -> float:
        """Memory of all its processes; what they share is counted once."""
        assert self._process
        return sum(_rollup(pid, "Pss:") for pid in _session(self._process.pid)) / 1024


class Ours(Server):
    """`reentry serve`; its cache can be turned off, to measure what stands behind it."""

    name, path = "reentry", "/sparql"

    def __init__(self, data: Path, *, cache_mb: int = 64, **settings: str) -> None:
        super().__init__()
        self._data, self._settings = data, {"REENTRY_CACHE_MB": str(cache_mb), **settings}

    def command(self) -> list[str]:
        """What starts it."""
        return [sys.executable, "-m", "api.cli", "serve", "--data", str(self._data), "--port", str(self.port)]

    def environment(self) -> dict[str, str]:
        """Its limits."""
        return self._settings

    def ready_path(self) -> str:
        """Ready means that a version is open."""
        return "/readyz"

    def wait_for_memory(self) -> None:
        """Wait until the graph is held in memory; a large one is answered from disk at first."""
        deadline = time.monotonic() + _PATIENCE_S
        while 'held_in="memory"' not in self._metrics():
            if time.monotonic() > deadline:
                raise TimeoutError("the graph does not come into memory")
            time.sleep(0.2)

    def _metrics(self) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()


class InMemory(Ours):
    """The same, asked once the graph is in memory."""

    def fill(self) -> None:
        """Wait for it."""
        self.wait_for_memory()


class Oxigraph(Server):
    """`oxigraph serve`, in memory."""

    name, path = "oxigraph serve", "/query"

    def __init__(self, triples: Path) -> None:
        super().__init__()
        self._triples = triples

    def command(self) -> list[str]:
        """What starts it."""
        return [str(peers() / "oxigraph"), "serve", "--bind", f"127.0.0.1:{self.port}"]

    def fill(self) -> None:
        """Send it the triples."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_S)
        with self._triples.open("rb") as body:
            headers = {"Content-Type": "application/n-triples", "Content-Length": str(self._triples.stat().st_size)}
            connection.request("POST", "/store?default", body, headers)
        if connection.getresponse().status >= 300:
            raise RuntimeError("oxigraph did not take the data")


class RdflibEndpoint(Server):
    """`rdflib-endpoint serve`, in memory."""

    name, path = "rdflib-endpoint", "/"

    def __init__(self, triples: Path) -> None:
        super().__init__()
        self._triples = triples

    def command(self) -> list[str]:
        """What starts it."""
        return [
            *(str(peers() / "rdflib-endpoint"), "serve", str(self._triples)),
            *("--host", "127.0.0.1", "--port", str(self.port)),
        ]


def _session(leader: int) -> list[int]:
    """The processes of a session, and those that they started in sessions of their own."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found = [leader]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _rollup(pid: int, field: str) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(field)), 0)
