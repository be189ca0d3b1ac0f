"""The stores and graphs that a query is evaluated on. An unknown graph is empty; nothing is ever fetched."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import NamedTuple, Self

import pyoxigraph as ox

from graph.sparql.from_clause import Clause, dataset_clause, may_name_graphs, names_many
from graph.sparql.query import PreparedQuery
from graph.sparql.query_errors import Failed

Default = list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
Named = list[ox.NamedNode | ox.BlankNode]


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
        """A store too large for memory, opened read-only; it stands in for both."""
        store = ox.Store.read_only(path)
        return cls(store, store)

    def store_for(self, question: PreparedQuery) -> ox.Store:
        """The smaller of the two stores that can answer the query."""
        return self.full if question.has_dataset or may_name_graphs(question.text) else self.merged


class Dataset(NamedTuple):
    """A store and the graphs of it that a query sees. None leaves it to the query's FROM, or takes all."""

    store: ox.Store
    default_graph: Default | None = None
    named_graphs: Named | None = None


def dataset_of(store: ox.Store, question: PreparedQuery) -> Dataset:
    """The dataset that the question names, beside its text or in it; else the whole store."""
    clause = _named_beside(question) or _named_in_text(question)
    if clause is None:
        return Dataset(store)
    default, named = _graphs(clause.default), _graphs(clause.named)
    if len(default) < 2:
        return Dataset(store, [*default], [*named])
    if set(store.named_graphs()) <= set(default):
        return Dataset(store, [ox.DefaultGraph()], [*named])
    return Dataset(merged(store, default, named), [ox.DefaultGraph()], [*named])


def merged(store: ox.Store, default: Iterable[ox.NamedNode], named: Iterable[ox.NamedNode]) -> ox.Store:
    """A store of its own whose default graph is the merge of several graphs: each triple once, as RDF has it.

    Oxigraph alone gives a triple once per graph that holds it, and every count comes out too high.
    """
    scratch = ox.Store()
    for graph in default:
        held = store.quads_for_pattern(None, None, None, graph)
        scratch.extend(ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph()) for quad in held)
    for graph in named:
        scratch.extend(store.quads_for_pattern(None, None, None, graph))
    return scratch


def _named_beside(question: PreparedQuery) -> Clause | None:
    return Clause(question.default_graphs, question.named_graphs) if question.has_dataset else None


def _named_in_text(question: PreparedQuery) -> Clause | None:
    """The FROM clause, where it must be read here: the engine does one graph right by itself."""
    if not names_many(question.text):
        return None
    clause = dataset_clause(question.text, question.prefixes)
    return clause if clause is not None and len(clause.default) > 1 else None


def _graphs(iris: Iterable[str]) -> list[ox.NamedNode]:
    return [_graph(iri) for iri in dict.fromkeys(iris)]


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise Failed(f"{iri!r} names no graph ({error}): give the absolute IRI of a graph, or leave it out") from None
