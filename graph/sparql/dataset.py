"""The stores and graphs that a query is evaluated on. An unknown graph is empty; nothing is ever fetched."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import NamedTuple, Self

import pyoxigraph as ox

from graph.sparql.from_clause import FromClause, may_name_graphs, may_name_several_graphs, read_from_clause
from graph.sparql.prologue import read_prologue
from graph.sparql.query import PreparedQuery
from graph.sparql.query_errors import Failed

DefaultGraphs = list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
NamedGraphs = list[ox.NamedNode | ox.BlankNode]


class QueryStores(NamedTuple):
    """One version twice: `full` has every named graph and their merge, `merged` has that merge alone.

    The engine looks at the quads of all graphs even where a query only needs the default graph. In a store without
    the others such a query takes two thirds of the time, and most queries are of that kind.
    """

    full: ox.Store
    merged: ox.Store

    @classmethod
    def in_memory(cls, full: ox.Store) -> Self:
        """A store in memory, and a second one with its default graph."""
        triples = io.BytesIO()
        full.dump(triples, format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        triples.seek(0)
        merged = ox.Store()
        merged.load(triples, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return cls(full, merged)

    @classmethod
    def on_disk(cls, path: str) -> Self:
        """A store too large for memory, opened read-only; it serves as both."""
        store = ox.Store.read_only(path)
        return cls(store, store)

    def store_for(self, query: PreparedQuery) -> ox.Store:
        """The smaller of the two stores that can answer the query."""
        return self.full if query.has_dataset or may_name_graphs(query.text) else self.merged


class Dataset(NamedTuple):
    """A store, and which of its graphs a query sees. None: what FROM says, or all graphs."""

    store: ox.Store
    default_graph: DefaultGraphs | None = None
    named_graphs: NamedGraphs | None = None


def dataset_of(store: ox.Store, query: PreparedQuery) -> Dataset:
    """The dataset that the request or the FROM clause names; by default the whole store."""
    clause = _clause_from_request(query) or _clause_from_text(query)
    if clause is None:
        return Dataset(store)
    default, named = _graphs(clause.default), _graphs(clause.named)
    if len(default) < 2:
        return Dataset(store, [*default], [*named])
    if set(store.named_graphs()) <= set(default):
        return Dataset(store, [ox.DefaultGraph()], [*named])
    return Dataset(merged(store, default, named), [ox.DefaultGraph()], [*named])


def merged(store: ox.Store, default: Iterable[ox.NamedNode], named: Iterable[ox.NamedNode]) -> ox.Store:
    """A new store whose default graph is the merge of several graphs, with each triple once, as RDF defines it.

    Oxigraph alone returns a triple once for each graph that has it, so that every count would be too high.
    """
    scratch = ox.Store()
    for graph in default:
        quads = store.quads_for_pattern(None, None, None, graph)
        scratch.extend(ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph()) for quad in quads)
    for graph in named:
        scratch.extend(store.quads_for_pattern(None, None, None, graph))
    return scratch


def _clause_from_request(query: PreparedQuery) -> FromClause | None:
    return FromClause(query.default_graphs, query.named_graphs) if query.has_dataset else None


def _clause_from_text(query: PreparedQuery) -> FromClause | None:
    """The FROM clause if it names several graphs; the engine handles a single one correctly."""
    if not may_name_several_graphs(query.text):
        return None
    base = read_prologue(query.text, query.base).base
    clause = read_from_clause(query.text, query.prefixes, base)
    return clause if clause is not None and len(clause.default) > 1 else None


def _graphs(iris: Iterable[str]) -> list[ox.NamedNode]:
    return [_graph(iri) for iri in dict.fromkeys(iris)]


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise Failed(f"{iri!r} is not the IRI of a graph ({error}): give an absolute IRI, or leave it out") from None
