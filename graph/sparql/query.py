"""A query as a client sends it, and as it goes to a worker."""

from __future__ import annotations

from dataclasses import dataclass

from graph.sparql.formats import RESULTS, Form, choose_format
from graph.sparql.prologue import PREFIXES, Prologue, read_prologue
from graph.sparql.query_errors import BadSyntax, Refused, TooLong
from graph.sparql.syntax.tokenizer import UPDATES


@dataclass(frozen=True, slots=True)
class Query:
    """A query as a client sends it.

    `accept` lists names, file extensions or media types of formats, best first; the first that fits the form of the
    query is used. Default: the first format of the form. `default_graphs` and `named_graphs` are IRIs of graphs; if
    either is given, they are the dataset and FROM is ignored.
    """

    text: str
    accept: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None

    @property
    def form(self) -> Form | None:
        """SELECT, ASK, CONSTRUCT or DESCRIBE; None if the text is none of them."""
        return read_prologue(self.text).form


@dataclass(frozen=True, slots=True)
class PreparedQuery:
    """A query that was checked and goes to a worker. `format` is the name of the format of its result."""

    text: str
    format: str
    prefixes: dict[str, str]
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    base: str | None

    @property
    def has_dataset(self) -> bool:
        """Whether the request names the dataset."""
        return bool(self.default_graphs or self.named_graphs)


def _size(query: Query) -> int:
    """The length of the text in bytes; raises BadSyntax if it, or an IRI, cannot be encoded."""
    try:
        "".join((query.base or "", *query.default_graphs, *query.named_graphs)).encode()
        return len(query.text.encode())
    except UnicodeEncodeError as error:
        raise BadSyntax(
            "the query contains half of a surrogate pair, which is no character: check its encoding"
        ) from error


def prepare(query: Query, text_bytes: int) -> PreparedQuery:
    """Check what needs no parser, and choose the format. Raises TooLong, BadSyntax, Refused or NotOffered."""
    if _size(query) > text_bytes:
        raise TooLong(text_bytes)
    prologue = read_prologue(query.text, query.base)
    if prologue.word in UPDATES:
        raise _update_refused(prologue.word)
    return PreparedQuery(
        text=query.text,
        format=_format_of(query, prologue),
        prefixes=PREFIXES | prologue.prefixes,
        default_graphs=query.default_graphs,
        named_graphs=query.named_graphs,
        base=query.base,
    )


def _format_of(query: Query, prologue: Prologue) -> str:
    """The format of the result; any if the text is no query: then the client needs to see the syntax error."""
    if prologue.form is None:
        return RESULTS[0].name
    return choose_format(query.accept, prologue.form).name


def _update_refused(word: str) -> Refused:
    return Refused(
        f"{word} changes the graph, and this service only reads.",
        "Use SELECT, ASK, CONSTRUCT or DESCRIBE; to add facts, use the command `reentry load`.",
    )
