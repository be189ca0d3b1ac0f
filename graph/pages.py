"""Long answers in pages. A cursor is the sort key of the last thing shown, so that a page stays where it was."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

MOST = 1000
"""The largest page."""

Key = tuple[str | int | float, ...]
Thing = TypeVar("Thing")


class BadCursor(ValueError):
    """The cursor was not made by this question."""

    def __init__(self, cursor: str) -> None:
        super().__init__(f"{cursor[:40]!r} is no cursor of this question: leave it out to begin at the first page")


class Page(NamedTuple, Generic[Thing]):
    """Some of the things asked for. `next` is the cursor of the page after this, None on the last."""

    things: list[Thing]
    next: str | None
    total: int


def page(things: Sequence[Thing], key: Callable[[Thing], Key], *, limit: int, cursor: str | None = None) -> Page[Thing]:
    """One page of things in order of their keys, of which no two are the same; raises BadCursor."""
    ordered = sorted(things, key=key)
    start = 0
    if cursor is not None:
        try:
            start = bisect_right(ordered, _read(cursor), key=key)
        except TypeError as error:
            raise BadCursor(cursor) from error
    size = max(1, min(limit, MOST))
    shown = ordered[start : start + size]
    has_more = start + size < len(ordered)
    return Page(shown, _written(key(shown[-1])) if has_more else None, len(ordered))


def _written(key: Key) -> str:
    text = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> Any:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadCursor(cursor) from error
    if not isinstance(key, list) or not all(isinstance(part, str | int | float) for part in key):
        raise BadCursor(cursor)
    return tuple(key)
