"""Why a file says nothing."""

from __future__ import annotations

from graph.model.errors import ReentryError


class RecordRefused(ReentryError):
    """A file is not what its loader can vouch for; nothing of it is kept. Says why, and where it helps what to do."""

    problem, status, exit_code = "refused-record-file", 422, 1


class ForeignRecord(RecordRefused):
    """A file that is no record of this kind, and never claimed to be one."""
