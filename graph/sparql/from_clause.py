"""Reads the graphs named by FROM and FROM NAMED, without parsing the query."""

from __future__ import annotations

import re
from typing import NamedTuple

from graph.sparql.prologue import resolved
from graph.sparql.syntax.tokenizer import Token, tokenize, unescape

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LAST_LETTERS = "".join(f"|(?<={word})" for word in ("ask", "construct", "true", "false"))
_NAMING = re.compile(rf"(?<![-/:?$])(?:(?<![a-z_]){_LAST_LETTERS})(?:graph|from)|\\u", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\b", re.IGNORECASE)


class FromClause(NamedTuple):
    """The IRIs after FROM, and those after FROM NAMED."""

    default: tuple[str, ...]
    named: tuple[str, ...]


def may_name_graphs(text: str) -> bool:
    """Whether the text might use GRAPH or FROM as a keyword. A quick test: true if in doubt.

    Right behind a letter, or one of `-/:?$`, the token is part of a name, an IRI or a variable, except behind the last
    letter of the few keywords that need no blank before it. Escapes may spell anything, so any `\\u` counts.
    """
    return _NAMING.search(text) is not None


def may_name_several_graphs(text: str) -> bool:
    """Whether the text might name more than one graph. A quick test: true if in doubt."""
    return len(_FROM.findall(text)) > 1


def read_from_clause(text: str, prefixes: dict[str, str], base: str | None = None) -> FromClause | None:
    """The graphs that the clause names; None if that is unclear without a parse (the engine then reads it alone).

    Relative IRIs are resolved against the base, which is that behind the prologue.
    """
    tokens = list(tokenize(text))
    default: list[str] = []
    named: list[str] = []
    for at, token in enumerate(tokens):
        if _is(token, "FROM"):
            is_named = _is(_token_at(tokens, at + 1), "NAMED")
            iri = _iri(_token_at(tokens, at + 1 + is_named), prefixes, base)
            if iri is None:
                return None
            (named if is_named else default).append(iri)
    return FromClause(tuple(dict.fromkeys(default)), tuple(dict.fromkeys(named)))


def _token_at(tokens: list[Token], at: int) -> Token | None:
    return tokens[at] if at < len(tokens) else None


def _is(token: Token | None, keyword: str) -> bool:
    return token is not None and token.kind == "word" and token.text.upper() == keyword


def _iri(token: Token | None, prefixes: dict[str, str], base: str | None) -> str | None:
    if token is not None and token.kind == "iri":
        iri = resolved(unescape(token.text[1:-1]), base)
        return iri if _ABSOLUTE.match(iri) else None
    if token is not None and token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return prefixes[prefix] + local if prefix in prefixes and "\\" not in local else None
    return None
