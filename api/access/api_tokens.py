"""API tokens: who has one, what for, and how often it may ask. The file holds digests: nobody can use what is in it."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec

from api.access.scopes import AccessScope
from graph.model.errors import ReentryError

PREFIX = "rg_"
"""Begins each token, so that scanners for leaked secrets can know one."""


class TokenFileError(ReentryError, ValueError):
    """The file of tokens cannot be read, or not be changed as asked."""

    problem = "token-file"


class ApiToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a token. `rate`: requests per minute; 0 is no limit, None the rate of other clients."""

    name: str
    sha256: str
    scopes: tuple[AccessScope, ...]
    created: str
    rate: Annotated[int, msgspec.Meta(ge=0)] | None = None


class TokenFile:
    """The tokens of a server, as JSON, for its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[ApiToken]:
        """All tokens; none if there is no file. Raises TokenFileError."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=list[ApiToken])
        except FileNotFoundError:
            return []
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            cure = "mend it, or delete it and add the tokens anew with `reentry token add`"
            raise TokenFileError(f"the tokens in {self.path} cannot be read ({error}): {cure}") from error

    def add(self, name: str, scopes: Sequence[AccessScope], rate: int | None = None) -> str:
        """Make a token; it can never be shown again. Raises TokenFileError if the name is taken."""
        secret = PREFIX + secrets.token_urlsafe(32)
        today = datetime.now(UTC).date().isoformat()
        with self._locked():
            tokens = self.read()
            if any(token.name == name for token in tokens):
                raise TokenFileError(f"there is a token {name!r} already: choose another name, or revoke it first")
            self._write([*tokens, ApiToken(name, digest(secret), tuple(scopes), today, rate)])
        return secret

    def revoke(self, name: str) -> None:
        """Take a token out. Raises TokenFileError if there is none of this name."""
        with self._locked():
            tokens = self.read()
            others = [token for token in tokens if token.name != name]
            if len(others) == len(tokens):
                known = ", ".join(sorted(token.name for token in tokens)) or "none"
                raise TokenFileError(f"there is no token {name!r}; known: {known}")
            self._write(others)

    def _write(self, tokens: list[ApiToken]) -> None:
        fresh = self.path.with_name(f"{self.path.name}.new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(tokens), indent=2) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one command at a time change the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


def digest(secret: str) -> str:
    """What is stored of a token. It is random enough that a slow hash would add nothing."""
    return sha256(secret.encode()).hexdigest()
