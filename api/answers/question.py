"""A question as data, so that another process can answer it: a function of an open version, and its arguments."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Concatenate, Generic, ParamSpec, TypeVar

from api.http.current_version import CurrentVersion
from graph.workers.fair_queue import SHORT
from graph.workers.result_spool import ResultSpool

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """`function(version, *arguments)`; with `writes`, it gets a file after the version, and writes the answer there.

    The function is found by its module and name, so it is one of a module. `lane` says whether it is known to be long,
    `keep` whether its answer may be kept: not where its arguments take as much memory.
    """

    function: Callable[..., T]
    arguments: tuple[Any, ...] = ()
    named: dict[str, Any] = field(default_factory=dict)
    lane: str = SHORT
    writes: bool = False
    keep: bool = True

    @classmethod
    def of(
        cls, function: Callable[Concatenate[CurrentVersion, P], T], lane: str, *arguments: P.args, **named: P.kwargs
    ) -> Question[T]:
        """A question whose answer is the value of a function."""
        return cls(function, arguments, named, lane)

    @property
    def label(self) -> str:
        """What it is, for the log."""
        return f"{self.function.__name__}{self.arguments!r:.200}{self.named!r:.200}"

    @property
    def key(self) -> Hashable:
        """Equal for equal questions."""
        module, name = self.function.__module__, self.function.__qualname__
        return module, name, self.arguments, tuple(sorted(self.named.items()))

    def evaluate(self, current: CurrentVersion, out: Any) -> bytes:
        """The value of the function, as bytes; raises what the function raises."""
        files: tuple[BinaryIO, ...] = (out,) if self.writes else ()
        return pickle.dumps(self.function(current, *files, *self.arguments, **self.named))

    def as_request(self, current: CurrentVersion, result_bytes: int) -> bytes:
        """The bytes that `read_request` makes the question of, and the version that it asks."""
        return pickle.dumps((current.version.path, current.is_earlier, result_bytes, self))


@dataclass(frozen=True, slots=True)
class AskedVersion:
    """The version that a question is about, and how large the answer may be."""

    path: Path
    is_earlier: bool
    result_bytes: int


def read_request(request: bytes) -> tuple[AskedVersion, Question[Any]]:
    """What `as_request` was given. Both ends are processes of this server."""
    path, is_earlier, result_bytes, question = pickle.loads(request)  # noqa: S301
    return AskedVersion(path, is_earlier, result_bytes), question


class Answer(Generic[T]):
    """The value of a function, and what it wrote. Several may use it; each closes it at the end, as `with` does."""

    def __init__(self, pickled: bytes, body: ResultSpool) -> None:
        self._pickled = pickled
        self.body = body

    @property
    def value(self) -> T:
        """A new copy of the value."""
        value: T = pickle.loads(self._pickled)  # noqa: S301 - made by a process of this server
        return value

    @property
    def size_bytes(self) -> int:
        """How many bytes it takes."""
        return len(self._pickled) + self.body.length

    def share(self) -> Answer[T]:
        """The same answer for one more user."""
        self.body.share()
        return self

    def close(self) -> None:
        """One of its users needs it no longer."""
        self.body.close()

    def __enter__(self) -> Answer[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
