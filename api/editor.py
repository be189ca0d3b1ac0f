"""The page on which people write SPARQL."""

from __future__ import annotations

from api.pages import render
from api.serving import Answering


def editor_page(current: Answering) -> str:
    """The editor, with questions to begin from."""
    return render("sparql.html", current)
