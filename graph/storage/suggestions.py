"""Suggestions for a misspelled name: a relation, a measure, a format, a loader, an id."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

_WORD_LENGTH = 80
_LEAST_SIMILARITY = 66
"""In percent, as `rapidfuzz.fuzz.ratio` counts it: one wrong letter in three."""

_MOST_LISTED = 24


def suggestion(word: str, choices: Iterable[str]) -> str:
    """`; did you mean 'founded'?` where a choice is similar, else all choices if they are few, else an empty text."""
    return cached_suggestion(word[:_WORD_LENGTH], tuple(sorted(choices)))


@lru_cache(maxsize=4096)
def cached_suggestion(word: str, choices: tuple[str, ...]) -> str:
    """As `suggestion`, for choices that are sorted already and asked about often."""
    completions = sorted((choice for choice in choices if len(word) > 3 and choice.startswith(word)), key=len)
    if similar := completions or process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=_LEAST_SIMILARITY):
        return f"; did you mean {similar[0]!r}?"
    return f"; choose one of {', '.join(choices)}" if 0 < len(choices) <= _MOST_LISTED else ""
