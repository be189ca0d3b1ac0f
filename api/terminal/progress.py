"""Progress of downloads on stderr: a bar if stderr is a terminal, else plain lines."""

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
    """Prints one line for each file."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def started(self, target: Target, have: int, total: int | None) -> None:  # noqa: ARG002  the line comes when it is done
        """Print where an interrupted download continues."""
        if have:
            self.print_line(f"{target.path}: continuing after {have:,} bytes")

    def received(self, count: int) -> None:
        """Print nothing: a line for each chunk would be too many."""

    def waiting(self, seconds: float, why: str) -> None:
        """Print how long it waits, and why."""
        self.print_line(f"{why}: waiting {seconds:,.0f} seconds")

    def finished(self, fetched: FetchedFile) -> None:
        """Print what was downloaded."""
        file, metadata = fetched.file, fetched.metadata
        state = "new" if fetched.is_new else "unchanged"
        self.print_line(
            f"{file}: {state}, {metadata.bytes:,} bytes, sha256 {metadata.sha256}, retrieved {metadata.retrieved}"
        )

    def failed(self, target: Target, why: str) -> None:
        """Print why a download failed."""
        self.print_line(f"{target.path}: {why}")

    def print_line(self, line: str) -> None:
        """Print a line without markup or wrapping."""
        self._console.print(escape(line), highlight=False, soft_wrap=True)


class Bar(Lines):
    """Also shows the download as a bar below the lines."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(progress.console)
        self._progress = progress
        self._task = progress.add_task("", total=None, visible=False)

    def started(self, target: Target, have: int, total: int | None) -> None:
        """Show a new bar."""
        self._progress.reset(self._task, total=total, completed=have, description=target.path.name, visible=True)

    def received(self, count: int) -> None:
        """Advance the bar."""
        self._progress.advance(self._task, count)

    def finished(self, fetched: FetchedFile) -> None:
        """Hide the bar."""
        self._progress.update(self._task, visible=False)
        super().finished(fetched)

    def failed(self, target: Target, why: str) -> None:
        """Hide the bar."""
        self._progress.update(self._task, visible=False)
        super().failed(target, why)


@contextmanager
def progress_listener() -> Iterator[ProgressListener]:
    """A bar if stderr is a terminal, else lines."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(console)
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        yield Bar(progress)
