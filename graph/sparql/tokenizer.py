"""The words of a query text, cut without a parse.

Nearly right, and no more: only a parser knows whether `<` opens an IRI or compares. So what is built on this may
explain and help; what protects is built on the engine's own parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_ESCAPED = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""
      (?P<blank>    [ \t\r\n\f\v]+ | \#[^\r\n]* )
    | (?P<iri>      < (?: [^<>"{{}}|^`\\\x00-\x20] | {_ESCAPED} )*+ > )
    | (?P<string>   \"\"\" (?: [^"\\] | \\. | "{{1,2}}(?!") )*+ \"\"\" | ''' (?: [^'\\] | \\. | '{{1,2}}(?!') )*+ '''
                  | " (?: [^"\\\r\n] | \\. )*+ " | ' (?: [^'\\\r\n] | \\. )*+ ' )
    | (?P<variable> [?$] \w+ )
    | (?P<name>     (?: [^\W\d] (?: [\w.-]* [\w-] )? )? : (?: [\w:%.-] | \\. )* )
    | (?P<word>     [^\W\d] \w* )
    | (?P<mark>     . )
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One word: its kind (iri, string, variable, name, word, mark), its text, and where it starts."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The words of the text in order, without blanks and comments."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "blank":
            yield Token(found.lastgroup or "", found[0], found.start())


def decoded(text: str) -> str:
    """The text with its escapes for characters undone."""
    return re.sub(_ESCAPED, lambda found: chr(min(int(found[0][2:], 16), 0x10FFFF)), text)
