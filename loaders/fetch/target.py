"""A file to fetch: its address, its path, and what it must contain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tomllib import loads
from typing import Any, Literal, Protocol

FileFormat = Literal["xml", "json", "csv", "zip"]
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Target:
    """A file at an address.

    `path` is relative to the folder of all records. `marker` is what a correct file contains: the name of the root
    element, a key of the JSON object, or the first column.
    """

    url: str
    path: Path
    file_format: FileFormat
    most_bytes: int
    marker: str = ""


class FetchRequest(Protocol):
    """What to fetch: first files, and further ones whose addresses the first files contain."""

    @property
    def seconds_between_requests(self) -> float:
        """The shortest time between two requests, in seconds."""
        ...

    def first_targets(self) -> Iterable[Target]:
        """The files whose addresses are known."""
        ...

    def further_targets(self, files: Sequence[Path]) -> Iterable[Target]:
        """The files that the first ones name."""
        ...


@cache
def addresses(name: str) -> dict[str, Any]:
    """The addresses of one publisher, from addresses.toml."""
    table: dict[str, dict[str, Any]] = loads(Path(__file__).with_name("addresses.toml").read_text(encoding="utf-8"))
    return table[name]
