"""One line of N-Quads, taken apart and written: no other module cuts a line.

Lines have the canonical form that Oxigraph writes: one space between terms, and ` .` with a line feed at the end. A
term is the text that stands for it in the line: `<iri>`, `_:label`, or a literal with its quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

import pyoxigraph as ox

_BATCH = 2000
_END = " .\n"
_ESCAPED = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


class NQuad(NamedTuple):
    """The four terms of a line. `graph` is empty for the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str = ""

    @property
    def line(self) -> str:
        """The line, with its line feed."""
        graph = f" {self.graph}" if self.graph else ""
        return f"{self.subject} {self.predicate} {self.object}{graph}{_END}"

    @property
    def triple(self) -> str:
        """The line in the default graph, which is also a line of N-Triples."""
        return f"{self.subject} {self.predicate} {self.object}{_END}"


class LiteralParts(NamedTuple):
    """A literal taken apart: its text without escapes, the IRI of its datatype, and its language.

    Datatype and language are empty for a plain string.
    """

    text: str
    datatype: str
    language: str


_nquad = partial(tuple.__new__, NQuad)
"""Makes an NQuad of a tuple, without the keyword handling of the class: this runs for each line of a load."""


def parse(line: str) -> NQuad:
    """The terms of a line. Raises ValueError for a text that is no line of N-Quads."""
    parts = line.split(" ", 2)
    if len(parts) < 3 or line[-3:] != _END:
        raise ValueError(f"{line[:80]!r} is not a line of N-Quads: write <subject> <predicate> <object> <graph> .")
    subject, predicate, rest = parts
    value, _, graph = rest[:-3].rpartition(" ")
    # The last word is the graph, unless it is the whole object or ends it: only a literal holds a double quote, and a
    # triple term ends in `)>>`.
    if not value or '"' in graph or graph[0] not in "<_":
        return _nquad((subject, predicate, rest[:-3], ""))
    return _nquad((subject, predicate, value, graph))


def subject_of(line: str) -> str:
    """The subject of a line: cheaper than to parse all of it."""
    return line[: line.index(" ")]


def by_subject(stream: Iterable[str]) -> Iterator[list[str]]:
    """The lines of each subject of sorted lines."""
    beginning, of_subject = "-", list[str]()
    for line in stream:
        if line.startswith(beginning):
            of_subject.append(line)
            continue
        if of_subject:
            yield of_subject
        beginning, of_subject = f"{subject_of(line)} ", [line]
    if of_subject:
        yield of_subject


def beginning(subject_iri: str, predicate_iri: str) -> str:
    """How each line begins that gives this subject a value of this property."""
    return f"<{subject_iri}> <{predicate_iri}> "


def iri_term(iri: str) -> str:
    """An IRI as a term."""
    return f"<{iri}>"


def iri_of(term: str) -> str:
    """The IRI that a term is; empty for a blank node, a literal and the default graph."""
    return term[1:-1] if term.startswith("<") and not term.startswith("<<(") else ""


def literal_parts(term: str) -> LiteralParts:
    """A literal taken apart. Raises ValueError for a term that is none."""
    if not term.startswith('"'):
        raise ValueError(f"{term[:80]!r} is not a literal of N-Quads: write it in double quotes")
    end = term.rindex('"')
    mark, kind = term[end + 1 : end + 2], term[end + 1 :]
    return LiteralParts(_unescaped(term[1:end]), kind[3:-1] if mark == "^" else "", kind[1:] if mark == "@" else "")


def lines(quads: Iterable[ox.Quad]) -> list[str]:
    """Quads as lines, sorted, each once."""
    return sorted({f"{quad}{_END}" for quad in quads})


def quads(stream: Iterator[str]) -> Iterator[ox.Quad]:
    """Lines as quads of Oxigraph."""
    while batch := "".join(islice(stream, _BATCH)):
        yield from ox.parse(batch, format=ox.RdfFormat.N_QUADS)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _CHARACTERS[match[3]]
