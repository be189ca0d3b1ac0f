"""The answer to a SPARQL query as rows of a page, the first few hundred of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from graph.model.ids import BASE
from graph.sparql.prologue import PREFIXES
from graph.workers.result_spool import Result

ROWS = 300
"""A page shows at most this many rows."""
_CHARACTERS = 2_000
"""A cell shows at most this much of a value."""
_TRIPLE = ("subject", "predicate", "object")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset(_XSD + name for name in ("integer", "decimal", "double", "float", "long", "int"))

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


class Cell(NamedTuple):
    """One value: `kind` is iri, number, text or empty, and `href` where a click on it leads."""

    text: str
    kind: str
    title: str = ""
    href: str = ""


class Rows(NamedTuple):
    """The first rows of a table, or the first triples of a graph. `more`: there are others."""

    columns: tuple[str, ...]
    rows: list[list[Cell]]
    more: bool
    noun: str


def read_answer(result: Result) -> Rows | bool:
    """The answer of SELECT, CONSTRUCT or DESCRIBE as rows, that of ASK as a boolean. Reads no more than it shows."""
    if result.form.makes_graph:
        triples = ox.parse(result.spool.open(), format=ox.RdfFormat.N_TRIPLES)
        return _rows(_TRIPLE, ((one.subject, one.predicate, one.object) for one in triples), "triple")
    answer = ox.parse_query_results(result.spool.open(), ox.QueryResultsFormat.JSON)
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    assert isinstance(answer, ox.QuerySolutions)
    return _rows(tuple(variable.value for variable in answer.variables), answer, "row")


def _rows(columns: tuple[str, ...], rows: Iterable[Iterable[Term]], noun: str) -> Rows:
    first: Iterator[list[Cell]] = ([_cell(term) for term in row] for row in islice(rows, ROWS + 1))
    shown = list(first)
    return Rows(columns, shown[:ROWS], len(shown) > ROWS, noun)


def _cell(term: Term) -> Cell:
    match term:
        case None:
            return Cell("", "empty", "no value")
        case ox.NamedNode():
            return Cell(shortened(term.value), "iri", term.value, address_of(term.value))
        case ox.Literal():
            text, datatype = _cut(term.value), term.datatype.value
            if term.language:
                return Cell(text, "text", f"in the language {term.language}")
            return Cell(text, "number" if datatype in _NUMBERS else "text", shortened(datatype))
        case _:
            return Cell(_cut(str(term)), "iri")


def _cut(text: str) -> str:
    return text if len(text) <= _CHARACTERS else f"{text[:_CHARACTERS]}…"


def shortened(iri: str) -> str:
    """`id:cut50` for the IRI of CUT 50; the whole IRI where no prefix fits."""
    fitting = [(len(space), prefix) for prefix, space in PREFIXES.items() if iri.startswith(space) and iri != space]
    if not fitting:
        return _cut(iri)
    length, prefix = max(fitting)
    return _cut(f"{prefix}:{iri[length:]}")


def address_of(iri: str) -> str:
    """Where a click on an IRI leads: to our own page of it, to the web, or nowhere (empty)."""
    if iri.startswith(BASE):
        return f"/{iri.removeprefix(BASE)}"
    return iri if iri.startswith(("https://", "http://")) else ""
