"""The formats of results: names, media types, file extensions, and which form of query has which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph.sparql.query_errors import NotOffered


class Form(StrEnum):
    """The four forms of a query."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def makes_graph(self) -> bool:
        """Whether the result is a graph; otherwise it is a table or a boolean."""
        return self in (Form.CONSTRUCT, Form.DESCRIBE)


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `content_type` is the header of a response; any of `media_types` in Accept selects the format."""

    name: str
    content_type: str
    extension: str
    media_types: tuple[str, ...]
    iri: str

    @property
    def media_type(self) -> str:
        """The media type without parameters."""
        return self.media_types[0]


_W3C = "http://www.w3.org/ns/formats/"

RESULTS = (
    Format(
        "json",
        "application/sparql-results+json",
        "srj",
        ("application/sparql-results+json", "application/json"),
        _W3C + "SPARQL_Results_JSON",
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        "srx",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        _W3C + "SPARQL_Results_XML",
    ),
    Format("csv", "text/csv; charset=utf-8", "csv", ("text/csv",), _W3C + "SPARQL_Results_CSV"),
    Format(
        "tsv",
        "text/tab-separated-values; charset=utf-8",
        "tsv",
        ("text/tab-separated-values",),
        _W3C + "SPARQL_Results_TSV",
    ),
)

GRAPHS = (
    Format("turtle", "text/turtle; charset=utf-8", "ttl", ("text/turtle", "application/x-turtle"), _W3C + "Turtle"),
    Format("ntriples", "application/n-triples", "nt", ("application/n-triples", "text/plain"), _W3C + "N-Triples"),
    Format(
        "rdfxml", "application/rdf+xml", "rdf", ("application/rdf+xml", "application/xml", "text/xml"), _W3C + "RDF_XML"
    ),
    Format("jsonld", "application/ld+json", "jsonld", ("application/ld+json", "application/json"), _W3C + "JSON-LD"),
    Format("trig", "application/trig", "trig", ("application/trig",), _W3C + "TriG"),
    Format("nquads", "application/n-quads", "nq", ("application/n-quads",), _W3C + "N-Quads"),
    Format("n3", "text/n3; charset=utf-8", "n3", ("text/n3",), _W3C + "N3"),
)

_GRAPH_FORMATS = {
    "json": "jsonld",
    "xml": "rdfxml",
}  # a graph requested by the name of a results format
_ALIASES = {
    "json-ld": "jsonld",
    "rdf+xml": "rdfxml",
    "n-triples": "ntriples",
    "n-quads": "nquads",
}
"""Other spellings that clients use."""


def formats_for(form: Form) -> tuple[Format, ...]:
    """The formats of a form of query, the default first."""
    return GRAPHS if form.makes_graph else RESULTS


def find_format(wanted: str, form: Form) -> Format | None:
    """The format with this name, file extension or media type; None if the form has no such format."""
    name = _ALIASES.get(wanted.lower(), wanted.lower())
    if form.makes_graph:
        name = _GRAPH_FORMATS.get(name, name)
    for one in formats_for(form):
        if name in (one.name, one.extension, *one.media_types):
            return one
    return None


def choose_format(accept: tuple[str, ...], form: Form) -> Format:
    """The first accepted format that fits the form; by default the first of the form. Raises NotOffered."""
    if not accept:
        return formats_for(form)[0]
    for wanted in accept:
        if wanted == "*/*":
            return formats_for(form)[0]
        if match := find_format(wanted, form):
            return match
    raise NotOffered(form.value, tuple(one.media_type for one in formats_for(form)))


def format_by_name(name: str) -> Format:
    """The format with this name; raises KeyError."""
    return _BY_NAME[name]


_BY_NAME = {one.name: one for one in RESULTS + GRAPHS}

FORMAT_NAMES = tuple(_BY_NAME)
"""The names of all formats, as `json` or `turtle`."""
