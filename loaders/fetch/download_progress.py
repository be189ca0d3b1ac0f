"""Who looks on while files are fetched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from loaders.fetch.target import Target
from loaders.readers.sidecar import Sidecar


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file that is here now, and whether its bytes are others than before."""

    file: Path
    metadata: Sidecar
    is_new: bool


class ProgressListener(Protocol):
    """Is told what happens."""

    def started(self, target: Target, have: int, total: int | None) -> None:
        """A body begins; `have` bytes are here from before, of `total` where that is known."""
        ...

    def received(self, count: int) -> None:
        """So many bytes more are here."""
        ...

    def waiting(self, seconds: float, why: str) -> None:
        """Nothing happens for some seconds."""
        ...

    def finished(self, fetched: FetchedFile) -> None:
        """A file is here."""
        ...

    def failed(self, target: Target, why: str) -> None:
        """A file did not come."""
        ...
