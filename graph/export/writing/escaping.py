"""Characters that a file format cannot carry, and how they are written instead.

XML 1.0 has no way to write most control characters, lone surrogates, U+FFFE and U+FFFF. They are replaced by U+FFFD
(the replacement character), so that a name that held one is still visibly another name than one that did not.
"""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

_FORBIDDEN_RANGES = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_FORBIDDEN = re.compile(f"[{_FORBIDDEN_RANGES}]")
_MARKUP = f"&<>\t\n\r\x85\u2028{_FORBIDDEN_RANGES}"
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile(f'[{_MARKUP}"]')
_SPECIAL_OR_APOSTROPHE = re.compile(f"[{_MARKUP}']")
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&apos;",
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
    # Allowed, but readers that follow XML 1.1 turn these two into a line feed or a space.
    "\x85": "&#133;",
    "\u2028": "&#8232;",
}


def printable(text: str) -> str:
    """The text with every character that XML cannot carry replaced."""
    return _FORBIDDEN.sub(REPLACEMENT, text)


def encodable(text: str) -> str:
    """The text with lone surrogates replaced: what is left can be written as UTF-8."""
    return text if text.isascii() else _SURROGATES.sub(REPLACEMENT, text)


def escape(text: str) -> str:
    """The text as XML character data or as a value between double quotes; line ends and tabs survive both."""
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(_escape_one, text)


def escape_apostrophes(text: str) -> str:
    """The text as a value between single quotes, for values that are full of double ones."""
    return _SPECIAL_OR_APOSTROPHE.sub(_escape_one, text)


def _escape_one(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character, REPLACEMENT)
