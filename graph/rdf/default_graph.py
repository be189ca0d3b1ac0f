"""The default graph: every triple that a source states, except two kinds that stay in the graphs of their sources.

- Dates of a tie that another source gives more exactly: `2018` and `2018-10` are two statements, and one start.
- Statements that may be of any of several ties: to count them would be to count one of those ties twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

import pyoxigraph as ox

from graph.model.ids import BASE
from graph.rdf import nquads
from graph.rdf.nquads import NQuad
from graph.rdf.ontology import RG

_TIE = f"<{BASE}tie/"
_STATED = {nquads.iri_term(f"{RG}start"), nquads.iri_term(f"{RG}end")}
_DERIVED: dict[str, Callable[[Iterable[NQuad]], NQuad]] = {
    nquads.iri_term(f"{RG}validFrom"): lambda quads: max(quads, key=_text),
    nquads.iri_term(f"{RG}validUntil"): lambda quads: min(quads, key=_text),
}
_MAY_BE = nquads.iri_term(f"{RG}mayBe")
_DATES = _STATED | _DERIVED.keys()


def in_default_graph(quads: Iterable[NQuad]) -> Iterator[tuple[NQuad, bool]]:
    """(quad, whether its triple is in the default graph) of quads that are sorted by subject."""
    for subject, group in groupby(quads, key=lambda quad: quad.subject):
        if not subject.startswith(_TIE):
            yield from ((quad, True) for quad in group)
            continue
        of_tie = list(group)
        if any(quad.predicate == _MAY_BE for quad in of_tie):
            yield from ((quad, False) for quad in of_tie)
            continue
        superseded = _superseded(of_tie)
        yield from ((quad, quad[:3] not in superseded) for quad in of_tie)


def merged_triples(store: ox.Store, quads: Iterable[ox.Quad], asked: ox.NamedNode | None = None) -> Iterator[ox.Triple]:
    """The triples of quads that are sorted by subject, as a format without named graphs has them: each once.

    They are those of the default graph. Who asks for one statement that this graph leaves out gets all that is stated
    of it: a count of the answer cannot take it for a tie.
    """
    for subject, group in groupby(quads, key=lambda quad: quad.subject):
        triples = list(dict.fromkeys(quad.triple for quad in group))
        merged = [triple for triple in triples if _in_default(triple) in store]
        yield from merged or (triples if subject == asked else ())


def _in_default(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, ox.DefaultGraph())


def most_exact(dates: Sequence[str]) -> str:
    """The most exact of partial dates that contain each other; the first where they do not."""
    longest = max(dates, key=len)
    return longest if _are_nested(dates) else min(dates)


def _superseded(of_tie: list[NQuad]) -> set[tuple[str, str, str]]:
    """The triples of one tie with a date that another triple gives more exactly."""
    dates: dict[str, list[NQuad]] = {}
    for quad in of_tie:
        if quad.predicate in _DATES:
            dates.setdefault(quad.predicate, []).append(quad)
    several = {predicate: quads for predicate, quads in dates.items() if len(quads) > 1}
    if not several or not all(_are_nested(list(map(_text, several.get(name, ())))) for name in _STATED):
        return set()
    out: set[tuple[str, str, str]] = set()
    for predicate, quads in several.items():
        best = _DERIVED[predicate](quads) if predicate in _DERIVED else max(quads, key=lambda quad: len(_text(quad)))
        out |= {quad[:3] for quad in quads if quad[:3] != best[:3]}
    return out


def _are_nested(dates: Sequence[str]) -> bool:
    longest = max(dates, key=len, default="")
    return all(longest == date or longest.startswith(f"{date}-") for date in dates)


def _text(quad: NQuad) -> str:
    return nquads.literal_parts(quad.object).text
