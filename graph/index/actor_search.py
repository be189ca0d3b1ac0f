"""Finds actors by name, and names that are near to an id that does not exist."""

from __future__ import annotations

from graph.storage.name_search import Hit, Index


class ActorSearch:
    """The search for names of a version; without a file of names it finds nothing."""

    def __init__(self, names: Index | None) -> None:
        self._names = names

    def search(self, text: str, *, limit: int = 20, kind: str | None = None) -> list[Hit]:
        """The actors whose names are nearest to the text, best first."""
        return self._names.search(text, limit=limit, kind=kind) if self._names else []

    def suggestion(self, slug: str) -> str:
        """What to do about an id that does not exist, as part of a sentence."""
        hits = self.search(slug.replace("-", " "), limit=3)
        return f"did you mean {', '.join(hit.slug for hit in hits)}?" if hits else "search for its name"
