"""Who looks on while files are fetched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from loaders.fetch.target import Wanted
from loaders.readers.sidecar import Sidecar


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file that is here now, and whether its bytes are others than before."""

    file: Path
    kept: Sidecar
    is_new: bool


class ProgressListener(Protocol):
    """Is told what happens."""

    def began(self, wanted: Wanted, have: int, total: int | None) -> None:
        """A body begins; `have` bytes are here from before, of `total` where that is known."""
        ...

    def grew(self, count: int) -> None:
        """So many bytes more are here."""
        ...

    def waits(self, seconds: float, why: str) -> None:
        """Nothing happens for some seconds."""
        ...

    def came(self, fetched: FetchedFile) -> None:
        """A file is here."""
        ...

    def failed(self, wanted: Wanted, why: str) -> None:
        """A file did not come."""
        ...
