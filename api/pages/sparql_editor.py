"""The page for writing SPARQL: an editor, or a plain form without JavaScript."""

from __future__ import annotations

from itertools import groupby

from api.http.current_version import CurrentVersion
from api.pages.render import render
from graph.metadata.examples import examples
from graph.sparql.formats import GRAPHS, RESULTS
from graph.sparql.prologue import PREFIXES


def editor_page(current: CurrentVersion, name: str = "") -> str:
    """The page with all example queries. The editor starts with the one of this name, or with the first."""
    every = examples()
    return render(
        "sparql.html",
        current,
        topics=[(topic, list(group)) for topic, group in groupby(every, key=lambda one: one.topic)],
        shown=next((one for one in every if one.name == name), every[0]),
        formats=[(one.name, one.media_type) for one in (*RESULTS, *GRAPHS)],
        prefixes=PREFIXES,
    )
