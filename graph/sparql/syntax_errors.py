"""Explains why a text is not a SPARQL query: the place of the first error, and its cure.

Everything is imported up front: when a query fails, the sandbox no longer lets the worker open a module's file.
"""

from __future__ import annotations

import re

from graph.sparql.query import PreparedQuery
from graph.sparql.query_errors import BadSyntax
from graph.sparql.syntax.query_syntax import QuerySyntax
from graph.sparql.syntax.token_reader import Fault, Undecided

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,\[]+')
_KEYWORD = re.compile(r"[A-Z][A-Z0-9_]+")
_MAX_EXPECTED = 8
_NOT_SUGGESTED = {"SERVICE", "LATERAL"}  # refused here, or not part of the standard


def diagnose(error: SyntaxError, query: PreparedQuery) -> BadSyntax:
    """The error for the client. Runs only after the engine has refused the query, so that good ones lose no time."""
    fault = _first_fault(query) or _engine_fault(str(error.msg), query.text)
    if fault is None:
        return BadSyntax(str(error.msg))
    return BadSyntax(fault.message, *_place(query.text, fault.offset))


def _first_fault(query: PreparedQuery) -> Fault | None:
    """What our own reading of the query complains about; None if nothing."""
    try:
        QuerySyntax(query.text, query.prefixes, query.base).check()
    except Fault as fault:
        return fault
    except (Undecided, RecursionError):  # the latter: a query nested a thousand deep
        return None
    return None


def _engine_fault(message: str, text: str) -> Fault | None:
    """The complaint of the engine's parser, shortened and moved to where it belongs."""
    place = _PLACE.fullmatch(message)
    if place is None:
        return None
    parts = [part.strip() for part in _PART.findall(place[3]) if part.strip()]
    offset = max(0, _offset(text, int(place[1]), int(place[2])) - _overshoot(parts))
    return Fault(offset, _message(parts, text[offset:]))


def _message(parts: list[str], rest: str) -> str:
    sentences = [part for part in parts if " " in part and part[0].isalpha()]
    if sentences:
        return sentences[0][0].lower() + sentences[0][1:]
    expected = [part.strip('"') for part in parts if not part.startswith("[") and part not in _NOT_SUGGESTED]
    unexpected = rest.split(maxsplit=1)[0][:40] if rest.strip() else "end of the query"
    if not expected:
        return f"unexpected {unexpected}"
    more = " ..." if len(expected) > _MAX_EXPECTED else ""
    return f"unexpected {unexpected}; expected one of: {' '.join(expected[:_MAX_EXPECTED])}{more}"


def _overshoot(parts: list[str]) -> int:
    """How far behind the error the parser points: it reads as many letters as a keyword has before it compares."""
    if parts and all(_KEYWORD.fullmatch(part) for part in parts):
        return min(len(part) for part in parts)
    return 0


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column - 1


def _place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
