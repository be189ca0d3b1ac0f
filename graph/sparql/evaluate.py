"""Evaluating a query in a worker: check it, run it on a store, write the answer in the format_ format."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import pyoxigraph as ox

from graph.sparql.dataset import dataset_of
from graph.sparql.formats import Form, choose_format, find_format
from graph.sparql.prologue import read_prologue
from graph.sparql.query import PreparedQuery
from graph.sparql.query_errors import Failed, Refused, Unreadable
from graph.sparql.select_columns import expand_star, find_star
from graph.sparql.service_clause import REFUSAL, mentions_service, refuse_service
from graph.sparql.syntax_errors import diagnose

_WRITERS: dict[str, Any] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "n3": ox.RdfFormat.N3,
}
_EMPTY = ox.Store()
_PREFIXED = frozenset({"turtle", "trig", "n3", "rdfxml"})


class Sink(Protocol):
    """A file-like object that takes the answer."""

    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


class AnswerFormat(NamedTuple):
    """The form of the query, and the name of the format of its answer."""

    form: Form
    format: str


def evaluate(store: ox.Store, query: PreparedQuery, sink: Sink) -> AnswerFormat:
    """Check the query, evaluate it and write its answer to the sink. Raises a QueryError, or what the sink raises."""
    try:
        if mentions_service(query.text):
            refuse_service(query.text, query.prefixes, query.base)
        return evaluate_unchecked(store, query, sink)
    except SyntaxError as error:
        raise diagnose(error, query) from None


def evaluate_unchecked(store: ox.Store, query: PreparedQuery, sink: Sink) -> AnswerFormat:
    """The same without refusing SERVICE first: only the sandbox of a worker then stops calls to other servers."""
    try:
        dataset = dataset_of(store, query)
        results = dataset.store.query(
            _with_columns(query),
            base_iri=query.base,
            prefixes=query.prefixes,
            default_graph=dataset.default_graph,
            named_graphs=dataset.named_graphs,
        )
        return _write(results, query, sink)
    except OSError as error:  # a SERVICE that the sandbox stopped, or a store that cannot be read
        if mentions_service(query.text):
            raise Refused(f"{REFUSAL.why} ({error})", REFUSAL.cure) from None
        raise Unreadable(str(error)) from None
    except (RuntimeError, ValueError) as error:
        raise Failed(str(error)) from None


def _with_columns(query: PreparedQuery) -> str:
    """The text of the query, with `SELECT *` replaced by its variables in order of mention."""
    text = query.text
    if (at := find_star(text)) is None:
        return text
    planned: Any = _EMPTY.query(text, base_iri=query.base, prefixes=query.prefixes)
    return expand_star(text, at, (variable.value for variable in planned.variables))


def _write(results: Any, query: PreparedQuery, sink: Sink) -> AnswerFormat:
    form = _query_form(results, query.text)
    format_ = find_format(query.format, form) or choose_format((), form)
    writer = _WRITERS[format_.name]
    if format_.name in _PREFIXED:
        ox.serialize(results, sink, format=writer, prefixes=query.prefixes)  # type: ignore[arg-type]
    else:
        results.serialize(sink, format=writer)
    return AnswerFormat(form, format_.name)


def _query_form(results: Any, text: str) -> Form:
    if isinstance(results, ox.QueryBoolean):
        return Form.ASK
    if isinstance(results, ox.QuerySolutions):
        return Form.SELECT
    return Form.DESCRIBE if read_prologue(text).form is Form.DESCRIBE else Form.CONSTRUCT


def boolean_result(is_true: bool, format_name: str) -> bytes:
    """The result of an ASK query, in a format of results."""
    result = _EMPTY.query("ASK {}" if is_true else "ASK { FILTER(false) }")
    return result.serialize(format=_WRITERS[format_name]) or b""
