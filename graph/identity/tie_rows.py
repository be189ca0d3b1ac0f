"""Ties as rows that sort by their ends: what matching needs to know of each, read from lines of N-Quads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import NamedTuple

from graph.identity.tie_matching import NO_MEASURE, Measure, StatedTie, TieEnds
from graph.model.dates import Span
from graph.model.ids import BASE
from graph.model.statements import PartialDate
from graph.rdf import nquads
from graph.rdf.nquads import NQuad
from graph.rdf.ontology import Vocabulary
from graph.rdf.terms import ENDS, RDF_TYPE

_TIE, _SOURCE = (f"<{BASE}{space}/" for space in ("tie", "source"))
_BEGINNINGS = (_TIE, _SOURCE)
_FACTS = ("start", "end", "currency", "amount", "unit", "quantity")
_SEVERAL = ("role", "attested")
"""What a tie may have several values of."""
_NUMBER = re.compile(r"\d{1,30}(?:\.\d{1,30})?", re.ASCII)
_CELL, _VALUE = "\t", "\x1f"
_BLANKS = str.maketrans(_CELL + _VALUE + "\n", "   ")


class TieRow(NamedTuple):
    """A tie as its sources state it, and its ends."""

    ends: TieEnds
    tie: StatedTie


def tie_rows(lines: Iterable[str], is_needed: Callable[[str], bool], vocabulary: Vocabulary) -> Iterator[str]:
    """The ties of sorted lines as rows of text; only those whose id is needed.

    A tie whose facts are not as our loaders write them, each once, is left out.
    """
    names = {nquads.iri_term(vocabulary.properties[name].iri): name for name in (*_FACTS, *_SEVERAL)}
    names |= {str(ENDS["from"]): "from", str(ENDS["to"]): "to", str(RDF_TYPE): "kind"}
    published: dict[str, str] = {}
    issued = nquads.iri_term(vocabulary.properties["published"].iri)
    needed = (line for line in lines if line.startswith(_BEGINNINGS))
    for subject, group in groupby(needed, key=nquads.subject_of):
        if subject.startswith(_SOURCE):  # in order of ids, sources come before ties
            dates = [_text(quad.object) for quad in map(nquads.parse, group) if quad.predicate == issued]
            if dates:
                published[subject] = dates[0]
        elif is_needed(key := subject[len(_TIE) : -1]):
            quads = list(map(nquads.parse, group))
            dates = [published[quad.graph] for quad in quads if quad.graph in published]
            if row := _row(key, quads, dates, names, vocabulary):
                yield row


def parse_row(row: str) -> TieRow:
    """A row of text as the tie that it is of."""
    first, relation, last, unit, key, role, *facts = row[:-1].split(_CELL)
    start, end, currency, amount, counted, quantity, attested, known_by = facts
    ends = TieEnds(_slug(first), relation, _slug(last), unit)
    begins, finishes = (PartialDate.parse(text) if text else None for text in (start, end))
    return TieRow(
        ends,
        StatedTie(
            key,
            begins,
            finishes,
            Measure(currency, amount) if amount else NO_MEASURE,
            Measure(counted, quantity) if quantity else NO_MEASURE,
            _attested([PartialDate.parse(text) for text in attested.split(_VALUE) if text]),
            role,
            date.fromisoformat(known_by) if known_by else None,
        ),
    )


def _row(
    key: str, quads: Iterable[NQuad], published: list[str], names: Mapping[str, str], vocabulary: Vocabulary
) -> str | None:
    values: dict[str, set[str]] = {}
    for quad in quads:
        if name := names.get(quad.predicate):
            values.setdefault(name, set()).add(_text(quad.object))
    if not _are_facts(values):
        return None
    one = {name: next(iter(texts)) for name, texts in values.items()}
    relation = vocabulary.relation_of_class.get(one["kind"])
    if relation is None:
        return None
    role = "; ".join(sorted(values.get("role", ()))) if relation.by_role else ""
    unit = "" if "quantity" in one else one.get("unit", "")
    cells = [one["from"], relation.name, one["to"], unit, key, role, *(one.get(name, "") for name in _FACTS)]
    cells += [_VALUE.join(sorted(values.get("attested", ()))), _known_by(published)]
    return _CELL.join(cell if cell.isprintable() else _clean(cell) for cell in cells) + "\n"


def _clean(cell: str) -> str:
    return _VALUE.join(part.translate(_BLANKS) for part in cell.split(_VALUE))


def _are_facts(values: Mapping[str, set[str]]) -> bool:
    """Whether a tie has both ends and a relation, and each fact once and in the form that our loaders write."""
    once = {name: texts for name, texts in values.items() if name not in _SEVERAL}
    dates = [text for name in ("start", "end", "attested") for text in values.get(name, ())]
    numbers = [text for name in ("amount", "quantity") for text in values.get(name, ())]
    return (
        {"from", "to", "kind"} <= values.keys()
        and all(len(texts) == 1 for texts in once.values())
        and all(map(_is_date, dates))
        and all(map(_NUMBER.fullmatch, numbers))
    )


def _known_by(published: Iterable[str]) -> str:
    """The last day on which the earliest of these partial dates may be; empty where there is none."""
    return str(min((PartialDate.parse(text).last for text in published if _is_date(text)), default=""))


def _attested(dates: list[PartialDate]) -> Span | None:
    return Span(min(it.last for it in dates), max(it.first for it in dates)) if dates else None


def _slug(iri: str) -> str:
    return iri.removeprefix(f"{BASE}id/")


def _is_date(text: str) -> bool:
    try:
        return bool(PartialDate.parse(text))
    except ValueError:
        return False


def _text(term: str) -> str:
    return nquads.literal_parts(term).text if term.startswith('"') else nquads.iri_of(term)
