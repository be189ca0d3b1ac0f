"""Refusing SERVICE, which would make this server call others. The engine's own parser is the judge.

A word can stand in a comment, a string, an IRI or a name without meaning anything, and SPARQL has no token rules that
tell these apart without a parse (`?a<?b)...#>` may hold an IRI or a comment). So each `service` in the text, escapes
included, is replaced by a random word and the text is parsed against an empty store: it parses exactly when none of
the words was the keyword. Runs in a worker only, and only for texts that hold the word.
"""

from __future__ import annotations

import re
import secrets

import pyoxigraph as ox

from graph.sparql.query_errors import Refused
from graph.sparql.tokenizer import decoded, tokens

_WORD = "service"


def _spelled(letter: str) -> str:
    codes = "|".join(f"{ord(case):x}" for case in (letter, letter.upper()))
    return rf"(?:{letter}|\\u00(?:{codes})|\\U000000(?:{codes}))"


_SERVICE = re.compile("".join(map(_spelled, _WORD)), re.IGNORECASE | re.ASCII)

REFUSAL = Refused(
    "SERVICE asks another server, and this service calls nobody.",
    "Leave the SERVICE part out and join its answer on your side, or ask from an engine of your own that federates.",
)


def mentions_service(text: str) -> bool:
    """Whether the word stands anywhere, in any spelling."""
    return _SERVICE.search(text) is not None


def without_the_word(text: str) -> str:
    """The text with each `service` replaced, so that it holds no keyword of this name; the same length if unescaped."""
    stand_in = "t" + secrets.token_hex(3)  # after an escaped backslash this still makes a valid escape, \t
    return _SERVICE.sub(stand_in, text)


def refuse_service(text: str, prefixes: dict[str, str], base: str | None) -> None:
    """Raise Refused where a `service` in the text is the keyword; SyntaxError where the text is no query anyway."""
    try:
        ox.Store().query(without_the_word(text), prefixes=prefixes, base_iri=base)
    except SyntaxError:
        if has_bare_word(text, prefixes):
            raise Refused(REFUSAL.why, REFUSAL.cure) from None
        raise
    except (RuntimeError, ValueError, OSError):
        return  # it parses, and will fail in the same way when it is asked


def has_bare_word(text: str, prefixes: dict[str, str]) -> bool:
    """Whether `service` seems to stand outside comments, strings, IRIs, variables and names of declared prefixes."""
    for token in tokens(decoded(text)):
        word = token.text.partition(":")[0]
        if token.kind in ("word", "name") and word.lower() == _WORD and word not in prefixes:
            return True
    return False
