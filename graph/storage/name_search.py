"""Search of actors by name, with spelling mistakes and beginnings of words: one SQLite file in each version."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from math import log2
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from graph.rdf.records import Record

QUERY_LENGTH = 200
_CANDIDATES = 200
_LEAST_SCORE = 60.0
_EXACT = 98.0
_FOR_THE_NAME = 1.0
"""What a match of the preferred name is worth beside that of another name: a little more than twice as many ties."""

_TITLES = "president senator sen representative rep governor gov mayor judge mr mrs ms dr rev reverend father pastor"
_SMALL_WORDS = frozenset(f"a an and at by for in of on the to {_TITLES}".split())
_SCHEMA = """
create table actor (slug text primary key, kind text not null, name text not null, ties integer not null) without rowid;
create table known_as (slug text not null, name text not null, folded text not null, is_name integer not null);
create virtual table folded_name using fts5 (folded, content='known_as', tokenize='trigram');
create table word (word text primary key) without rowid;
"""


class Hit(NamedTuple):
    """An actor found by one of its names. `score` is 0 to 100; `matched` is the name that matched."""

    slug: str
    kind: str
    name: str
    matched: str
    score: float


def folded(text: str) -> str:
    """A name as it is compared: no accents, no case, no punctuation, single spaces."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.split())


def write_index(path: Path, actors: Iterable[tuple[str, Record, int]]) -> None:
    """Write the index of (slug, actor, number of ties) into a new file. Publishing the version syncs it to disk."""
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_SCHEMA}")
        for slug, actor, ties in actors:
            base.execute("insert into actor values (?, ?, ?, ?)", (slug, actor["kind"], actor["name"], ties))
            names = [(slug, name, folded(name), is_name) for name, is_name in _names(slug, actor)]
            base.executemany("insert into known_as values (?, ?, ?, ?)", names)
            words = {word for _, _, text, _ in names for word in text.split()}
            base.executemany("insert or ignore into word values (?)", [(word,) for word in sorted(words)])
        base.execute("insert into folded_name (folded_name) values ('rebuild')")


def _names(slug: str, actor: Record) -> Iterator[tuple[str, int]]:
    """The texts that an actor can be searched by: its names, its id, its identifiers and the host of its homepage."""
    yield actor["name"], 1
    yield from ((name, 0) for name in actor["alt_names"])
    yield slug, 0
    for _, value in actor["identifiers"]:
        host = urlsplit(value).hostname if "://" in value else None
        yield host.removeprefix("www.") if host else value, 0


class Index:
    """The search index of one version, read only. Not shared between threads."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def search(self, text: str, *, limit: int = 20, kind: str | None = None) -> list[Hit]:
        """The actors whose names are nearest to the text, best first; the better connected first among equals."""
        wanted = folded(text[:QUERY_LENGTH])[:QUERY_LENGTH]
        if not wanted:
            return []
        scored = self._scored(wanted, wanted, kind)
        if not scored and (corrected := self._corrected(wanted)) != wanted:
            scored = self._scored(wanted, corrected, kind)
        ranked = sorted(scored.values(), key=lambda ranked: (-ranked[0], ranked[1].slug))
        return [hit for _, hit in ranked[:limit]]

    def _scored(self, wanted: str, sought: str, kind: str | None) -> dict[str, tuple[float, Hit]]:
        """The best hit of each actor, with its rank: a match of the whole name first, then score and connection."""
        best: dict[str, tuple[float, Hit]] = {}
        for slug, known_kind, name, matched, is_name, ties in self._candidates(sought, kind):
            score = _score(wanted, folded(matched))
            rank = (200.0 if score >= _EXACT else score) + min(6.0, 0.8 * log2(1 + ties)) + _FOR_THE_NAME * is_name
            if score >= _LEAST_SCORE and rank > best.get(slug, (0.0,))[0]:
                best[slug] = (rank, Hit(slug, known_kind, name, matched, round(score, 1)))
        return best

    def _corrected(self, wanted: str) -> str:
        """The text with each unknown word replaced by the known word that is nearest in spelling."""
        choices = [word for (word,) in self._base.execute("select word from word order by word")]
        known = frozenset(choices)
        words = []
        for word in wanted.split():
            near = None if word in known else process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=70)
            words.append(near[0] if near else word)
        return " ".join(words)

    def _candidates(self, wanted: str, kind: str | None) -> Iterator[tuple[str, str, str, str, int, int]]:
        """Names that share the text's trigrams; for shorter texts, names in which a word begins with it."""
        rows = "select k.slug, a.kind, a.name, k.name, k.is_name, a.ties from known_as k join actor a using (slug)"
        of_kind = " and (?2 is null or a.kind = ?2)"
        trigrams = _trigrams(wanted)
        if trigrams:
            matching = " join folded_name f on f.rowid = k.rowid where folded_name match ?1"
            query = f"{rows}{matching}{of_kind} order by f.rank limit ?3"
            match = " OR ".join(f'"{trigram}"' for trigram in trigrams)
            yield from self._base.execute(query, (match, kind, _CANDIDATES))
        else:
            where = f"(k.folded like ?1 || '%' or k.folded like '% ' || ?1 || '%'){of_kind}"
            begins = f"{rows} where {where} order by a.ties desc, k.rowid limit ?3"
            yield from self._base.execute(begins, (wanted, kind, _CANDIDATES))


