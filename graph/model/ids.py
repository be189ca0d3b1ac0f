"""How ids are made from stable fields: the same facts give the same id, in whatever order they are read."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from graph.model.statements import EntityRef

BASE = "https://w3id.org/reentry-graph/"
TIE_ID_LENGTH = 200
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_GAP = re.compile(r"[ -]+")
_TEXT_MARKS = ("", "until", "role", "unit", "type", "through", "of")
"""Names of marks whose value is a text; the one without a name is the start."""


def iri(ref: EntityRef) -> str:
    """The full IRI of a thing of this project."""
    return f"{BASE}{ref.space}/{ref.key}"


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Text as lower-case letters, digits and single dashes; accents are dropped."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")


def tie_ref(subject: str, relation: str, target: str, marks: Iterable[tuple[str, object]] = ()) -> EntityRef:
    """The id of a tie: its two ends, its relation, and the marks that tell it from others of the same kind.

    `marks` are (name, value) pairs in a fixed order; pairs with an empty value are left out.
    """
    named, marked = _named(relation, tuple(marks))
    return EntityRef("tie", _short(f"{subject}--{named}--{target}{marked}"))


def outcome_ref(about: str, unit: str, marks: Iterable[tuple[str, object]] = ()) -> EntityRef:
    """The id of an outcome: whom it is about, what is counted, and the marks that tell it from others."""
    counted = (slug(unit) if _says_all(unit) else _with_digest(unit)) if unit else "outcome"
    return EntityRef("outcome", _short(f"{about}--{counted}{_marked(marks)}"))


@lru_cache(maxsize=4096)
def _named(relation: str, marks: tuple[tuple[str, object], ...]) -> tuple[str, str]:
    return slug(relation), _marked(marks)


def _marked(marks: Iterable[tuple[str, object]]) -> str:
    return "".join(f"--{_mark(name, value)}" for name, value in marks if value not in (None, ""))


@lru_cache(maxsize=4096, typed=True)
def _mark(name: str, value: object) -> str:
    """A mark as words; where words alone could mean another mark too, a digest of the whole mark follows."""
    if isinstance(value, int | Decimal):
        text = plain_number(value)
        clear = _names_a_number(name) and value >= 0
    else:
        text = str(value)
        clear = name in _TEXT_MARKS and _says_all(text) and (name != "" or text[:1].isdigit())
    return slug(f"{name} {text.replace('.', '-point-')}") if clear else _with_digest(name, text)


def _names_a_number(name: str) -> bool:
    words = slug(name).split("-")
    return _says_all(name) and words[0][:1].isalpha() and words[0] not in _TEXT_MARKS and words[-1] != "point"


def _says_all(text: str) -> bool:
    """Whether the slug of a text keeps all of it but case, spaces and dashes."""
    return _GAP.sub("-", text.lower()).strip("-") == slug(text)


def _with_digest(*texts: str) -> str:
    same = "\n".join(" ".join(unicodedata.normalize("NFC", text).casefold().split()) for text in texts)
    digest = hashlib.sha256(same.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug(' '.join(texts))}-{digest}".strip("-")


def _short(whole: str) -> str:
    if len(whole) <= TIE_ID_LENGTH:
        return whole
    digest = hashlib.sha256(whole.encode()).hexdigest()[:16]
    return f"{whole[: TIE_ID_LENGTH - 18].rstrip('-')}--{digest}"


def plain_number(value: int | Decimal) -> str:
    """A number without exponent, trailing zeros or sign of zero: `250000`, `21.5`."""
    if isinstance(value, int):
        return str(value)
    text = format(value or Decimal(0), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
