"""Long answers in pages. A cursor is the sort key of the last thing shown, so that a page stays where it was."""

from __future__ import annotations

import base64
import json
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

from graph.model.errors import ReentryError

MOST = 1000
"""The largest page."""

Key = tuple[str | int | float, ...]
Thing = TypeVar("Thing")


class BadCursor(ReentryError, ValueError):
    """The cursor was not made by this question."""

    problem, status = "invalid-cursor", 422

    def __init__(self, cursor: str) -> None:
        super().__init__(f"{cursor[:40]!r} is no cursor of this question: leave it out to begin at the first page")

    def members(self) -> Mapping[str, Any]:
        """The parameter at fault."""
        return {"name": "cursor"}


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
        start = bisect_right(ordered, _read(cursor, like=[key(thing) for thing in ordered[:1]]), key=key)
    size = max(1, min(limit, MOST))
    shown = ordered[start : start + size]
    has_more = start + size < len(ordered)
    return Page(shown, _written(key(shown[-1])) if has_more else None, len(ordered))


class UncountedPage(NamedTuple, Generic[Thing]):
    """Some of the things asked for, where counting them all would take long. `next` is None on the last page."""

    things: list[Thing]
    next: str | None


def uncounted_page(
    ordered: Sequence[Thing],
    key: Callable[[Thing], Key],
    *,
    admits: Callable[[Thing], bool] = lambda _: True,
    limit: int,
    cursor: str | None = None,
) -> UncountedPage[Thing]:
    """One page of the admitted among things that stand in order of their keys already; raises BadCursor.

    It looks no further than the page goes.
    """
    start = 0
    if cursor is not None:
        start = bisect_right(ordered, _read(cursor, like=[key(thing) for thing in ordered[:1]]), key=key)
    size = max(1, min(limit, MOST))
    rest = (ordered[place] for place in range(start, len(ordered)))
    shown = list(islice(filter(admits, rest), size + 1))
    return UncountedPage(shown[:size], _written(key(shown[size - 1])) if len(shown) > size else None)


def _written(key: Key) -> str:
    text = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, like: list[Key]) -> Any:
    """The key in a cursor; raises BadCursor where it is no key, or not of the shape of the keys at hand."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True), parse_constant=float)
    except (ValueError, RecursionError) as error:
        raise BadCursor(cursor) from error
    if not isinstance(parts, list) or any(_shape(parts) != _shape(key) for key in like):
        raise BadCursor(cursor)
    return tuple(parts)


def _shape(parts: Sequence[Any]) -> list[str]:
    """What each part is: a text, a number (which is its own equal), or something else."""
    is_number = [isinstance(part, int | float) and part == part for part in parts]  # noqa: PLR0124 - not so with NaN
    return ["text" if isinstance(part, str) else str(number) for part, number in zip(parts, is_number, strict=True)]
