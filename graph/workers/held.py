"""The graph as a worker has it."""

from __future__ import annotations

import io
from typing import NamedTuple, Self

import pyoxigraph as ox

from graph.sparql.from_clause import may_name_graphs
from graph.sparql.query import Question


class Held(NamedTuple):
    """A store with all graphs, and the merge of all in one of its own.

    The engine looks at the quads of all graphs even where a query asks the default graph alone. In a store without
    the others such a query takes two thirds of the time, and most queries are such.
    """

    whole: ox.Store
    merge: ox.Store

    @classmethod
    def of(cls, whole: ox.Store) -> Self:
        """A store in memory, and its default graph once more, alone."""
        triples = io.BytesIO()
        whole.dump(triples, format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        triples.seek(0)
        merge = ox.Store()
        merge.load(triples, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return cls(whole, merge)

    @classmethod
    def on_disk(cls, path: str) -> Self:
        """A store too large for memory: there is one, opened to be read."""
        store = ox.Store.read_only(path)
        return cls(store, store)

    def asked(self, question: Question) -> ox.Store:
        """The store that a question is asked of."""
        return self.whole if question.has_dataset or may_name_graphs(question.text) else self.merge
