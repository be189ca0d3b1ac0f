"""A version as an rdflib Dataset, for notebooks: named graphs are sources, the default graph is their merge.

It is read-only and fetches nothing: rdflib would otherwise take `FROM <file:///...>` and
`FROM <http://...>` for files to read and addresses to call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import rdflib.plugins.sparql
from oxrdflib import OxigraphStore
from rdflib import Dataset
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from graph.model.errors import ReentryError
from graph.sparql.dataset import dataset_of
from graph.sparql.prologue import PREFIXES, read_prologue
from graph.sparql.query import PreparedQuery
from graph.sparql.query_errors import Refused
from graph.sparql.service_clause import REFUSAL, mentions_service, refuse_service
from graph.versions.version_folders import Version

rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
_FROM_DECIDES = ""


class ReadOnly(ReentryError):
    """A published version cannot be written to."""

    problem, status = "read-only-version", 403

    def __init__(self) -> None:
        super().__init__(
            "a published version never changes: add facts with `reentry load`, "
            "or copy what you need into an rdflib Graph of your own"
        )


def open_dataset(version: Version) -> Dataset:
    """One version. Raises OSError where its store cannot be read."""
    assert rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS is False, "rdflib would fetch what FROM names"
    dataset = VersionDataset(store=VersionStore(store=version.open_store()))
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset


class VersionDataset(Dataset):
    """An rdflib Dataset that calls no other server, whichever engine answers."""

    default_context = Dataset.default_graph  # rdflib asks under the old name, and warns whoever does

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """Ask. Raises Refused for a query with SERVICE, SyntaxError for a text that is no query."""
        _refuse_service(query_object, dict(self.namespaces()))
        return super().query(query_object, *args, **kwargs)


class VersionStore(OxigraphStore):
    """The store of a version under rdflib: FROM chooses among the graphs held, and nothing can be written."""

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, Any],  # noqa: N803 (rdflib's own name)
        initBindings: Mapping[str, Any],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: object,
    ) -> Result:
        """Answer with Oxigraph. Unlike in oxrdflib itself, FROM in the text is obeyed."""
        prefixes = {**dict(self.namespaces()), **initNs}
        _refuse_service(query, prefixes)
        if isinstance(query, Query) or queryGraph != DATASET_DEFAULT_GRAPH_ID:
            return super().query(query, initNs, initBindings, queryGraph, **kwargs)
        chosen = dataset_of(self._inner, _question(query, prefixes))
        store = self if chosen.store is self._inner else OxigraphStore(store=chosen.store)
        from_text = _FROM_DECIDES if chosen.default_graph is None else DATASET_DEFAULT_GRAPH_ID
        return OxigraphStore.query(store, query, initNs, initBindings, from_text, **kwargs)

    def add_graph(self, graph: object) -> None:
        """Do nothing: rdflib calls this for each graph that is read, and an unknown graph is empty."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise ReadOnly

    add = addN = remove = remove_graph = update = destroy = open = _refuse  # noqa: N815 (rdflib's own names)


def _refuse_service(query: Query | str, prefixes: Mapping[str, object]) -> None:
    """Both engines would call the server that SERVICE names."""
    if isinstance(query, Query):
        if any(part.name == "ServiceGraphPattern" for part in _parts(query.algebra)):
            raise Refused(REFUSAL.why, REFUSAL.cure)
    elif mentions_service(query):
        refuse_service(query, _known(query, prefixes), None)


def _question(text: str, prefixes: Mapping[str, object]) -> PreparedQuery:
    return PreparedQuery(text, "json", _known(text, prefixes), default_graphs=(), named_graphs=(), base=None)


def _known(text: str, prefixes: Mapping[str, object]) -> dict[str, str]:
    """The prefixes that a text may use: those bound, and those it declares."""
    return {prefix: str(iri) for prefix, iri in prefixes.items()} | read_prologue(text).prefixes


def _parts(part: object) -> Iterator[CompValue]:
    """Every part of a query's algebra."""
    if isinstance(part, CompValue):
        yield part
        for inner in part.values():
            yield from _parts(inner)
    elif isinstance(part, list | tuple | set):
        for inner in part:
            yield from _parts(inner)
