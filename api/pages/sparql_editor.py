"""The page for writing SPARQL: an editor, or a plain form without JavaScript, and the answer to what was asked."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlencode

from api.http.current_version import CurrentVersion
from api.http.problem_details import ProblemDetails
from api.pages.render import render
from api.pages.sparql_answer import Rows
from graph.metadata.examples import examples
from graph.sparql.formats import GRAPHS, RESULTS, formats_for
from graph.sparql.prologue import PREFIXES
from graph.sparql.query import Query

LONGEST_ADDRESS = 6000
"""A longer query has no links to its answer as a file."""


class Asked(NamedTuple):
    """A query that came with the request, and what came of it."""

    query: Query
    answer: Rows | bool | ProblemDetails

    @property
    def graphs(self) -> list[tuple[str, str]]:
        """The graphs that the request names, as parameters."""
        default = [("default-graph-uri", iri) for iri in self.query.default_graphs]
        return default + [("named-graph-uri", iri) for iri in self.query.named_graphs]

    @property
    def problem(self) -> ProblemDetails | None:
        """Why there is no answer."""
        return self.answer if isinstance(self.answer, ProblemDetails) else None

    @property
    def rows(self) -> Rows | None:
        """The answer, if it is a table or a graph."""
        return self.answer if isinstance(self.answer, Rows) else None

    @property
    def files(self) -> list[tuple[str, str, str]]:
        """The answer as files: name of the format, name of the file, and address."""
        if self.problem or self.query.form is None:
            return []
        offered = [
            (one.name, f"answer.{one.extension}", f"/sparql?{urlencode(self._parameters(one.media_type))}")
            for one in formats_for(self.query.form)
        ]
        return [file for file in offered if len(file[2]) <= LONGEST_ADDRESS]

    def _parameters(self, media_type: str) -> list[tuple[str, str]]:
        return [("query", self.query.text), *self.graphs, ("format", media_type)]


def editor_page(current: CurrentVersion, name: str = "", asked: Asked | None = None) -> str:
    """The page with all example queries, and with the query that was asked, or else the example of this name."""
    every = examples()
    named = next((one for one in every if one.name == name), every[0])
    shown = next((one for one in every if one.query == asked.query.text), None) if asked else named
    return render(
        "sparql.html",
        current,
        topics=[(topic, list(group)) for topic, group in groupby(every, key=lambda one: one.topic)],
        shown=shown,
        asked=asked,
        query=asked.query.text if asked else named.query,
        formats=[(one.name, one.media_type) for one in (*RESULTS, *GRAPHS)],
        prefixes=PREFIXES,
    )
