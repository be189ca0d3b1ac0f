"""A query as it is asked, and as a worker takes it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.sparql.formats import RESULTS, Form, choose
from graph.sparql.prologue import PREFIXES, UPDATES, Prologue, read_prologue
from graph.sparql.query_errors import BadSyntax, Refused, TooLong


@dataclass(frozen=True, slots=True)
class Query:
    """A question in SPARQL.

    `accept` holds names, file extensions or media types of formats, best first; the first that fits the form of the
    query is used, and an empty tuple takes what comes. `default_graphs` and `named_graphs` are IRIs of held graphs;
    where either is given they are the dataset, whatever FROM says.
    """

    text: str
    accept: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None

    @property
    def form(self) -> Form | None:
        """SELECT, ASK, CONSTRUCT or DESCRIBE; None where the text is none of them."""
        return read_prologue(self.text).form


@dataclass(frozen=True, slots=True)
class PreparedQuery:
    """A query that may be asked, with its format chosen: what goes to a worker. `format` is the name of a format."""

    text: str
    format: str
    prefixes: dict[str, str]
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    base: str | None

    @property
    def has_dataset(self) -> bool:
        """Whether the dataset was given beside the text."""
        return bool(self.default_graphs or self.named_graphs)


def _size(query: Query) -> int:
    """How many bytes the text takes; raises BadSyntax where no bytes can stand for a sign of it, or of an IRI."""
    try:
        "".join((query.base or "", *query.default_graphs, *query.named_graphs)).encode()
        return len(query.text.encode())
    except UnicodeEncodeError as error:
        raise BadSyntax("the query holds half a surrogate pair, which is no character") from error


def prepare(query: Query, text_bytes: int) -> PreparedQuery:
    """Check what needs no parser and choose the format. Raises TooLong, BadSyntax, Refused or NotOffered."""
    if _size(query) > text_bytes:
        raise TooLong(text_bytes)
    prologue = read_prologue(query.text)
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
    """The format; any where the text is no query, for the parser's complaint is what the asker needs to see."""
    if prologue.form is None:
        return RESULTS[0].name
    return choose(query.accept, prologue.form).name


def _update_refused(word: str) -> Refused:
    return Refused(
        f"{word} changes the graph, and this service only reads.",
        "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; facts are added with the command `reentry load`.",
    )
