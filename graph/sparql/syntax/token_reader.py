"""Reads the tokens of a query one after the other, and reports the first that cannot be there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from graph.sparql.syntax.tokenizer import Token, tokenize

_MESSAGE_LENGTH = 400  # a message may quote a word, and that may be as long as the query
_END = Token("end", "", 0)


class Fault(Exception):
    """The first error of a query: its offset in the text, and a message with the cure."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message if len(message) <= _MESSAGE_LENGTH else f"{message[:_MESSAGE_LENGTH]} ..."


class Undecided(Exception):
    """Without a parse it is unclear how to read the text from here: the engine's own message has to do."""


def close_word(word: str, candidates: Iterable[str]) -> str:
    """The word that was probably meant, in capitals; empty if none is close."""
    return next(iter(get_close_matches(word.upper(), list(candidates), 1, 0.75)), "")


class TokenReader:
    """The tokens of a query, with a position that only moves forward."""

    def __init__(self, text: str, prefixes: dict[str, str], base: str | None) -> None:
        self.text = text
        self._prefixes = prefixes
        self._has_base = base is not None or re.search(r"\bBASE\b", text, re.IGNORECASE) is not None
        self.tokens = list(tokenize(text))
        self.position = 0

    def peek(self, distance: int = 0) -> Token:
        """The next token, or one further on; a token of kind `end` behind the last."""
        at = self.position + distance
        return self.tokens[at] if at < len(self.tokens) else _END._replace(start=self.previous_end())

    def previous_end(self) -> int:
        """The offset behind the last token that was read, or all of them at the end of the query."""
        return self.tokens[min(self.position, len(self.tokens)) - 1].end if self.tokens and self.position else 0

    def take(self) -> Token:
        """The next token; moves on."""
        token = self.peek()
        self.position += 1
        return token

    def accept(self, *texts: str) -> Token | None:
        """The next token if it is one of these marks or keywords (in capitals); moves on."""
        token = self.peek()
        return self.take() if (token.keyword or token.text) in texts and token.kind in ("word", "mark") else None

    def is_glued(self) -> bool:
        """Whether the next token follows the previous one without a blank."""
        return self.peek().kind != "end" and self.peek().start == self.previous_end()

    def fail(self, message: str, token: Token | None = None) -> Fault:
        """A fault at a token; by default at the next."""
        return Fault((token or self.peek()).start, message)

    def next_text(self) -> str:
        """The next token, for a message."""
        token = self.peek()
        return "the end of the query" if token.kind == "end" else token.text[:40]

    def place(self, token: Token) -> str:
        """Line and column of a token, for a message."""
        before = self.text[: token.start]
        return f"line {before.count(chr(10)) + 1}, column {token.start - before.rfind(chr(10))}"
