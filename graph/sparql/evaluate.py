"""Answering one question from a store, in the worker: check, evaluate, write the answer in the chosen format."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import pyoxigraph as ox

from graph.sparql.dataset import dataset_of
from graph.sparql.formats import Form, choose, find
from graph.sparql.prologue import read_prologue
from graph.sparql.query import Question
from graph.sparql.query_errors import Failed, Refused, Unreadable
from graph.sparql.select_columns import spelled_out, star
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
    """Where an answer goes."""

    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


class Answered(NamedTuple):
    """The form that the query had, and the name of the format that it was answered in."""

    form: Form
    format: str


def answer(store: ox.Store, question: Question, sink: Sink) -> Answered:
    """Write the answer to the sink. Raises a QueryError, or what the sink raises."""
    try:
        if mentions_service(question.text):
            refuse_service(question.text, question.prefixes, question.base)
        return evaluate(store, question, sink)
    except SyntaxError as error:
        raise diagnose(error, question) from None


def evaluate(store: ox.Store, question: Question, sink: Sink) -> Answered:
    """The same without the refusal of SERVICE: what is left then is that a worker can open nothing."""
    try:
        dataset = dataset_of(store, question)
        results = dataset.store.query(
            _with_columns(question),
            base_iri=question.base,
            prefixes=question.prefixes,
            default_graph=dataset.default_graph,
            named_graphs=dataset.named_graphs,
        )
        return _write(results, question, sink)
    except OSError as error:  # SERVICE that reached the floor; a store that cannot be read says so, too
        if _asks_out(question):
            raise Refused(f"{REFUSAL.why} ({error})", REFUSAL.cure) from None
        raise Unreadable(str(error)) from None
    except (RuntimeError, ValueError) as error:
        raise Failed(str(error)) from None


def _with_columns(question: Question) -> str:
    """The text of the query; where it selects `*`, with its variables in the order in which it names them."""
    text = question.text
    if (at := star(text)) is None:
        return text
    planned: Any = _EMPTY.query(text, base_iri=question.base, prefixes=question.prefixes)
    return spelled_out(text, at, (variable.value for variable in planned.variables))


def _write(results: Any, question: Question, sink: Sink) -> Answered:
    form = _form_of(results, question.text)
    chosen = find(question.format, form) or choose((), form)
    writer = _WRITERS[chosen.name]
    if chosen.name in _PREFIXED:
        ox.serialize(results, sink, format=writer, prefixes=question.prefixes)  # type: ignore[arg-type]
    else:
        results.serialize(sink, format=writer)
    return Answered(form, chosen.name)


def _form_of(results: Any, text: str) -> Form:
    if isinstance(results, ox.QueryBoolean):
        return Form.ASK
    if isinstance(results, ox.QuerySolutions):
        return Form.SELECT
    return Form.DESCRIBE if read_prologue(text).form is Form.DESCRIBE else Form.CONSTRUCT


def _asks_out(question: Question) -> bool:
    return mentions_service(question.text)


def truth(is_so: bool, format_name: str) -> bytes:
    """Yes or no, in a format of results."""
    said = _EMPTY.query("ASK {}" if is_so else "ASK { FILTER(false) }")
    return said.serialize(format=_WRITERS[format_name]) or b""
