"""The page on which people write SPARQL. Without JavaScript it is a plain form; with it, an editor."""

from __future__ import annotations

from itertools import groupby

from api.http.current_version import CurrentVersion
from api.pages.render import render
from graph.metadata.examples import examples
from graph.sparql.formats import GRAPHS, RESULTS
from graph.sparql.prologue import PREFIXES


def editor_page(current: CurrentVersion, name: str = "") -> str:
    """The editor with example questions beside it, one of them written in it: that of this name, else the first."""
    every = examples()
    return render(
        "sparql.html",
        current,
        topics=[(topic, list(group)) for topic, group in groupby(every, key=lambda one: one.topic)],
        shown=next((one for one in every if one.name == name), every[0]),
        formats=[(one.name, one.media_type) for one in (*RESULTS, *GRAPHS)],
        prefixes=PREFIXES,
    )
