"""What a process that reads record files is given, and what it sends back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from loaders.core.record_loader import Remark


class RecordResult(NamedTuple):
    """What one record contributes, or why it contributes nothing."""

    source_id: str
    """Empty where the record contributes nothing: the remarks say why."""
    edition: Any
    file: str
    lines: bytes | None
    """Sorted N-Quads lines, each once; None where they are among the lines of the batch."""
    remarks: list[Remark]
    tally: Mapping[str, int]


class BatchResult(NamedTuple):
    """What a batch of files contributes."""

    records: list[RecordResult]
    lines: bytes | Path | None = None
    """Sorted N-Quads lines of the records that have none of their own, or the file that holds these lines."""


class Future(Protocol):
    """The result of a batch that another process is reading."""

    def result(self) -> BatchResult:
        """Wait for the result; raises what the other process raised."""
        ...


ReadBatch = Callable[[Sequence[Path]], BatchResult]
"""Reads one batch of files, in any process."""

Submit = Callable[[ReadBatch, Sequence[Path]], Future]
"""Gives a batch to another process."""
