"""Why a record file is not loaded."""

from __future__ import annotations

from graph.model.errors import ReentryError


class RecordRefused(ReentryError):
    """A file is broken or incomplete; nothing of it is loaded. The message says why, and how to help if possible."""

    problem, status, exit_code = "refused-record-file", 422, 1


class ForeignRecord(RecordRefused):
    """A file that is not a record of this kind, and does not claim to be."""
