"""Pagination by cursor. A cursor encodes the sort key of the last item of a page, so that it stays valid when items are
added or removed.
"""

from __future__ import annotations

import base64
import json
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

from graph.model.errors import ReentryError

MOST = 1000
"""The most items on one page."""

Key = tuple[str | int | float, ...]
Item = TypeVar("Item")


class BadCursor(ReentryError, ValueError):
    """A cursor that does not belong to this query."""

    problem, status = "invalid-cursor", 422

    def __init__(self, cursor: str) -> None:
        super().__init__(f"{cursor[:40]!r} is not a cursor for this query: leave it out to start at the first page")

    def members(self) -> Mapping[str, Any]:
        """The parameter at fault."""
        return {"name": "cursor"}


class Page(NamedTuple, Generic[Item]):
    """One page of items. `next` is the cursor of the next page, None on the last; `total` counts all pages."""

    items: list[Item]
    next: str | None
    total: int


def page(items: Sequence[Item], key: Callable[[Item], Key], *, limit: int, cursor: str | None = None) -> Page[Item]:
    """One page of the items, sorted by `key`, which must be unique. `limit` is at most MOST. Raises BadCursor."""
    ordered = sorted(items, key=key)
    start = 0
    if cursor is not None:
        start = bisect_right(ordered, _decoded(cursor, like=[key(item) for item in ordered[:1]]), key=key)
    size = max(1, min(limit, MOST))
    page_items = ordered[start : start + size]
    has_more = start + size < len(ordered)
    return Page(page_items, _encoded(key(page_items[-1])) if has_more else None, len(ordered))


class UncountedPage(NamedTuple, Generic[Item]):
    """One page of items, without a total, since counting them all would take long. `next` is None on the last page."""

    items: list[Item]
    next: str | None


def uncounted_page(
    ordered: Sequence[Item],
    key: Callable[[Item], Key],
    *,
    admits: Callable[[Item], bool] = lambda _: True,
    limit: int,
    cursor: str | None = None,
) -> UncountedPage[Item]:
    """One page of those items that `admits` accepts; they must already be sorted by `key`. Raises BadCursor.

    It looks at no more items than the page needs.
    """
    start = 0
    if cursor is not None:
        start = bisect_right(ordered, _decoded(cursor, like=[key(item) for item in ordered[:1]]), key=key)
    size = max(1, min(limit, MOST))
    rest = (ordered[place] for place in range(start, len(ordered)))
    page_items = list(islice(filter(admits, rest), size + 1))  # one more than the page, to know whether there is a next
    return UncountedPage(page_items[:size], _encoded(key(page_items[size - 1])) if len(page_items) > size else None)


def _encoded(key: Key) -> str:
    text = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(cursor: str, like: list[Key]) -> Any:
    """The key in a cursor; raises BadCursor if it is malformed, or its parts differ in type from those of `like`."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True), parse_constant=float)
    except (ValueError, RecursionError) as error:
        raise BadCursor(cursor) from error
    if not isinstance(parts, list) or any(_shape(parts) != _shape(key) for key in like):
        raise BadCursor(cursor)
    return tuple(parts)


def _shape(parts: Sequence[Any]) -> list[str]:
    """The type of each part: text, a number other than NaN, or something else."""
    is_number = [isinstance(part, int | float) and part == part for part in parts]  # noqa: PLR0124 - NaN is not equal to itself
    return ["text" if isinstance(part, str) else str(number) for part, number in zip(parts, is_number, strict=True)]
