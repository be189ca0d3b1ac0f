"""What a client may ask for: `read` (pages and the API), `sparql`, and `export` (files of the graph, its stream)."""

from __future__ import annotations

from enum import StrEnum


class AccessScope(StrEnum):
    """One of them."""

    READ = "read"
    SPARQL = "sparql"
    EXPORT = "export"


_SCOPE_OF: dict[str, AccessScope | None] = {
    "/sparql": AccessScope.SPARQL,
    "/store": AccessScope.EXPORT,
    "/export": AccessScope.EXPORT,
    "/stream": AccessScope.EXPORT,
    "/healthz": None,
    "/readyz": None,
    "/static": None,
    "/problems": None,
    "/docs": None,
    "/openapi.json": None,
}


def scope_of(path: str) -> AccessScope | None:
    """The scope that a path needs.

    None for what tells nothing of the graph: files of pages, the description of the API, explanations of problems, and
    whether the server runs.
    """
    return _SCOPE_OF.get(f"/{path.removeprefix('/').partition('/')[0]}", AccessScope.READ)
