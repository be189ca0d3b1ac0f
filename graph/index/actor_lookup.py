"""Finds actors by name, and suggests ids for one that does not exist."""

from __future__ import annotations

from graph.storage.name_search import Hit, Index


class ActorSearch:
    """The name search of one version. Without a search index it has no hits."""

    def __init__(self, names: Index | None) -> None:
        self._names = names

    def search(self, text: str, *, limit: int = 20, kind: str | None = None) -> list[Hit]:
        """The actors whose names match the text best, best first."""
        return self._names.search(text, limit=limit, kind=kind) if self._names else []

    def suggestion(self, slug: str) -> str:
        """What to do about an id that does not exist, as a part of an error message."""
        hits = self.search(slug.replace("-", " "), limit=3)
        return f"did you mean {', '.join(hit.slug for hit in hits)}?" if hits else "search for its name"
