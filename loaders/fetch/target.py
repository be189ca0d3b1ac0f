"""One file that is wanted: where it is, where it goes, and what it must be."""

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

    `path` is where it goes, below the folder of all records. `sign` is what shows that it is what was asked for: the
    name of the root element, a key of the JSON object, the first column.
    """

    url: str
    path: Path
    file_format: FileFormat
    most_bytes: int
    marker: str = ""


class FetchRequest(Protocol):
    """What a person asks for: some files at once, and some that can be named only once those are here."""

    @property
    def seconds_between_requests(self) -> float:
        """The least time between two requests, in seconds."""
        ...

    def first_targets(self) -> Iterable[Target]:
        """The files whose addresses are known."""
        ...

    def further_targets(self, files: Sequence[Path]) -> Iterable[Target]:
        """The files that those name."""
        ...


@cache
def addresses(name: str) -> dict[str, Any]:
    """What is known of the addresses of one loader."""
    table: dict[str, dict[str, Any]] = loads(Path(__file__).with_name("addresses.toml").read_text(encoding="utf-8"))
    return table[name]
