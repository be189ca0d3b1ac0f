"""Events while files are fetched, for a progress bar or log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from loaders.fetch.target import Target
from loaders.readers.sidecar import Sidecar


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A fetched file, and whether its content is new."""

    file: Path
    metadata: Sidecar
    is_new: bool


class ProgressListener(Protocol):
    """Receives the events of a fetch."""

    def started(self, target: Target, have: int, total: int | None) -> None:
        """A download starts; `have` bytes are there from an earlier attempt, of `total` if that is known."""
        ...

    def received(self, count: int) -> None:
        """This many more bytes have arrived."""
        ...

    def waiting(self, seconds: float, why: str) -> None:
        """The next attempt is in some seconds."""
        ...

    def finished(self, fetched: FetchedFile) -> None:
        """A file is complete."""
        ...

    def failed(self, target: Target, why: str) -> None:
        """A file could not be fetched."""
        ...
