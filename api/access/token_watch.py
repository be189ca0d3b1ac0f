"""The tokens that are valid now: those of the file, which is looked at again when it has changed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from api.access.api_tokens import ApiToken, TokenFile, TokenFileError, digest

log = logging.getLogger("reentry")
_LOOK_S = 1.0
"""Seconds between two looks: as long as a token may outlive its revocation."""
_LONGEST = 200


class TokenWatch:
    """Finds tokens by their secret. If the file is damaged while the server runs, no token is valid meanwhile."""

    def __init__(self, file: TokenFile, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises TokenFileError if the file cannot be read."""
        self._file, self._clock = file, clock
        self._stamp = self._now()
        self._next_look = clock() + _LOOK_S
        self._tokens = _by_digest(file)

    def find(self, secret: str) -> ApiToken | None:
        """The token; None if it is not valid."""
        if self._clock() >= self._next_look:
            self._look()
        return self._tokens.get(digest(secret)) if len(secret) < _LONGEST else None

    def _look(self) -> None:
        self._next_look = self._clock() + _LOOK_S
        stamp = self._now()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._tokens = _by_digest(self._file)
        except TokenFileError as error:
            self._tokens = {}
            log.error("%s; no token is valid until then", error)  # noqa: TRY400 - the message says all

    def _now(self) -> tuple[int, int, int] | None:
        """What changes with each new file."""
        try:
            status = self._file.path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size


def _by_digest(file: TokenFile) -> dict[str, ApiToken]:
    return {token.sha256: token for token in file.read()}
