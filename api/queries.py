"""SPARQL on the command line."""

from __future__ import annotations

import io

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

from graph.ids import BASE
from graph.sparql.query import Query
from graph.versions import Version
from graph.workers.limits import Limits
from graph.workers.once import query_once

TABLE = "table"
_WIDTH = 200


def answer(version: Version, text: str, form: str, timeout: float) -> bytes:
    """The answer to a query in a format; `table` is for people. Raises QueryError."""
    accept = ("json", "turtle") if form == TABLE else (form,)
    found = query_once(version.path, Query(text, accept), Limits(timeout_s=timeout))
    if form == TABLE and found.format.name == "json":
        return _table(found.body).encode()
    return found.body


def _table(body: bytes) -> str:
    """A SELECT's rows as a table, an ASK as yes or no."""
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return "yes" if results else "no"
    assert isinstance(results, ox.QuerySolutions)
    names = [variable.value for variable in results.variables]
    table = Table(*names, box=None, pad_edge=False, header_style="bold")
    rows = 0
    for solution in results:
        rows += 1
        table.add_row(*(_shown(solution[name]) for name in names))
    out = io.StringIO()
    console = Console(file=out, width=_WIDTH, soft_wrap=True, markup=False, highlight=False)
    console.print(table)
    return f"{out.getvalue().rstrip()}\n({rows:,} row{'' if rows == 1 else 's'})"


def _shown(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        space, slash, key = term.value.removeprefix(BASE).partition("/")
        return f"{space}:{key}" if slash and term.value.startswith(BASE) and space != "graph" else term.value
    return term.value if isinstance(term, ox.Literal) else "" if term is None else str(term)
