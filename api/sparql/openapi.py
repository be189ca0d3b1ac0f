"""SPARQL in the OpenAPI description, by hand: its routes read their parameters themselves."""

from __future__ import annotations

from typing import Any

from api.sparql.request import FORM_TYPE, QUERY_TYPE
from graph.rdf.describe_quads import FORMATS
from graph.sparql.formats import GRAPHS, RESULTS

EXAMPLE = "SELECT ?who ?name { ?who rg:apprenticeAt id:cut50 ; skos:prefLabel ?name }"
_NAMES = sorted({one.name for one in (*RESULTS, *GRAPHS)})
_IRIS = {"type": "array", "items": {"type": "string", "format": "uri"}}
_GIVEN: dict[str, tuple[str, dict[str, Any]]] = {
    "query": ("the query, in SPARQL 1.1", {"type": "string", "examples": [EXAMPLE]}),
    "default-graph-uri": ("graphs whose merge is asked; without it, the merge of all", _IRIS),
    "named-graph-uri": ("graphs that GRAPH may ask; without it, all", _IRIS),
    "timeout": ("seconds after which to give up; only lowers the limit", {"type": "number", "exclusiveMinimum": 0}),
    "format": ("wins over Accept", {"type": "string", "enum": _NAMES}),
}
_PROBLEMS = {
    400: "The request or the query is wrong; for a syntax error with `line` and `column`",
    403: "An update, or a call to another server",
    406: "No format that is accepted is offered; `offered` lists those that are",
    413: "The query is too long",
    415: "The body is of another media type",
    503: "All workers are busy (see Retry-After), or the query ended its worker",
    504: "The query was stopped at its time limit",
    507: "The query was stopped at its memory limit, or its answer is too large",
}


def _problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    return {code: {"description": _PROBLEMS[code], "content": {"application/problem+json": {}}} for code in codes}


def _content(*media_types: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {} for media_type in dict.fromkeys(media_types)}}}


_ANSWERED = [one.media_type for one in (*RESULTS, *GRAPHS)]
ASKED: dict[str, Any] = {
    "responses": _content(*_ANSWERED, *FORMATS, "text/html") | _problems(400, 403, 406, 413, 503, 504, 507),
    "openapi_extra": {
        "parameters": [
            {"name": name, "in": "query", "description": said, "schema": schema}
            for name, (said, schema) in _GIVEN.items()
        ]
    },
}
"""Of GET."""

POSTED: dict[str, Any] = {
    "responses": _content(*_ANSWERED) | _problems(*_PROBLEMS),
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {
                FORM_TYPE: {
                    "schema": {
                        "type": "object",
                        "required": ["query"],
                        "properties": {
                            name: {**schema, "description": said} for name, (said, schema) in _GIVEN.items()
                        },
                    }
                },
                QUERY_TYPE: {"schema": {"type": "string", "examples": [EXAMPLE]}},
            },
        }
    },
}
"""Of POST."""

HANDED_OUT: dict[str, Any] = {
    "responses": _content(*(one.media_type for one in GRAPHS)) | _problems(400, 406, 503, 504, 507)
}
"""Of the graph store."""
