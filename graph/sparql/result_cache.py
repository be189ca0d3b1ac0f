"""A cache of results, by query and version. A version never changes, so no result goes stale."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from cachetools import LRUCache

from graph.sparql.formats import Form
from graph.sparql.query import PreparedQuery

MB = 1 << 20
_ENTRY_BYTES = 400
"""What an entry takes besides its result and its query."""


class CachedResult(NamedTuple):
    """A result in the cache."""

    body: bytes
    form: Form
    format: str


class ResultCache:
    """The results used last, up to a number of bytes in total and for each."""

    def __init__(self, total_bytes: int = 64 * MB, each_bytes: int = 1 * MB) -> None:
        self._each_bytes = min(each_bytes, total_bytes)
        self._entries: LRUCache[Hashable, tuple[CachedResult, int]] = LRUCache(
            total_bytes, getsizeof=lambda entry: entry[1]
        )

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def size_bytes(self) -> int:
        """About how many bytes the entries take."""
        return int(self._entries.currsize)

    def get(self, key: CacheKey) -> CachedResult | None:
        """The result; None if it is not in the cache."""
        entry = self._entries.get(key)
        return entry[0] if entry else None

    def put(self, key: CacheKey, result: CachedResult) -> None:
        """Add a result, unless it is too large."""
        size = len(result.body) + 2 * len(key.text) + _ENTRY_BYTES
        if size <= self._each_bytes:
            self._entries[key] = (result, size)

    def fits(self, length: int) -> bool:
        """Whether a result of this length is small enough."""
        return length + _ENTRY_BYTES <= self._each_bytes

    def clear(self) -> None:
        """Remove all entries."""
        self._entries.clear()


class CacheKey(NamedTuple):
    """What two queries share if they have the same result."""

    version: str
    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    base: str | None
    format: str


def cache_key(version: str, query: PreparedQuery) -> CacheKey:
    """The key of a query to a version."""
    return CacheKey(
        version,
        normalised(query.text),
        tuple(sorted(set(query.default_graphs))),
        tuple(sorted(set(query.named_graphs))),
        query.base,
        query.format,
    )


def normalised(text: str) -> str:
    """The text without layout that cannot matter: indents, empty lines, whole-line comments.

    Blanks count inside strings, and only a parser knows where all strings are. But a short string ends on its line, so
    a line without a quote is outside all of them; texts with long strings or escapes are left alone.
    """
    if '"""' in text or "'''" in text or "\\u" in text or "\\U" in text:
        return text
    lines = (_tidy(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _tidy(line: str) -> str:
    bare = line.strip(" \t")
    if bare.startswith("#"):
        return ""
    return bare if '"' in bare or "'" in bare else " ".join(bare.split())
