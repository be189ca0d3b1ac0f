"""The graphs that FROM and FROM NAMED name in a query text."""

from __future__ import annotations

import re
from typing import NamedTuple

from graph.sparql.tokenizer import Token, decoded, tokens

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LAST_LETTERS = "".join(f"|(?<={word})" for word in ("ask", "construct", "true", "false"))
_NAMING = re.compile(rf"(?<![-/:?$])(?:(?<![a-z_]){_LAST_LETTERS})(?:graph|from)|\\u", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\b", re.IGNORECASE)


class Clause(NamedTuple):
    """IRIs after FROM, and after FROM NAMED."""

    default: tuple[str, ...]
    named: tuple[str, ...]


def may_name_graphs(text: str) -> bool:
    """Whether the text might hold GRAPH or FROM as a keyword: quick, and rather yes than no.

    Neither can stand right behind one of the signs that are passed over, nor behind a letter but the last one of the
    few words that it may follow: there it is part of a name, an IRI or a variable. Escapes may spell anything.
    """
    return _NAMING.search(text) is not None


def names_many(text: str) -> bool:
    """Whether the text might name more than one graph: quick, and rather yes than no."""
    return len(_FROM.findall(text)) > 1


def dataset_clause(text: str, prefixes: dict[str, str]) -> Clause | None:
    """What the clause names; None where this cannot tell (the engine then reads the clause by itself)."""
    words = list(tokens(text))
    default: list[str] = []
    named: list[str] = []
    for at, word in enumerate(words):
        if _is(word, "FROM"):
            is_named = _is(_at(words, at + 1), "NAMED")
            iri = _iri(_at(words, at + 1 + is_named), prefixes)
            if iri is None:
                return None
            (named if is_named else default).append(iri)
    return Clause(tuple(dict.fromkeys(default)), tuple(dict.fromkeys(named)))


def _at(words: list[Token], at: int) -> Token | None:
    return words[at] if at < len(words) else None


def _is(token: Token | None, word: str) -> bool:
    return token is not None and token.kind == "word" and token.text.upper() == word


def _iri(token: Token | None, prefixes: dict[str, str]) -> str | None:
    if token is not None and token.kind == "iri":
        iri = decoded(token.text[1:-1])
        return iri if _ABSOLUTE.match(iri) else None
    if token is not None and token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return prefixes[prefix] + local if prefix in prefixes and "\\" not in local else None
    return None
