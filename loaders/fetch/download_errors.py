"""Why a file did not come, and whether it may come later."""

from __future__ import annotations

from graph.model.errors import ReentryError


class DownloadFailed(ReentryError):
    """A file could not be fetched; what was there before still is. Says why, and where it helps what to do."""

    problem, status, exit_code = "download-failed", 502, 1


class TransientFailure(DownloadFailed):
    """A failure that may pass: worth another try, after `wait` seconds where the publisher asked for them."""

    def __init__(self, text: str, wait: float | None = None) -> None:
        super().__init__(text)
        self.wait = wait


class StaleDownload(TransientFailure):
    """What was kept of an earlier try does not fit any more: worth another try at once, from the start."""


class UnexpectedContent(DownloadFailed):
    """What came is not what was asked for: nothing of it is kept."""
