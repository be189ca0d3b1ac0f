"""Cleans texts of records: one line, no markup, and None for placeholders such as `N/A`."""

from __future__ import annotations

import html
import re

from loaders.core.record_writer import RecordWriter

NAME_LENGTH = 300
TEXT_LENGTH = 2000
_MARKUP = re.compile(r"<(?:\s*(?:/\s*)?[A-Za-z!?][^<>]*>|[A-Za-z/!?])|&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_TAG = re.compile(r"<\s*/?\s*[A-Za-z!?][^<>]*>")
_OPEN = re.compile(r"<(?=[A-Za-z/!?])")
_EMPTY_TEXT = re.compile(r"n/?a|n\.a\.|unknown|none|null|tbd|nil|[\W_]*", re.IGNORECASE)
_LONGEST_EMPTY_TEXT = len("unknown")
_NONCHARACTERS = re.compile(r"[\ufff9-\uffff]")
_TIMES_ESCAPED = 3


def one_line(text: str | None, length: int = TEXT_LENGTH) -> str | None:
    """A text in one line without invisible characters, cut at a word with an ellipsis if it is too long.

    None if nothing is left.
    """
    if not text:
        return None
    line = " ".join(text.split())
    if not line.isprintable():
        line = "".join(filter(str.isprintable, line))
    if len(line) > length:
        line = line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
    return line or None


def clean_text(writer: RecordWriter, text: str | None, length: int = TEXT_LENGTH) -> str | None:
    """A text in one line without markup (which is counted); None for a placeholder such as `N/A`."""
    if not text:
        return None
    if "<" in text or "&" in text:
        text = _without_markup(writer, text)
    line = one_line(text, length)
    if line and not line.isascii():
        line = one_line(_NONCHARACTERS.sub("", line), length)
    if line is None or ((len(line) <= _LONGEST_EMPTY_TEXT or not line[0].isalnum()) and _EMPTY_TEXT.fullmatch(line)):
        return None
    return line


def clean_name(writer: RecordWriter, *parts: str | None) -> str | None:
    """A name given in one or more parts, as one line."""
    return clean_text(writer, " ".join(part for part in parts if part), NAME_LENGTH)


def _without_markup(writer: RecordWriter, text: str) -> str:
    plain = text
    for _ in range(_TIMES_ESCAPED):
        if not _MARKUP.search(plain):
            break
        plain = _OPEN.sub("< ", _TAG.sub(" ", html.unescape(plain)))
    if plain != text:
        writer.tally["texts with markup"] += 1
    return _MARKUP.sub(" ", plain)
