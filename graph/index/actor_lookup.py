"""Finds actors by name, and decides which actor a name means."""

from __future__ import annotations

from typing import NamedTuple

from graph.storage.name_search import Hit, Index, folded

_EXACT = 100
_MOST_FITS = 20
"""How many actors a name that fits several is answered with."""
_NEAREST = 3


class Meaning(NamedTuple):
    """What a name that is no id means: one actor, or several that it fits, or none."""

    actor: Hit | None
    """The actor that is called so; None where several are, or none."""
    fits: list[Hit]
    """Other actors that are called so; without one that is meant, those in whose names all words of the text occur."""
    near: list[Hit]
    """Actors with a similar name, where the name fits none."""


class ActorSearch:
    """The name search of one version. Without a search index it has no hits."""

    def __init__(self, names: Index | None) -> None:
        self._names = names

    def search(self, text: str, *, limit: int = 20, kind: str | None = None) -> list[Hit]:
        """The actors whose names match the text best, best first."""
        return self._names.search(text, limit=limit, kind=kind) if self._names else []

    def meaning(self, text: str) -> Meaning:
        """Which actor is meant: that whose name this is.

        Of several that are called so, it is the one whose first name it is, if none of the others is of its kind: a
        law rather than the bills that are also called so, but no person rather than another. Part of a name means
        nobody, even where it fits one actor only: those that it fits are for the user to choose from.
        """
        hits = self.search(text, limit=_MOST_FITS)
        called = [hit for hit in hits if hit.score == _EXACT]
        if actor := _preferred(called):
            return Meaning(actor, [hit for hit in called if hit != actor], [])
        words = set(folded(text).split())
        fits = called or [hit for hit in hits if words <= set(folded(hit.matched).split())]
        return Meaning(None, fits, [] if fits else hits[:_NEAREST])


def _preferred(called: list[Hit]) -> Hit | None:
    first = [hit for hit in called if hit.matched == hit.name] if len(called) > 1 else called
    if len(first) != 1 or sum(hit.kind == first[0].kind for hit in called) > 1:
        return None
    return first[0]
