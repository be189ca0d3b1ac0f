"""The base of every error that reaches a user: which problem it is, and how HTTP and the command line report it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ReentryError(Exception):
    """An error with a message for the user. Each subclass sets its own values; there is no other table of errors."""

    problem: str = "internal-error"
    """Slug of the page that explains it: `/problems/{slug}`."""
    status: int = 500
    """HTTP status code."""
    exit_code: int = 2
    """Exit code of a command: 1 if the data is wrong, 2 if the call is wrong."""
    retry_after: int | None = None
    """Seconds after which the same request may succeed."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it travel between processes, whatever its constructor takes."""
        return _rebuilt, (type(self), self.args, self.__dict__)

    def members(self) -> Mapping[str, Any]:
        """Further members of the problem details (RFC 9457, section 3.2)."""
        return {}


def _rebuilt(kind: type[ReentryError], arguments: tuple[Any, ...], state: Mapping[str, Any]) -> ReentryError:
    error = kind.__new__(kind)
    error.args = arguments
    error.__dict__.update(state)
    return error
