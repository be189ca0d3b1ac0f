"""A search for names within some places."""

from __future__ import annotations

from graph.index.filters import inside
from graph.index.open_version import OpenVersion
from graph.storage.name_search import Hit

_MOST_HITS = 1000
"""How many hits of a search are looked at for those in a place."""


def search_within(
    graph: OpenVersion, text: str, places: frozenset[str], *, limit: int, kind: str | None = None
) -> list[Hit]:
    """The actors whose names match a text, best first: only those in some places, if any are named. Raises Unknown."""
    if not places:
        return graph.search(text, limit=limit, kind=kind)
    is_there, numbers = inside(graph, places), graph.adjacency.numbers
    hits = graph.search(text, limit=_MOST_HITS, kind=kind)
    return [hit for hit in hits if is_there[numbers[hit.slug]]][:limit]
