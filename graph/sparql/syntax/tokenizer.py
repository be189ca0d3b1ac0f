"""Cuts a query into tokens without parsing it.

This is only nearly right: a parser is needed to know whether `<` opens an IRI or compares. So use it for explanations
and shortcuts; whatever protects the service must rest on the engine's own parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
"""The keywords that an update begins with, after its prologue."""

_ESCAPED = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""
      (?P<blank>    [ \t\r\n\f\v]+ | \#[^\r\n]* )
    | (?P<iri>      < (?: [^<>"{{}}|^`\\\x00-\x20] | {_ESCAPED} )*+ > )
    | (?P<string>   \"\"\" (?: [^"\\] | \\. | "{{1,2}}(?!") )*+ \"\"\" | ''' (?: [^'\\] | \\. | '{{1,2}}(?!') )*+ '''
                  | " (?: [^"\\\r\n] | \\. )*+ " | ' (?: [^'\\\r\n] | \\. )*+ ' )
    | (?P<variable> [?$] \w+ )
    | (?P<number>   (?: \d+ (?: \.\d+ )? | \.\d+ ) (?: [eE] [+-]? \d+ )? )
    | (?P<language> @ [A-Za-z]+ (?: - [A-Za-z0-9]+ )* )
    | (?P<name>     (?: [^\W\d] (?: [\w.-]* [\w-] )? )? : (?: [\w:%.-] | \\. )* )
    | (?P<word>     [^\W\d] \w* )
    | (?P<mark>     \^\^ | && | \|\| | != | <= | >= | . )
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A token: its kind (a group of the pattern above, such as iri or mark), its text, and its offset in the query."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind the token."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """The word in capitals; empty for other tokens."""
        return self.text.upper() if self.kind == "word" else ""


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of a query in order, without blanks and comments."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "blank":
            yield Token(match.lastgroup or "", match[0], match.start())


def unescape(text: str) -> str:
    """The text with `\\u` and `\\U` escapes replaced by their characters."""
    return re.sub(_ESCAPED, lambda match: chr(min(int(match[0][2:], 16), 0x10FFFF)), text)
