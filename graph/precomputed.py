"""Answers that take long: computed once per version and kept on disk, in a process of their own where they are large.

`python -m graph.precomputed VERSION TASK FILE` computes one and ends. A process, not a thread: networkx is plain
Python, and igraph holds the interpreter for as long as it computes, so that a thread would make everybody wait. The
process takes its memory along when it ends.
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
from graph.versions.version_folders import Version

Option: TypeAlias = str | int | float | list[str] | None
QUICK = 300_000
"""What takes at most so many steps (ties looked at) is computed in less time than a process needs to start."""
WRONG_CALL = 2
KEPT = 500
"""Most files kept for one version; the oldest go first."""

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
    """A question by the name of what answers it, which ties it is about, and its other parameters."""

    answer: str
    tie_filter: Filter = ALL
    options: Mapping[str, Option] = field(default_factory=dict)

    def dump(self) -> bytes:
        """As JSON; equal questions have equal bytes."""
        return msgspec.json.encode(self, order="deterministic")

    @classmethod
    def load(cls, text: bytes | str) -> Task:
        """From JSON; raises ValueError."""
        return msgspec.json.decode(text, type=cls)

    @property
    def file_name(self) -> str:
        """The name of the file that its answer is kept in."""
        return f"{self.answer}-{hashlib.sha256(self.dump()).hexdigest()[:32]}.json"

    def steps(self, graph: OpenVersion) -> int:
        """About how many ties will be looked at. What is drawn around some actors is taken to be small."""
        ties = len(graph.records.ties)
        if self.answer == "places":
            return 0 if self.options.get("around") else self._pairs_drawn(graph)
        if self.answer == "conflicts":
            return len(graph.records.outcomes) + sum(map(len, graph.conflicts.by_name.values()))
        looks = SAMPLE if self.options.get("samples") else len(graph.records.actors)
        return ties * looks if self.options.get("name") in _FROM_EACH_ACTOR else ties

    def _pairs_drawn(self, graph: OpenVersion) -> int:
        """How many pairs of actors push each other apart in a layout: none where there are too many to draw."""
        actors = subgraph_stream(graph, self.tie_filter).number_of_actors
        return actors**2 if actors <= MOST_FORCED else 0

    def run(self, graph: OpenVersion) -> Any:
        """Compute it; raises what the answer raises."""
        options = {name: frozenset(value) if isinstance(value, list) else value for name, value in self.options.items()}
        name = options.pop("name", None)
        of = () if name is None else (name,)
        return _ANSWERS[self.answer](graph, *of, tie_filter=self.tie_filter, **options)


class AnswerStore:
    """The answers kept of one version: a folder of JSON files, each written aside and renamed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, version: Version) -> AnswerStore:
        """Those of a version: in a folder named after its number and digest, beside all versions."""
        manifest = version.manifest
        return cls(version.path.parents[1] / "measures" / f"{manifest.version}-{manifest.digest[:16]}")

    def answer(self, task: Task, graph: OpenVersion) -> Any:
        """The answer that is kept, else the one computed now, which is kept where the folder can be written to."""
        result = self.read(task)
        if result is None:
            result = task.run(graph)
            with suppress(OSError):  # it costs the next who asks the time, and nobody the answer
                self.write(task, result)
        return result

    def path(self, task: Task) -> Path:
        """Where the answer of a task is kept."""
        return self.folder / task.file_name

    def read(self, task: Task) -> Any:
        """The answer, or None where it is not kept."""
        try:
            return msgspec.json.decode(self.path(task).read_bytes())
        except (OSError, msgspec.DecodeError):
            return None

    def write(self, task: Task, answer: Any) -> None:
        """Keep an answer; raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as aside:
            try:
                aside.write(msgspec.json.encode(answer))
                aside.flush()
                Path(aside.name).replace(self.path(task))
            except BaseException:
                Path(aside.name).unlink(missing_ok=True)
                raise
        self._forget()

    def _forget(self) -> None:
        files = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in files[:-KEPT]:
            path.unlink(missing_ok=True)


def main(version: str, task: str, folder: str) -> int:
    """Compute one answer of a version and keep it; WRONG_CALL, and why on stderr, where the question is wrong."""
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
