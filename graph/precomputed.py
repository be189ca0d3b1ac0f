"""Answers that take long to compute: tasks as data, and the answers that are stored on disk for each version."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from graph.analysis.bridges import bridges
from graph.analysis.centrality import FROM_EACH_ACTOR, scores
from graph.analysis.communities import partition
from graph.export.writing.layout import MOST_FORCED
from graph.export.writing.layout_cache import places
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.money.flow import flow
from graph.money.totals import money
from graph.queries.conflicts import conflicts
from graph.queries.coverage import coverage
from graph.queries.gaps import gap
from graph.versions.version_folders import Version

Option: TypeAlias = str | int | float | list[str] | None
QUICK = 300_000
"""A task with at most this many steps (ties read) is expected to be quick."""
WORTH_STORING_S = 0.2
"""An answer that took less is computed again."""
MOST_FILES = 500
STORED_BYTES = 512 << 20
"""The most files stored for one version, and the most bytes."""

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


@dataclass(frozen=True, slots=True)
class Task:
    """A query as data: the name of its function, the filter of ties, and its other parameters."""

    answer: str
    tie_filter: Filter = ALL
    options: Mapping[str, Option] = field(default_factory=dict)

    def dump(self) -> bytes:
        """As JSON; equal tasks have equal bytes."""
        return msgspec.json.encode(self, order="deterministic")

    def __hash__(self) -> int:
        return hash(self.dump())

    @property
    def file_name(self) -> str:
        """How the name of the file that stores the answer begins."""
        return f"{self.answer}-{hashlib.sha256(self.dump()).hexdigest()[:32]}"

    def steps(self, graph: OpenVersion) -> int:
        """About how many ties will be read. A layout around some actors is assumed to be small."""
        ties, actors = len(graph.records.ties), len(graph.records.actors)
        if self.answer == "places":
            return 0 if self.options.get("around") or actors > MOST_FORCED else actors**2
        samples = self.options.get("samples")
        searches = samples if isinstance(samples, int) else actors
        return ties * searches if self.options.get("name") in FROM_EACH_ACTOR else ties

    def run(self, graph: OpenVersion) -> Any:
        """Compute the answer; raises what its function raises."""
        options = {name: frozenset(value) if isinstance(value, list) else value for name, value in self.options.items()}
        name = options.pop("name", None)
        arguments = () if name is None else (name,)
        return _ANSWERS[self.answer](graph, *arguments, tie_filter=self.tie_filter, **options)


class AnswerStore:
    """The stored answers of one version: a folder of JSON files, each written under a temporary name and renamed.

    The name of a file ends in the milliseconds that its answer took, so that the cheapest can go first.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, version: Version) -> AnswerStore:
        """The store of a version: a folder named after its number and digest, beside the folder of versions."""
        manifest = version.manifest
        return cls(version.path.parents[1] / "measures" / f"{manifest.version}-{manifest.digest[:16]}")

    def answer(self, task: Task, graph: OpenVersion) -> Any:
        """The stored answer, or a new one, which is stored if it took long and the folder is writable."""
        return msgspec.json.decode(self.encoded(task, graph))

    def encoded(self, task: Task, graph: OpenVersion) -> bytes:
        """The same as JSON."""
        result = self.read(task)
        if result is None:
            started = time.monotonic()
            result = msgspec.json.encode(task.run(graph))
            if (seconds := time.monotonic() - started) >= WORTH_STORING_S:
                with suppress(OSError):  # without a stored answer, the next request computes it again
                    self.write(task, result, seconds)
        return result

    def read(self, task: Task) -> bytes | None:
        """The stored answer as JSON, or None."""
        for path in self.folder.glob(f"{task.file_name}-*.json"):
            with suppress(OSError, msgspec.DecodeError):  # removed by another process just now, or damaged
                answer = path.read_bytes()
                msgspec.json.decode(answer, type=msgspec.Raw)
                return answer
        return None

    def write(self, task: Task, answer: bytes, seconds: float) -> None:
        """Store an answer that took so long to compute; raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{task.file_name}-{round(seconds * 1000)}.json"
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as temporary:
            try:
                temporary.write(answer)
                temporary.flush()
                Path(temporary.name).replace(path)
            except BaseException:
                Path(temporary.name).unlink(missing_ok=True)
                raise
        self._delete_cheapest()

    def _delete_cheapest(self) -> None:
        """Keep the files within their bounds: those go first that saved the least time for their bytes."""
        worth = {}
        for path in self.folder.glob("*.json"):
            with suppress(OSError):  # another process has just removed it
                size = path.stat().st_size
                worth[path] = (_milliseconds(path) / max(1, size), path.name, size)
        left_bytes = STORED_BYTES
        for number, path in enumerate(sorted(worth, key=worth.__getitem__, reverse=True)):
            left_bytes -= worth[path][2]
            if left_bytes < 0 or number >= MOST_FILES:
                path.unlink(missing_ok=True)


def _milliseconds(path: Path) -> int:
    """What the answer in a file took to compute; 0 for a file of an earlier release, which nobody reads."""
    text = path.stem.rpartition("-")[2]
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def delete_others(folder: Path, names: set[str]) -> None:
    """Delete the stored answers of versions that are not among these."""
    for path in folder.glob("*"):
        if path.name.partition("-")[0] not in names:
            shutil.rmtree(path, ignore_errors=True)
