"""How an id is made from stable fields: the same facts give the same id, whatever the order of rows."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from graph.model import EntityRef

BASE = "https://w3id.org/reentry-graph/"
TIE_ID_LENGTH = 200
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def iri(ref: EntityRef) -> str:
    """The full IRI of a thing of this project."""
    return f"{BASE}{ref.space}/{ref.key}"


def slug(text: str) -> str:
    """Text as lower-case letters, digits and single dashes; accents are dropped."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")


def tie_ref(subject: str, relation: str, target: str, marks: Iterable[tuple[str, object]] = ()) -> EntityRef:
    """The id of a tie: its two ends, its relation, and the marks that tell it from others of the same kind.

    `marks` are (name, value) pairs in a fixed order; empty values leave no trace.
    """
    return EntityRef("tie", _joined([subject, slug(relation), target, *_marked(marks)]))


def outcome_ref(about: str, unit: str, marks: Iterable[tuple[str, object]] = ()) -> EntityRef:
    """The id of an outcome: whom it is about, what is counted, and the marks that tell it from others."""
    return EntityRef("outcome", _joined([about, slug(unit) or "outcome", *_marked(marks)]))


def _marked(marks: Iterable[tuple[str, object]]) -> list[str]:
    return [mark for name, value in marks if value not in (None, "") and (mark := _mark(name, value))]


def _mark(name: str, value: object) -> str:
    text = plain_number(value) if isinstance(value, int | Decimal) else str(value)
    return slug(f"{name} {text.replace('.', '-point-')}" if isinstance(value, Decimal) else f"{name} {text}")


def _joined(parts: list[str]) -> str:
    whole = "--".join(parts)
    if len(whole) <= TIE_ID_LENGTH:
        return whole
    digest = hashlib.sha256(whole.encode()).hexdigest()[:16]
    return f"{whole[: TIE_ID_LENGTH - 18].rstrip('-')}--{digest}"


def plain_number(value: int | Decimal) -> str:
    """A number without exponent, trailing zeros or sign of zero: `250000`, `21.5`."""
    if isinstance(value, int):
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
