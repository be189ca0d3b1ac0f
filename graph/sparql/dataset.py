"""Which of the held graphs a question is asked of. An unknown graph is empty; nothing is ever fetched."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from graph.sparql.errors import Refused
from graph.sparql.query import Question


class Dataset(NamedTuple):
    """A store and the graphs of it that a query sees. None leaves it to the query's FROM, or takes all."""

    store: ox.Store
    default_graph: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None
    named_graphs: list[ox.NamedNode | ox.BlankNode] | None


def dataset_of(store: ox.Store, question: Question) -> Dataset:
    """The dataset that the question names beside its text, or the whole store."""
    if not question.has_dataset:
        return Dataset(store, None, None)
    default = [_graph(iri) for iri in dict.fromkeys(question.default_graphs)]
    named = [_graph(iri) for iri in dict.fromkeys(question.named_graphs)]
    if len(default) > 1:
        store = merged(store, default, named)
        return Dataset(store, [ox.DefaultGraph()], [*named])
    return Dataset(store, [*default], [*named])


def merged(store: ox.Store, default: list[ox.NamedNode], named: list[ox.NamedNode]) -> ox.Store:
    """A store of its own whose default graph is the merge of several graphs: each triple once, as RDF has it."""
    scratch = ox.Store()
    for graph in default:
        scratch.extend(
            ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph())
            for quad in store.quads_for_pattern(None, None, None, graph)
        )
    for graph in named:
        scratch.extend(store.quads_for_pattern(None, None, None, graph))
    return scratch


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise Refused(
            f"{iri!r} names no graph: {error}.", "Give the absolute IRI of a graph, or leave it out."
        ) from None
