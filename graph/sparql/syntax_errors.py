"""What is wrong with a text that is no query: Oxigraph's parser error, made short and put in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from graph.sparql.query import PreparedQuery
from graph.sparql.query_errors import BadSyntax
from graph.sparql.tokenizer import Token, tokenize

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,\[]+')
_KEYWORD = re.compile(r"[A-Z][A-Z0-9_]+")
_SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_SHOWN = 8
_NOT_ADVISED = {"SERVICE", "LATERAL"}  # refused here, or no part of the standard
_PAIRS = {"}": "{", ")": "(", "]": "["}


def diagnose(error: SyntaxError, question: PreparedQuery) -> BadSyntax:
    """What to tell the asker: the line, the column, and what is wrong there."""
    text = question.text
    if (culprit := next(chain(_unresolved(question), _unopened(text)), None)) is not None:
        token, message = culprit
        return BadSyntax(message, *_place(text, token.start))
    found = _PLACE.fullmatch(str(error.msg))
    if found is None:
        return BadSyntax(str(error.msg))
    parts = [part.strip() for part in _PART.findall(found[3]) if part.strip()]
    offset = max(0, _offset(text, int(found[1]), int(found[2])) - _overshoot(parts))
    return BadSyntax(_message(parts, text[offset:]), *_place(text, offset))


def _unresolved(question: PreparedQuery) -> Iterator[tuple[Token, str]]:
    """Names whose prefix nobody declared, and relative IRIs without a base: the parser points past them."""
    has_base = question.base is not None or re.search(r"\bBASE\b", question.text, re.IGNORECASE)
    for token in tokenize(question.text):
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix != "_" and prefix not in question.prefixes:
            yield token, f"the prefix {prefix}: is not declared: add PREFIX {prefix}: <...> at the start of the query"
        elif token.kind == "iri" and not has_base and not _SCHEME.match(token.text):
            yield token, f"the IRI {token.text} is relative and there is no base: write it in full"


def _unopened(text: str) -> Iterator[tuple[Token, str]]:
    """Brackets that close what is not open."""
    opened: list[str] = []
    for token in tokenize(text):
        if token.text in _PAIRS.values():
            opened.append(token.text)
        elif token.text in _PAIRS and (not opened or opened.pop() != _PAIRS[token.text]):
            yield token, f"unexpected {token.text}: it closes nothing that is open here"


def _message(parts: list[str], rest: str) -> str:
    sentences = [part for part in parts if " " in part and part[0].isalpha()]
    if sentences:
        return sentences[0][0].lower() + sentences[0][1:]
    expected = [part.strip('"') for part in parts if not part.startswith("[") and part not in _NOT_ADVISED]
    seen = rest.split(maxsplit=1)[0][:40] if rest.strip() else "the end of the query"
    if not expected:
        return f"unexpected {seen}"
    more = " ..." if len(expected) > _SHOWN else ""
    return f"unexpected {seen}; expected one of: {' '.join(expected[:_SHOWN])}{more}"


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
