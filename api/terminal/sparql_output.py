"""SPARQL on the command line."""

from __future__ import annotations

import pyoxigraph as ox

from api.pages.formatting import counted
from graph.model.ids import BASE
from graph.sparql.query import Query
from graph.versions.version_folders import Version
from graph.workers.limits import Limits
from graph.workers.one_shot import query_once

TABLE = "table"
_FOR_PEOPLE = ("application/sparql-results+json", "turtle")
_GAP = "  "


def answer(version: Version, text: str, form: str, timeout: float) -> bytes:
    """The answer to a query in a format; `table` is for people. Raises QueryError."""
    accept = _FOR_PEOPLE if form == TABLE else (form,)
    found = query_once(version.path, Query(text, accept), Limits(timeout_s=timeout))
    if form == TABLE and found.format.name == "json":
        return _for_people(found.body).encode()
    return found.body


def _for_people(body: bytes) -> str:
    """A SELECT's rows as a table, an ASK as yes or no."""
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return "yes" if results else "no"
    assert isinstance(results, ox.QuerySolutions)
    names = [variable.value for variable in results.variables]
    rows = [[_shown(solution[name]) for name in names] for solution in results]
    return f"{_table([names, *rows])}\n({counted(len(rows), 'row')})"


def _table(rows: list[list[str]]) -> str:
    """Rows in columns that are as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = (_GAP.join(map(str.ljust, row, widths)) for row in rows)
    return "\n".join(line.rstrip() for line in padded)


def _shown(term: object) -> str:
    """A term on one line. What would move the cursor of a terminal is shown as it is written in Python."""
    if isinstance(term, ox.NamedNode):
        space, slash, key = term.value.removeprefix(BASE).partition("/")
        return f"{space}:{key}" if slash and term.value.startswith(BASE) and space != "graph" else term.value
    text = term.value if isinstance(term, ox.Literal) else "" if term is None else str(term)
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
