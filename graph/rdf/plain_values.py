"""RDF terms as plain Python values."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from graph.rdf import nquads
from graph.rdf.terms import ref_of

_XSD = "http://www.w3.org/2001/XMLSchema#"
_CACHED = 16_384
"""Values kept: kinds, days and ids come many times in a row of ties."""


def plain_value(term: object) -> Any:
    """An RDF term as a plain value: a number, a text, or the key of a thing of this project."""
    return plain_text_value(str(term))


@lru_cache(_CACHED)
def plain_text_value(term: str) -> Any:
    """The same of a term as it stands in a line of N-Quads."""
    if iri := nquads.iri_of(term):
        ref = ref_of(iri)
        return ref.key if ref else iri
    if not term.startswith('"'):
        return term
    text, datatype, _ = nquads.literal_parts(term)
    return _of_datatype(text, datatype) if datatype else text


def _of_datatype(text: str, datatype: str) -> int | Decimal | bool | str:
    match datatype.removeprefix(_XSD):
        case "integer":
            return int(text)
        case "decimal":
            return Decimal(text)
        case "boolean":
            return text in ("true", "1")
        case _:
            return text
