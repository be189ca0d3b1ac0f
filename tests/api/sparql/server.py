"""A server in a process of its own, and a client that shows what came over the wire."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from graph.workers.forkserver_start import QUERIES, environment

_ANSWERS_ON = re.compile(r"answers on (http://\S+)")
_PATIENCE_S = 60
JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Reply:
    """An answer as it came: the body is what was sent, compressed if it was."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body in UTF-8."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return loads(self.body)

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of a table in JSON, values only."""
        return [{name: cell["value"] for name, cell in row.items()} for row in self.json["results"]["bindings"]]


class Served:
    """A running server. `address` is its root without a slash at the end."""

    def __init__(self, address: str, process: int) -> None:
        self.address = address
        self.process = process
        self.host = urlsplit(address).netloc

    @property
    def endpoint(self) -> str:
        """Where SPARQL is asked."""
        return f"{self.address}/sparql"

    def request(
        self, method: str, path: str, body: bytes | str | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request on a connection of its own."""
        with contextlib.closing(http.client.HTTPConnection(self.host, timeout=_PATIENCE_S)) as connection:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, headers, answer.read())

    def get(self, path: str, accept: str | None = None, **headers: str) -> Reply:
        """GET with an Accept header; underscores in other names stand for dashes."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("GET", path, headers=sent | ({"Accept": accept} if accept is not None else {}))

    def ask(self, query: str, accept: str | None = JSON, /, **parameters: str | list[str]) -> Reply:
        """A query by GET; underscores in names of parameters stand for dashes."""
        pairs = {name.replace("_", "-"): value for name, value in parameters.items()}
        return self.get(f"/sparql?{urlencode({'query': query, **pairs}, doseq=True)}", accept)

    def post(
        self, body: bytes | str, media_type: str | None, accept: str | None = JSON, path: str = "/sparql"
    ) -> Reply:
        """A POST with a media type or none."""
        headers = {} if media_type is None else {"Content-Type": media_type}
        return self.request("POST", path, body, headers | ({"Accept": accept} if accept else {}))

    def workers(self) -> set[int]:
        """The processes that answer queries, not those that make the long answers of the API."""
        forkservers = [child for child in _children(self.process) if QUERIES.encode() in _command(child)]
        return {worker for forkserver in forkservers for worker in _children(forkserver)}

    def is_ready(self) -> bool:
        """Whether it answers."""
        return self.get("/readyz").status == http.client.OK


def _children(process: int) -> list[int]:
    with contextlib.suppress(FileNotFoundError):
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


def _command(process: int) -> list[bytes]:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    return []


@contextlib.contextmanager
def serving(data: Path, **settings: object) -> Iterator[Served]:
    """The server as `reentry serve` starts it, on a free port, with these settings."""
    variables = {f"REENTRY_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--data", str(data)]
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(
            command, stdout=log, stderr=subprocess.PIPE, text=True, env=os.environ | environment() | variables
        ) as process,
    ):
        try:
            yield Served(_address(process), process.pid)
        finally:
            process.terminate()


def _address(process: subprocess.Popen[str]) -> str:
    """What the server says when it listens; then its log is read on, so that it never waits for a reader."""
    assert process.stderr
    said = []
    for line in process.stderr:
        said.append(line)
        if "startup complete" in line:
            break
    found = _ANSWERS_ON.search("".join(said))
    assert found, "".join(said)
    threading.Thread(target=process.stderr.read, daemon=True).start()
    return found[1]


def graph_of(reply: Reply) -> set[ox.Triple]:
    """The triples of an answer that is a graph, by its media type."""
    form = ox.RdfFormat.from_media_type(reply.headers["content-type"])
    assert form
    return {quad.triple for quad in ox.parse(reply.body, format=form)}
