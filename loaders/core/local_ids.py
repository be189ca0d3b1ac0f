"""Ids for actors known by name alone. They are unique within a scope, so that namesakes are never merged."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache

from graph.model.ids import slug
from graph.model.statements import SLUG_LENGTH
from loaders.readers.input_files import RecordFile

_DIGEST = 8


def file_slug(file: RecordFile, length: int = 80) -> str:
    """The name of a file as a part of an id; the start of its digest if the name has no usable letters."""
    return slug(file.stem)[:length].strip("-") or file.sha256[:8]


@lru_cache(maxsize=65536)
def scoped_id(scope: str, *names: str) -> str:
    """The id of the actor with these names (name, town) within a scope, which is an id itself.

    The same names give the same id whatever their case and spaces; a digest tells apart what a slug would not.
    """
    normalized = "\n".join(" ".join(unicodedata.normalize("NFC", text).casefold().split()) for text in names)
    digest = hashlib.sha256(normalized.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    available = SLUG_LENGTH - len(scope) - _DIGEST - 2
    readable = slug(names[0])[:available].strip("-")
    return "-".join(part for part in (scope, readable, digest) if part)
