"""Orders the columns of `SELECT *` as the query mentions them; Oxigraph would sort them by name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graph.sparql.formats import Form
from graph.sparql.prologue import next_match, read_prologue

_DISTINCT = re.compile(r"(?:DISTINCT|REDUCED)\b", re.IGNORECASE)
_STAR = re.compile(r"\*")


def find_star(text: str) -> int | None:
    """The offset of the star of `SELECT *`; None if the query has none."""
    prologue = read_prologue(text) if "*" in text else None
    if prologue is None or prologue.form is not Form.SELECT:
        return None
    distinct = next_match(_DISTINCT, text, prologue.end)
    star = next_match(_STAR, text, distinct.end() if distinct else prologue.end)
    return star.start() if star else None


def expand_star(text: str, at: int, names: Iterable[str]) -> str:
    """Replace the star by these variables, in order of mention. The names come from the engine."""
    columns = " ".join(f"?{name}" for name in sorted(names, key=lambda name: _first_mention(text, name, at)))
    return f"{text[:at]} {columns} {text[at + 1 :]}" if columns else text


def _first_mention(text: str, name: str, start: int) -> tuple[int, str]:
    mention = re.compile(rf"[?$]{re.escape(name)}(?!\w)").search(text, start)
    return (mention.start() if mention else len(text)), name
