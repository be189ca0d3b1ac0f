"""Why a download failed, and whether another attempt makes sense."""

from __future__ import annotations

from graph.model.errors import ReentryError


class DownloadFailed(ReentryError):
    """A file could not be fetched; the one that was there before is unchanged. The message says why."""

    problem, status, exit_code = "download-failed", 502, 1


class TransientFailure(DownloadFailed):
    """A failure worth another attempt, after `wait` seconds if the publisher asked for a delay."""

    def __init__(self, text: str, wait: float | None = None) -> None:
        super().__init__(text)
        self.wait = wait


class StaleDownload(TransientFailure):
    """A partial download does not match the file any more: worth another attempt at once, from the start."""


class UnexpectedContent(DownloadFailed):
    """The publisher sent something else than the file; nothing of it is kept."""
