"""What is wrong with a text that is no query: Oxigraph's parser error, made short and put in its place."""

from __future__ import annotations

import re

from graph.sparql.errors import BadSyntax

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,\[]+')
_KEYWORD = re.compile(r"[A-Z][A-Z0-9_]+")
_UNKNOWN_PREFIX = "Prefix not found"
_SHOWN = 8


def diagnose(error: SyntaxError, text: str) -> BadSyntax:
    """The parser's error with line, column and what was expected there."""
    found = _PLACE.fullmatch(str(error.msg))
    if found is None:
        return BadSyntax(str(error.msg))
    parts = [part.strip() for part in _PART.findall(found[3]) if part.strip()]
    offset = _offset(text, int(found[1]), int(found[2])) - _overshoot(parts)
    line, column = _place(text, max(0, offset))
    return BadSyntax(_message(parts, text[max(0, offset) :]), line, column)


def _message(parts: list[str], rest: str) -> str:
    sentences = [part for part in parts if " " in part and part[0].isalpha()]
    if _UNKNOWN_PREFIX in sentences:
        return "a prefix before here is not declared: add PREFIX name: <IRI> at the start of the query"
    if sentences:
        return sentences[0][0].lower() + sentences[0][1:]
    expected = [part.strip('"') for part in parts if not part.startswith("[")]
    seen = rest.split(maxsplit=1)[0][:40] if rest.strip() else "the end of the query"
    if not expected:
        return f"unexpected {seen}"
    more = ", ..." if len(expected) > _SHOWN else ""
    return f"unexpected {seen}; expected {', '.join(expected[:_SHOWN])}{more}"


def _overshoot(parts: list[str]) -> int:
    """How far behind the place the parser points: it reads as many letters as a keyword has before it compares."""
    if parts and all(_KEYWORD.fullmatch(part) for part in parts):
        return min(len(part) for part in parts)
    return 0


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column - 1


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
