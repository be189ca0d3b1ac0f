"""Answers kept for the next who asks the same of the same version. A version never changes, so none goes stale."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from cachetools import LRUCache

from graph.sparql.formats import Form
from graph.sparql.query import PreparedQuery

MB = 1 << 20
_ENTRY_BYTES = 400
"""What an entry takes beside its answer and its question."""


class CachedResult(NamedTuple):
    """An answer in the cache."""

    body: bytes
    form: Form
    format: str


class ResultCache:
    """The answers used last, up to a number of bytes in all and for one."""

    def __init__(self, total_bytes: int = 64 * MB, each_bytes: int = 1 * MB) -> None:
        self._each_bytes = min(each_bytes, total_bytes)
        self._kept: LRUCache[Hashable, tuple[CachedResult, int]] = LRUCache(
            total_bytes, getsizeof=lambda entry: entry[1]
        )

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size_bytes(self) -> int:
        """What the entries take, about."""
        return int(self._kept.currsize)

    def get(self, key: CacheKey) -> CachedResult | None:
        """The answer; None where it is not kept."""
        entry = self._kept.get(key)
        return entry[0] if entry else None

    def put(self, key: CacheKey, kept: CachedResult) -> None:
        """Keep an answer, unless it is too large to keep."""
        size = len(kept.body) + 2 * len(key.text) + _ENTRY_BYTES
        if size <= self._each_bytes:
            self._kept[key] = (kept, size)

    def takes(self, length: int) -> bool:
        """Whether an answer of this length is small enough."""
        return length + _ENTRY_BYTES <= self._each_bytes

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()


class CacheKey(NamedTuple):
    """What two questions share when they have the same answer."""

    version: str
    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    base: str | None
    format: str


def cache_key(version: str, question: PreparedQuery) -> CacheKey:
    """The key of a question asked of a version."""
    return CacheKey(
        version,
        normalised(question.text),
        tuple(sorted(set(question.default_graphs))),
        tuple(sorted(set(question.named_graphs))),
        question.base,
        question.format,
    )


def normalised(text: str) -> str:
    """The text without layout that certainly means nothing: indents, empty lines, whole-line comments.

    Blanks count inside strings, and only a parse tells where all strings are. But a short string ends on its line, so
    a line without a quote is outside of all; texts with long strings or escapes stay as they are.
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
