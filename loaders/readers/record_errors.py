"""Why a file says nothing."""

from __future__ import annotations


class Refused(Exception):
    """A file is not what its loader can vouch for; nothing of it is kept. Says why, and where it helps what to do."""


class Foreign(Refused):
    """A file that is no record of this kind, and never claimed to be one."""
