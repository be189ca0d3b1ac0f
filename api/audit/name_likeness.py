"""Pairs of actors in the tables whose names are so similar that they may be one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from rapidfuzz.fuzz import ratio, token_sort_ratio

from api.audit.audited_tables import AuditedRow, Tables
from graph.storage.name_search import folded

LEAST_SCORE = 92.0
LEAST_OF_WORDS = 75.0
SHORTEST_NAME = 6
"""A name of fewer letters is an abbreviation that many bear."""
_COMMON_WORD = 60
"""A word of more names than this is not looked up: it says too little."""
_DIGITS = re.compile(r"\d+")


class SimilarActors(NamedTuple):
    """Two actors, their names that are alike, and how alike they are (0 to 100)."""

    score: float
    one: AuditedRow
    other: AuditedRow
    names: tuple[str, str]


class _Name(NamedTuple):
    text: str
    actor: AuditedRow
    number: int


def similar_actors(tables: Tables) -> list[SimilarActors]:
    """Pairs of different ids of one kind, best first, unless an identifier or identity.csv decides on them."""
    decided = {frozenset((it.one, it.other)) for it in tables.decisions}
    best: dict[tuple[str, str], SimilarActors] = {}
    for one, other in _compared(tables):
        score = token_sort_ratio(one.text, other.text, score_cutoff=LEAST_SCORE)
        key = one.actor["actor_id"], other.actor["actor_id"]
        if (
            score > (best[key].score if key in best else 0)
            and not _are_two(one, other)
            and not _is_decided(one, other, tables, decided)
        ):
            best[key] = SimilarActors(score, one.actor, other.actor, (one.text, other.text))
    return sorted(best.values(), key=lambda it: (-it.score, it.one["actor_id"], it.other["actor_id"]))


def _differ_in_a_word(one: str, other: str) -> bool:
    """Whether one has another word in place of one of the other's, as `Florida` and `Georgia`."""
    words, others = one.split(), other.split()
    mine, theirs = sorted(set(words) - set(others)), sorted(set(others) - set(words))
    return any(max((ratio(word, it) for it in theirs), default=100) < LEAST_OF_WORDS for word in mine)


def _is_decided(one: _Name, other: _Name, tables: Tables, decided: Container[frozenset[str]]) -> bool:
    """Whether an identifier or a person says already what the two ids are."""
    pair = frozenset((one.actor["actor_id"], other.actor["actor_id"]))
    return pair in decided or len({tables.actor_id(slug) for slug in pair}) == 1


def _compared(tables: Tables) -> Iterator[tuple[_Name, _Name]]:
    """Names of different actors of one kind that have a rare word in common."""
    by_word: dict[tuple[str, str], list[_Name]] = defaultdict(list)
    for number, actor in enumerate(tables.actors):
        for name in _names(actor, number):
            for word in dict.fromkeys(name.text.split()):
                by_word[actor["kind"], word].append(name)
    for names in by_word.values():
        for pair in combinations(names, 2) if len(names) <= _COMMON_WORD else ():
            if pair[0].number < pair[1].number:
                yield pair


def _names(actor: AuditedRow, number: int) -> Sequence[_Name]:
    texts = filter(None, (actor["name"], *actor["alt_names"].split("|")))
    names = dict.fromkeys(map(folded, texts))
    return [_Name(text, actor, number) for text in names if len(text) >= SHORTEST_NAME]


def _are_two(one: _Name, other: _Name) -> bool:
    """Whether a number or a word in the names, or an identifier that only one actor has, says that they are two."""
    if _DIGITS.findall(one.text) != _DIGITS.findall(other.text) or _differ_in_a_word(one.text, other.text):
        return True
    mine, theirs = dict(one.actor.identifiers), dict(other.actor.identifiers)
    return any(mine[key] != theirs[key] for key in mine.keys() & theirs.keys())
