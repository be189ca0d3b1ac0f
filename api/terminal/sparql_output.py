"""`reentry query`: runs a SPARQL query and prints its result."""

from __future__ import annotations

import pyoxigraph as ox

from api.pages.formatting import counted
from graph.model.ids import BASE
from graph.sparql.formats import FORMAT_NAMES, Form, find_format
from graph.sparql.query import Query
from graph.storage.suggestions import suggestion
from graph.versions.version_folders import Version
from graph.workers.one_shot import query_once
from graph.workers.query_limits import Limits

TABLE = "table"
_TABLE_FORMATS = ("application/sparql-results+json", "turtle")
_GAP = "  "


def query_result(version: Version, text: str, format_name: str, timeout: float) -> bytes:
    """The result of a query in a format; `table` is for people. Raises QueryError."""
    if format_name != TABLE and not any(find_format(format_name, form) for form in Form):
        raise ValueError(f"there is no format {format_name!r}{suggestion(format_name, [TABLE, *FORMAT_NAMES])}")
    accept = _TABLE_FORMATS if format_name == TABLE else (format_name,)
    result = query_once(version.path, Query(text, accept), Limits(timeout_s=timeout))
    if format_name == TABLE and result.format.name == "json":
        return _as_text(result.body).encode()
    return result.body


def _as_text(body: bytes) -> str:
    """The rows of SELECT as a table, the result of ASK as yes or no."""
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return "yes" if results else "no"
    assert isinstance(results, ox.QuerySolutions)
    names = [variable.value for variable in results.variables]
    rows = [[_term_text(solution[name]) for name in names] for solution in results]
    return f"{_table([names, *rows])}\n({counted(len(rows), 'row')})"


def _table(rows: list[list[str]]) -> str:
    """Rows as text; each column is as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = (_GAP.join(map(str.ljust, row, widths)) for row in rows)
    return "\n".join(line.rstrip() for line in padded)


def _term_text(term: object) -> str:
    """A term on one line. Control characters, which could move the cursor, are escaped."""
    if isinstance(term, ox.NamedNode):
        space, slash, key = term.value.removeprefix(BASE).partition("/")
        return f"{space}:{key}" if slash and term.value.startswith(BASE) and space != "graph" else term.value
    text = term.value if isinstance(term, ox.Literal) else "" if term is None else str(term)
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
