"""Refuses SERVICE, which would make this server call others. The engine's own parser decides what is a keyword.

The word may appear in a comment, a string, an IRI or a name without any meaning, and SPARQL has no token rules that
tell these apart without a parse (`?a<?b)...#>` may hold an IRI or a comment). So each `service` in the text, escapes
included, is replaced by a random word and the text is parsed against an empty store: it parses exactly when none of
the words was the keyword. This runs in workers only, and only if the text contains the word.
"""

from __future__ import annotations

import re
import secrets

import pyoxigraph as ox

from graph.sparql.query_errors import Refused
from graph.sparql.syntax.tokenizer import tokenize, unescape

_WORD = "service"


def _spelled(letter: str) -> str:
    codes = "|".join(f"{ord(case):x}" for case in (letter, letter.upper()))
    return rf"(?:{letter}|\\u00(?:{codes})|\\U000000(?:{codes}))"


_SERVICE = re.compile("".join(map(_spelled, _WORD)), re.IGNORECASE | re.ASCII)

REFUSAL = Refused(
    "SERVICE asks another server, and this one never calls others.",
    "Leave the SERVICE part out and join its results on your side, or run the query in an engine that federates.",
)


def mentions_service(text: str) -> bool:
    """Whether the word occurs anywhere, in any spelling."""
    return _SERVICE.search(text) is not None


def mask_service(text: str) -> str:
    """Replace each `service` by a random word of the same length (unless it was escaped)."""
    stand_in = "t" + secrets.token_hex(3)  # after an escaped backslash this still makes a valid escape, \t
    return _SERVICE.sub(stand_in, text)


def refuse_service(text: str, prefixes: dict[str, str], base: str | None) -> None:
    """Raise Refused if a `service` in the text is the keyword; SyntaxError if the text is no query anyway."""
    try:
        ox.Store().query(mask_service(text), prefixes=prefixes, base_iri=base)
    except SyntaxError:
        if has_service_keyword(text, prefixes):
            raise Refused(REFUSAL.why, REFUSAL.cure) from None
        raise
    except (RuntimeError, ValueError, OSError):
        return  # it parses, and will fail in the same way when it is evaluated


def has_service_keyword(text: str, prefixes: dict[str, str]) -> bool:
    """Whether `service` seems to be outside comments, strings, IRIs, variables and names with declared prefixes."""
    for token in tokenize(unescape(text)):
        word = token.text.partition(":")[0]
        if token.kind in ("word", "name") and word.lower() == _WORD and word not in prefixes:
            return True
    return False
