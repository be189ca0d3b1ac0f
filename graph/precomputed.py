"""Answers that take long: computed once per version and stored on disk, the larger ones by a process of their own.

`python -m graph.precomputed VERSION TASK FOLDER` computes one answer. It is a process, not a thread, since networkx is
plain Python and igraph holds the GIL while it computes: a thread would block the server. Its memory is freed when it
ends.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from graph.analysis.backends import SAMPLE
from graph.analysis.bridges import bridges
from graph.analysis.centrality import scores
from graph.analysis.communities import partition
from graph.export.writing.layout import MOST_FORCED
from graph.export.writing.layout_cache import places
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.index.subgraph_extraction import subgraph_stream
from graph.money.flow import flow
from graph.money.totals import money
from graph.queries.conflicts import conflicts
from graph.queries.coverage import coverage
from graph.queries.gaps import gap
from graph.storage.tie_columns import IN_CONFLICT
from graph.versions.version_folders import Version

Option: TypeAlias = str | int | float | list[str] | None
QUICK = 300_000
"""A task with at most this many steps (ties read) takes less time than a process needs to start."""
WRONG_CALL = 2
MOST_FILES = 500
"""The most files stored for one version; the oldest are deleted first."""

_ANSWERS: dict[str, Callable[..., Any]] = {
    "bridges": bridges,
    "conflicts": conflicts,
    "coverage": coverage,
    "flow": flow,
    "gap": gap,
    "money": money,
    "partition": partition,
    "places": places,
    "scores": scores,
}
_FROM_EACH_ACTOR = ("betweenness", "closeness")


@dataclass(frozen=True, slots=True)
class Task:
    """A query as data: the name of its function, the filter of ties, and its other parameters."""

    answer: str
    tie_filter: Filter = ALL
    options: Mapping[str, Option] = field(default_factory=dict)

    def dump(self) -> bytes:
        """As JSON; equal tasks have equal bytes."""
        return msgspec.json.encode(self, order="deterministic")

    @classmethod
    def load(cls, text: bytes | str) -> Task:
        """From JSON; raises ValueError."""
        return msgspec.json.decode(text, type=cls)

    @property
    def file_name(self) -> str:
        """The name of the file that stores the answer."""
        return f"{self.answer}-{hashlib.sha256(self.dump()).hexdigest()[:32]}.json"

    def steps(self, graph: OpenVersion) -> int:
        """About how many ties will be read. A layout around some actors is assumed to be small."""
        ties = len(graph.records.ties)
        if self.answer == "places":
            return 0 if self.options.get("around") else self._pairs_drawn(graph)
        if self.answer == "conflicts":
            return len(graph.records.outcomes) + int((graph.columns.caution & IN_CONFLICT != 0).sum())
        looks = SAMPLE if self.options.get("samples") else len(graph.records.actors)
        return ties * looks if self.options.get("name") in _FROM_EACH_ACTOR else ties

    def _pairs_drawn(self, graph: OpenVersion) -> int:
        """How many pairs of actors repel each other in a layout; 0 if there are too many for a force-directed one."""
        actors = subgraph_stream(graph, self.tie_filter).number_of_actors
        return actors**2 if actors <= MOST_FORCED else 0

    def run(self, graph: OpenVersion) -> Any:
        """Compute the answer; raises what its function raises."""
        options = {name: frozenset(value) if isinstance(value, list) else value for name, value in self.options.items()}
        name = options.pop("name", None)
        arguments = () if name is None else (name,)
        return _ANSWERS[self.answer](graph, *arguments, tie_filter=self.tie_filter, **options)


class AnswerStore:
    """The stored answers of one version: a folder of JSON files, each written under a temporary name and renamed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, version: Version) -> AnswerStore:
        """The store of a version: a folder named after its number and digest, beside the folder of versions."""
        manifest = version.manifest
        return cls(version.path.parents[1] / "measures" / f"{manifest.version}-{manifest.digest[:16]}")

    def answer(self, task: Task, graph: OpenVersion) -> Any:
        """The stored answer, or a new one, which is stored if the folder is writable."""
        result = self.read(task)
        if result is None:
            result = task.run(graph)
            with suppress(OSError):  # without a stored answer, the next request computes it again
                self.write(task, result)
        return result

    def path(self, task: Task) -> Path:
        """The file that stores the answer of a task."""
        return self.folder / task.file_name

    def read(self, task: Task) -> Any:
        """The stored answer, or None."""
        try:
            return msgspec.json.decode(self.path(task).read_bytes())
        except (OSError, msgspec.DecodeError):
            return None

    def write(self, task: Task, answer: Any) -> None:
        """Store an answer; raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as temporary:
            try:
                temporary.write(msgspec.json.encode(answer))
                temporary.flush()
                Path(temporary.name).replace(self.path(task))
            except BaseException:
                Path(temporary.name).unlink(missing_ok=True)
                raise
        self._delete_oldest()

    def _delete_oldest(self) -> None:
        files = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in files[:-MOST_FILES]:
            path.unlink(missing_ok=True)


def main(version: str, task: str, folder: str) -> int:
    """Compute and store one answer of a version. If a parameter is wrong, writes to stderr and returns WRONG_CALL."""
    request = Task.load(task)
    graph = OpenVersion.open(Version(Path(version)))
    try:
        answer = request.run(graph)
    except ValueError as error:
        sys.stderr.write(str(error))
        return WRONG_CALL
    AnswerStore(Path(folder)).write(request, answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
