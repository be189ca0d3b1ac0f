"""Answers, compared as SPARQL means them: rows are a multiset unless they are ordered, blank nodes have no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_EXACT = {XSD + name for name in ("integer", "decimal")}
_NEAR = {XSD + name for name in ("double", "float")}
_ROW, _TIMES = ox.NamedNode("test:row"), ox.NamedNode("test:times")
Term = ox.NamedNode | ox.BlankNode | ox.Literal
Rows = list[dict[str, Term]]


def rows_of(results: Any) -> Rows:
    """The rows of a table, unbound variables left out."""
    names = [variable.value for variable in results.variables]
    return [
        {name: same_value(term) for name, term in zip(names, row, strict=True) if term is not None} for row in results
    ]


def same_value(term: Any) -> Any:
    """A number or a truth value written in one way: 1.0, 1 and 1.00 are one decimal. Other terms as they are."""
    if not isinstance(term, ox.Literal):
        return term
    datatype = term.datatype.value
    if datatype == XSD + "boolean":
        return ox.Literal(term.value in ("true", "1"))
    try:
        if datatype in _EXACT:
            return ox.Literal(f"{Decimal(term.value).normalize():f}", datatype=term.datatype)
        if datatype in _NEAR:
            return ox.Literal(f"{float(term.value):.12g}", datatype=term.datatype)
    except (InvalidOperation, ValueError):
        return term
    return term


def are_same_rows(one: Rows, other: Rows, *, is_ordered: bool) -> bool:
    """Whether two tables hold the same rows."""
    if not _has_blank(one) and not _has_blank(other):
        left, right = [_key(row) for row in one], [_key(row) for row in other]
        return left == right if is_ordered else Counter(left) == Counter(right)
    return are_same_graphs(_as_graph(one), _as_graph(other))


def are_same_graphs(one: Iterable[ox.Triple], other: Iterable[ox.Triple]) -> bool:
    """Whether two graphs are isomorphic."""
    return _canonical(one) == _canonical(other)


def rows_in_graph(triples: Sequence[ox.Triple]) -> Rows | None:
    """The table that a graph describes in the vocabulary for result sets; None where it describes none."""
    found: dict[Any, dict[Any, Any]] = {}
    for triple in triples:
        found.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    tables = [said for said in found.values() if _RS + "resultVariable" in said]
    if not tables:
        return None
    bindings = [[found[node] for node in found[row].get(_RS + "binding", [])] for row in tables[0][_RS + "solution"]]
    return [
        {cell[_RS + "variable"][0].value: same_value(cell[_RS + "value"][0]) for cell in cells} for cells in bindings
    ]


def _canonical(triples: Iterable[ox.Triple]) -> set[str]:
    held = ox.Dataset(ox.Quad(one.subject, one.predicate, same_value(one.object)) for one in triples)
    held.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in held}


def _has_blank(rows: Rows) -> bool:
    return any(isinstance(term, ox.BlankNode) for row in rows for term in row.values())


def _key(row: dict[str, Term]) -> frozenset[tuple[str, Term]]:
    return frozenset(row.items())


def _as_graph(rows: Rows) -> Iterable[ox.Triple]:
    """A node for each different row, with how often it comes."""
    for row, times in Counter(map(_key, rows)).items():
        node = ox.BlankNode()
        yield ox.Triple(node, _TIMES, ox.Literal(times))
        for name, term in row:
            yield ox.Triple(node, ox.NamedNode(f"test:{name}"), term)