def _trigrams(text: str) -> list[str]:
    pieces = (text[i : i + 3] for i in range(len(text) - 2))
    return list(dict.fromkeys(trigram for trigram in pieces if re.fullmatch(r"\S+( \S*)?|\S* \S+", trigram)))


def _score(wanted: str, name: str) -> float:
    """100 for the same name, 0 for nothing in common.

    What counts: how much of the text is found in the name, then how much of the name that is; whole words more than
    beginnings, and those more than words of near spelling.
    """
    if wanted == name:
        return 100.0
    closed, closed_name = wanted.replace(" ", ""), name.replace(" ", "")
    if closed == closed_name or _without_small(wanted) == _without_small(name):
        return 99.0
    words, name_words = wanted.split(), name.split()
    matched = _share(words, name_words, _likeness)
    covered = _share(name_words, words, _part_said)
    score = 84.0 * matched + 12.0 * covered
    if len(name_words) > 1 and covered > 0.9 and matched > 0.4:  # the whole name, with a title or a place beside it
        score = max(score, 80.0 * covered)
    if closed_name.startswith(closed) and len(closed) > 3:
        score = max(score, 85.0)
    return max(score, 0.9 * fuzz.ratio(closed, closed_name, score_cutoff=80) if len(closed) > 5 else 0.0)


def _without_small(text: str) -> str:
    return " ".join(word for word in text.split() if word not in _SMALL_WORDS) or text


def _share(words: Sequence[str], others: Sequence[str], likeness: Callable[[str, str], float]) -> float:
    """How much of these words is found among the others, from 0 to 1; long words count for more, small ones little."""
    weights = [0.3 if word in _SMALL_WORDS else 1.0 + len(word) / 8 for word in words]
    likest = [max(likeness(word, other) for other in others) for word in words]
    return sum(weight * like for weight, like in zip(weights, likest, strict=True)) / sum(weights)


def _likeness(word: str, other: str) -> float:
    """From 0 to 1: 1 for the same word, less for one that begins with it, less again for one of near spelling."""
    if word == other:
        return 1.0
    if other.startswith(word):
        return 0.95
    if min(len(word), len(other)) < 4 or not (word.isalpha() and other.isalpha()):
        return 0.0
    ratio = fuzz.ratio(word, other) / 100
    return ratio if ratio >= 0.74 else 0.0


def _part_said(word: str, wanted: str) -> float:
    """How much of a word of the name a word of the text says."""
    return _likeness(wanted, word) * min(1.0, len(wanted) / len(word))
