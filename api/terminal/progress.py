"""What a person sees while files are fetched: a bar on a terminal, plain lines elsewhere; both on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

if TYPE_CHECKING:
    from loaders.fetch.download_progress import FetchedFile, ProgressListener
    from loaders.fetch.target import Target


class Lines:
    """Tells of each file in one line."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def started(self, target: Target, have: int, total: int | None) -> None:  # noqa: ARG002  a line tells it when it is done
        """Say so where an earlier try is gone on with."""
        if have:
            self.tell(f"{target.path}: going on after {have:,} bytes")

    def received(self, count: int) -> None:
        """Nothing: a line for each piece would be too many."""

    def waiting(self, seconds: float, why: str) -> None:
        """Say for how long, and why."""
        self.tell(f"{why}: waiting {seconds:,.0f} seconds")

    def finished(self, fetched: FetchedFile) -> None:
        """Say what is here now."""
        file, metadata = fetched.file, fetched.metadata
        state = "new" if fetched.is_new else "unchanged"
        self.tell(
            f"{file}: {state}, {metadata.bytes:,} bytes, sha256 {metadata.sha256}, retrieved {metadata.retrieved}"
        )

    def failed(self, target: Target, why: str) -> None:
        """Say why a file is not here."""
        self.tell(f"{target.path}: {why}")

    def tell(self, line: str) -> None:
        """One line, as it is."""
        self._console.print(escape(line), highlight=False, soft_wrap=True)


class Bar(Lines):
    """Shows the growing file as a bar below the lines."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(progress.console)
        self._progress = progress
        self._task = progress.add_task("", total=None, visible=False)

    def started(self, target: Target, have: int, total: int | None) -> None:
        """Begin a bar."""
        self._progress.reset(self._task, total=total, completed=have, description=target.path.name, visible=True)

    def received(self, count: int) -> None:
        """Let the bar grow."""
        self._progress.advance(self._task, count)

    def finished(self, fetched: FetchedFile) -> None:
        """End the bar."""
        self._progress.update(self._task, visible=False)
        super().finished(fetched)

    def failed(self, target: Target, why: str) -> None:
        """End the bar."""
        self._progress.update(self._task, visible=False)
        super().failed(target, why)


@contextmanager
def progress_listener() -> Iterator[ProgressListener]:
    """Who looks on: a bar where stderr is a terminal, lines where it is not."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(console)
        return
    shown = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*shown, TimeRemainingColumn(), console=console, transient=True) as progress:
        yield Bar(progress)
