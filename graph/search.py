"""Names to actors: full text, spelling mistakes and beginnings, from one SQLite file in each version."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz

from graph.records import Record

QUERY_LENGTH = 200
_CANDIDATES = 200
_LEAST_SCORE = 60.0
_SCHEMA = """
create table actor (slug text primary key, kind text not null, name text not null, ties integer not null) without rowid;
create table known_as (slug text not null, name text not null, folded text not null, is_name integer not null);
create virtual table folded_name using fts5 (folded, content='known_as', tokenize='trigram');
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
    """Write the index of (slug, actor, number of ties)."""
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(_SCHEMA)
        for slug, actor, ties in actors:
            base.execute("insert into actor values (?, ?, ?, ?)", (slug, actor["kind"], actor["name"], ties))
            base.executemany("insert into known_as values (?, ?, ?, ?)", _names(slug, actor))
        base.execute("insert into folded_name (folded_name) values ('rebuild')")


def _names(slug: str, actor: Record) -> Iterator[tuple[str, str, str, int]]:
    yield slug, actor["name"], folded(actor["name"]), 1
    for name in actor["alt_names"]:
        yield slug, name, folded(name), 0
    yield slug, slug, folded(slug), 0


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
        wanted = folded(text[:QUERY_LENGTH])
        if not wanted:
            return []
        best: dict[str, tuple[float, int, Hit]] = {}
        for slug, known_kind, name, matched, ties in self._candidates(wanted, kind):
            score = _score(wanted, folded(matched))
            if score >= _LEAST_SCORE and score > best.get(slug, (0.0,))[0]:
                best[slug] = (score, ties, Hit(slug, known_kind, name, matched, round(score, 1)))
        ranked = sorted(best.values(), key=lambda found: (-round(found[0]), -found[1], found[2].slug))
        return [hit for _, _, hit in ranked[:limit]]

    def _candidates(self, wanted: str, kind: str | None) -> Iterator[tuple[str, str, str, str, int]]:
        """Names that share the text's trigrams; for shorter texts, names in which a word begins with it."""
        rows = "select k.slug, a.kind, a.name, k.name, a.ties from known_as k join actor a using (slug)"
        of_kind = " and (?2 is null or a.kind = ?2)"
        trigrams = _trigrams(wanted)
        if trigrams:
            matching = " join folded_name f on f.rowid = k.rowid where folded_name match ?1"
            found = f"{rows}{matching}{of_kind} order by f.rank limit ?3"
            match = " OR ".join(f'"{trigram}"' for trigram in trigrams)
            yield from self._base.execute(found, (match, kind, _CANDIDATES))
        else:
            begins = f"{rows} where (k.folded like ?1 || '%' or k.folded like '% ' || ?1 || '%'){of_kind} limit ?3"
            yield from self._base.execute(begins, (wanted, kind, _CANDIDATES))


def _trigrams(text: str) -> list[str]:
    found = (text[i : i + 3] for i in range(len(text) - 2))
    return list(dict.fromkeys(trigram for trigram in found if re.fullmatch(r"\S+( \S*)?|\S* \S+", trigram)))


def _score(wanted: str, name: str) -> float:
    """100 for the same name; beginnings and word order count for much, spelling mistakes cost little."""
    if wanted == name:
        return 100.0
    begins = 97.0 if name.startswith(wanted) else 93.0 if f" {wanted}" in name else 0.0
    return max(
        begins,
        0.95 * fuzz.ratio(wanted, name),
        0.9 * fuzz.token_sort_ratio(wanted, name),
        0.85 * fuzz.WRatio(wanted, name),
    )
