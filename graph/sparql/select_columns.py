"""The columns of `SELECT *`: in the order in which the query mentions them, where Oxigraph sorts them by name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graph.sparql.formats import Form
from graph.sparql.prologue import next_match, read_prologue

_DISTINCT = re.compile(r"(?:DISTINCT|REDUCED)\b", re.IGNORECASE)
_STAR = re.compile(r"\*")


def star(text: str) -> int | None:
    """Where the star of a `SELECT *` stands; None where the query has no star."""
    prologue = read_prologue(text) if "*" in text else None
    if prologue is None or prologue.form is not Form.SELECT:
        return None
    distinct = next_match(_DISTINCT, text, prologue.end)
    found = next_match(_STAR, text, distinct.end() if distinct else prologue.end)
    return found.start() if found else None


def spelled_out(text: str, at: int, names: Iterable[str]) -> str:
    """The query with its star replaced by these variables, in order of mention. The names are the engine's own."""
    columns = " ".join(f"?{name}" for name in sorted(names, key=lambda name: _mention(text, name, at)))
    return f"{text[:at]} {columns} {text[at + 1 :]}" if columns else text


def _mention(text: str, name: str, start: int) -> tuple[int, str]:
    found = re.compile(rf"[?$]{re.escape(name)}(?!\w)").search(text, start)
    return (found.start() if found else len(text)), name
