"""The OpenAPI description of SPARQL, written by hand: its routes read their parameters themselves."""

from __future__ import annotations

from typing import Any

from api.sparql.request import FORM_TYPE, QUERY_TYPE
from graph.model.ids import iri
from graph.model.statements import EntityRef
from graph.rdf.describe_quads import FORMATS
from graph.sparql.formats import GRAPHS, RESULTS

EXAMPLE = "SELECT ?who ?name { ?who rg:apprenticeAt id:cut50 ; skos:prefLabel ?name }"
GRAPH_EXAMPLE = iri(EntityRef("source", "tsr-2019-kanye-charitable-gift"))
_NAMES = sorted({one.name for one in (*RESULTS, *GRAPHS)})
_IRIS = {"type": "array", "items": {"type": "string", "format": "uri"}, "examples": [[GRAPH_EXAMPLE]]}
_PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "query": ("The query, in SPARQL 1.1.", {"type": "string", "examples": [EXAMPLE]}),
    "default-graph-uri": ("Graphs whose merge is the default graph. Default: the merge of all graphs.", _IRIS),
    "named-graph-uri": ("Graphs that GRAPH can match. Default: all graphs.", _IRIS),
    "timeout": (
        "Seconds after which the query is stopped, if the server does not stop it before.",
        {"type": "number", "exclusiveMinimum": 0, "examples": [10]},
    ),
    "format": (
        "Format of the result; takes precedence over the Accept header.",
        {"type": "string", "enum": _NAMES, "examples": ["csv"]},
    ),
}
_PROBLEMS = {
    400: "The request or the query is wrong; a syntax error has `line` and `column`",
    403: "An update, or a call to another server",
    406: "None of the accepted formats is available; `offered` lists those that are",
    413: "The query is too long",
    415: "The body has an unsupported media type",
    503: "All workers are busy (see Retry-After), or the query ended its worker",
    504: "The query was stopped at its time limit",
    507: "The query was stopped at its memory limit, or its answer is too large",
}


def _problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    return {code: {"description": _PROBLEMS[code], "content": {"application/problem+json": {}}} for code in codes}


def _content(*media_types: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {} for media_type in dict.fromkeys(media_types)}}}


_MEDIA_TYPES = [one.media_type for one in (*RESULTS, *GRAPHS)]
GET_OPERATION: dict[str, Any] = {
    "responses": _content(*_MEDIA_TYPES, *FORMATS, "text/html") | _problems(400, 403, 406, 413, 503, 504, 507),
    "openapi_extra": {
        "parameters": [
            {"name": name, "in": "query", "description": description, "schema": schema}
            for name, (description, schema) in _PARAMETERS.items()
        ]
    },
}
"""Describes GET /sparql."""

POST_OPERATION: dict[str, Any] = {
    "responses": _content(*_MEDIA_TYPES, "text/html") | _problems(*_PROBLEMS),
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {
                FORM_TYPE: {
                    "schema": {
                        "type": "object",
                        "required": ["query"],
                        "properties": {
                            name: {**schema, "description": description}
                            for name, (description, schema) in _PARAMETERS.items()
                        },
                    }
                },
                QUERY_TYPE: {"schema": {"type": "string", "examples": [EXAMPLE]}},
            },
        }
    },
}
"""Describes POST /sparql."""

GRAPH_STORE_OPERATION: dict[str, Any] = {
    "responses": _content(*(one.media_type for one in GRAPHS)) | _problems(400, 406, 503, 504, 507)
}
"""Describes GET /store."""
