"""Reads the head of a query: its prefixes and the keyword of its form. Takes time linear in the length of the head."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from graph.sparql.formats import Form

RG = "https://w3id.org/reentry-graph/"

PREFIXES = {
    "rg": RG + "ontology#",
    "id": RG + "id/",
    "tie": RG + "tie/",
    "outcome": RG + "outcome/",
    "source": RG + "source/",
    "graph": RG + "graph/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
}
"""Prefixes that a query may use without declaring them. A declaration in the query overrides them."""

_BLANK = re.compile(r"(?:[ \t\r\n\f\v]++|#[^\r\n]*+)*+")
_WORD = re.compile(r"[A-Za-z]+")
_PREFIX_NAME = re.compile(r"([^\s:<>\"'{}#]*):")
_IRI = re.compile(r"<([^<>\"{}|^`\x00-\x20]*)>")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\\]*\Z")
_STRING = re.compile(r"\"[^\"\r\n]*\"|'[^'\r\n]*'")


class Prologue(NamedTuple):
    """The declared prefixes, and the first word after the declarations in capitals (empty if there is none).

    `end` is the offset behind that word, `base` the IRI that relative ones behind it are resolved against.
    """

    prefixes: dict[str, str]
    word: str
    end: int = 0
    base: str | None = None

    @property
    def form(self) -> Form | None:
        """The form of the query; None if the text is no query."""
        return Form(self.word) if self.word in Form.__members__ else None


@lru_cache(maxsize=8)
def read_prologue(text: str, base: str | None = None) -> Prologue:
    """Read declarations until something else comes. A malformed one ends the prologue: the parser will say why.

    A relative IRI, also that of a prefix, is resolved against the BASE above it, or against the `base` of the request.

    Several steps read the prologue of the same query one after the other, so the last few are cached.
    """
    prefixes: dict[str, str] = {}
    at = 0
    while word := next_match(_WORD, text, at):
        keyword = word[0].upper()
        if keyword == "PREFIX" and (name := next_match(_PREFIX_NAME, text, word.end())):
            iri = next_match(_IRI, text, name.end())
            if iri is None:
                break
            prefixes[name[1]] = resolved(iri[1], base)
        elif keyword == "BASE":
            iri = next_match(_IRI, text, word.end())
            base = resolved(iri[1], base) if iri else base
        elif keyword == "VERSION":
            iri = next_match(_STRING, text, word.end())
        else:
            return Prologue(prefixes, keyword, word.end(), base)
        if iri is None:
            break
        at = iri.end()
    return Prologue(prefixes, "", base=base)


def resolved(iri: str, base: str | None) -> str:
    """A relative IRI resolved as the engine does, with its escapes read; as it stands if that is impossible."""
    if _ABSOLUTE.match(iri):
        return iri
    try:
        (triple,) = ox.parse(f"<{iri}> a <{iri}> .", format=ox.RdfFormat.TURTLE, base_iri=base)
    except (SyntaxError, ValueError):
        return iri
    assert isinstance(triple.subject, ox.NamedNode)
    return triple.subject.value


def next_match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
    """The match of a pattern behind blanks and comments."""
    blank = _BLANK.match(text, at)
    assert blank  # the pattern also matches the empty string
    return pattern.match(text, blank.end())
