"""Publishing a version to another server, graph by graph; what was done is written down, for a later run to go on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from api.export.graph_store_client import GraphStore, NotTaken
from graph.rdf.ntriples import DEFAULT, GraphText, graph_names, graph_text
from graph.versions.version_folders import Version

PIECE_BYTES = 8 * 1024 * 1024
_UNSURE, _GONE = "", "gone"
"""In place of a digest: half of the graph may be there; it was taken away."""


@dataclass
class Done:
    """How many graphs were sent, stood already, and were taken away."""

    sent: int = 0
    same: int = 0
    gone: int = 0


class Journal:
    """Which graphs a server holds from us, with the digest of each: one JSON line for each that was done."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.sent: dict[str, str] = dict(_read(path))

    def note(self, name: str, digest: str) -> None:
        """Write down that a graph is there; or in place of that, what became of it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps({"graph": name, "sha256": digest}))  # what was cut off ends here
        self.sent[name] = digest

    def forget(self) -> None:
        """Take nothing for done."""
        self._path.unlink(missing_ok=True)
        self.sent.clear()


def journal_path(data: Path, url: str) -> Path:
    """Where it is written down what a server holds."""
    return data / "published" / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.jsonl"


def publish(
    version: Version, server: GraphStore, journal: Journal, tell: Callable[[str], None], *, merged: str | None = DEFAULT
) -> Done:
    """Make a server hold the graphs of a version, and none of those that it had from us before.

    The merge of all goes to the graph `merged`: the default graph, one of a name, or none. Raises NotTaken, which says
    how many graphs are done.
    """
    store = version.open_store()
    here = {name: name for name in graph_names(store)} | ({} if merged is None else {merged: DEFAULT})
    run = _Run(server, journal, tell)
    try:
        for there, name in here.items():
            with graph_text(store, name) as text:
                run.put(there, text)
        for name in sorted(set(journal.sent) - {*here, DEFAULT}):
            run.take_away(name)
    except NotTaken as error:
        ready = f"{run.done.sent + run.done.same:,} of {len(here):,} graphs are there"
        raise NotTaken(f"{error} ({ready}: run this again to go on)") from error
    return run.done


@dataclass
class _Run:
    server: GraphStore
    journal: Journal
    tell: Callable[[str], None]
    done: Done = field(default_factory=Done)

    def put(self, name: str, text: GraphText) -> None:
        """Send a graph that is not there yet."""
        if self.journal.sent.get(name) == text.digest:
            self.done.same += 1
            return
        self.journal.note(name, _UNSURE)
        _send(self.server, name, text)
        self.journal.note(name, text.digest)
        self.done.sent += 1
        self.tell(f"{name or 'default graph'}: {text.length:,} bytes, sha256 {text.digest}")

    def take_away(self, name: str) -> None:
        """Take away a graph that is still there."""
        if self.journal.sent[name] == _GONE:
            return
        self.server.delete(name)
        self.journal.note(name, _GONE)
        self.done.gone += 1
        self.tell(f"{name}: taken away")


def _send(server: GraphStore, name: str, text: GraphText) -> None:
    for number, piece in enumerate(text.chunks(PIECE_BYTES)):
        (server.add if number else server.put)(name, piece)


def _read(path: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # the first line is empty, or a run was killed while it wrote: that graph is sent again
        yield entry["graph"], entry["sha256"]
