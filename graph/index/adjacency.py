"""Who is next to whom: the structure of a version's ties as sorted arrays, for graphs of any size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]


class Side:
    """The ties at each actor on one side (leaving it, or arriving), as one array cut into pieces."""

    def __init__(self, own: Numbers, other: Numbers, actors: int) -> None:
        self._ties: Places = np.lexsort((other, own))
        self._other = other[self._ties]
        self._cuts = np.searchsorted(own[self._ties], np.arange(actors + 1))

    def ties(self, actor: int) -> Places:
        """Places of the ties at an actor, by the actor at their other end."""
        return self._ties[self._cuts[actor] : self._cuts[actor + 1]]

    def others(self, actor: int) -> Numbers:
        """Places of the actors at the other end of those ties; some more than once."""
        return self._other[self._cuts[actor] : self._cuts[actor + 1]]

    def degree(self, actor: int) -> int:
        """How many ties there are at an actor."""
        return int(self._cuts[actor + 1] - self._cuts[actor])

    def degrees(self) -> Places:
        """How many ties there are at each actor."""
        return np.diff(self._cuts)

    def reached(self, actors: Places | Numbers) -> tuple[Numbers, Places]:
        """The actors at the other ends of the ties of these, some more than once; and those ties."""
        if len(actors) == 1:
            return self.others(int(actors[0])), self.ties(int(actors[0]))
        starts = self._cuts[actors]
        counts = self._cuts[actors + 1] - starts
        skipped = np.cumsum(counts) - counts
        places = np.repeat(starts - skipped, counts) + np.arange(counts.sum())
        return self._other[places], self._ties[places]

    def between(self, actor: int, other: int) -> Places:
        """Places of the ties between two actors."""
        others = self.others(actor)
        first, last = np.searchsorted(others, (other, other + 1))
        return self.ties(actor)[first:last]


class Adjacency:
    """Ties and neighbors of actors. `actors` and `ties` are all ids in order; `numbers` gives the place of an actor."""

    def __init__(self, start: Numbers, end: Numbers, actors: Sequence[str], ties: Sequence[str]) -> None:
        self.actors, self._ties = actors, ties
        self._start, self._end = start, end
        self.numbers = {slug: place for place, slug in enumerate(actors)}
        self._outgoing, self._incoming = Side(start, end, len(actors)), Side(end, start, len(actors))

    def among(self, rows: Places) -> Adjacency:
        """The same actors, with these ties alone."""
        part = copy(self)
        part._ties = [self._ties[row] for row in rows.tolist()]  # noqa: SLF001 - its own kind
        start, end = self._start[rows], self._end[rows]
        part._outgoing, part._incoming = Side(start, end, len(self.actors)), Side(end, start, len(self.actors))  # noqa: SLF001
        return part

    def number(self, slug: str) -> int:
        """The place of an actor in the order of ids; raises KeyError."""
        return self.numbers[slug]

    @property
    def degrees(self) -> Places:
        """How many ends of ties there are at each actor, by number."""
        return self._outgoing.degrees() + self._incoming.degrees()

    def reached(
        self, actors: Places | Numbers, *, outgoing: bool = True, incoming: bool = True
    ) -> tuple[Numbers, Places]:
        """The actors at the other ends of the ties of these, some more than once; and those ties. In no order."""
        sides = [
            side.reached(actors)
            for side, is_included in ((self._outgoing, outgoing), (self._incoming, incoming))
            if is_included
        ]
        others, ties = zip(*sides, strict=True)
        return np.concatenate(others), np.concatenate(ties)

    def rows_between(self, start: int, end: int) -> Places:
        """The ties that lead from one actor to another, all by number."""
        return np.sort(self._outgoing.between(start, end))

    def __contains__(self, slug: str) -> bool:
        return slug in self.numbers

    def after(self, slug: str) -> list[str]:
        """The actors that ties lead to from this one, in order of id."""
        return self._named(self._outgoing.others(self.numbers[slug]))

    def before(self, slug: str) -> list[str]:
        """The actors that ties lead from to this one, in order of id."""
        return self._named(self._incoming.others(self.numbers[slug]))

    def at(self, actor: int, *, outgoing: bool = True, incoming: bool = True) -> tuple[Numbers, Places]:
        """The neighbors of an actor and the ties with each, by number and in order; a loop stands on both sides."""
        sides = self._sides(outgoing=outgoing, incoming=incoming)
        others = np.concatenate([side.others(actor) for side in sides])
        ties = np.concatenate([side.ties(actor) for side in sides])
        order = np.lexsort((ties, others))
        return others[order], ties[order]

    def leaving(self, slug: str) -> list[str]:
        """Ids of the ties that lead from an actor, in order."""
        return self._ids(self._outgoing.ties(self.numbers[slug]))

    def arriving(self, slug: str) -> list[str]:
        """Ids of the ties that lead to an actor, in order."""
        return self._ids(self._incoming.ties(self.numbers[slug]))

    def rows_at(self, actor: int) -> Places:
        """The ties at an actor, all by number: those that leave it first, each half in order, a loop once."""
        leaving, arriving = np.sort(self._outgoing.ties(actor)), np.sort(self._incoming.ties(actor))
        return np.concatenate((leaving, arriving[~np.isin(arriving, leaving)]))

    def between(self, start: str, end: str) -> list[str]:
        """Ids of the ties that lead from one actor to another, in order."""
        return self._ids(self._outgoing.between(self.numbers[start], self.numbers[end]))

    def degree(self, slug: str) -> int:
        """How many ends of ties there are at an actor: a tie to oneself counts twice."""
        actor = self.numbers[slug]
        return self._outgoing.degree(actor) + self._incoming.degree(actor)

    def most_tied(self) -> Iterator[str]:
        """All actors, those with the most ties first, then by id."""
        count = self.degrees
        return (self.actors[place] for place in np.lexsort((np.arange(len(count)), -count)))

    def _sides(self, *, outgoing: bool, incoming: bool) -> list[Side]:
        return [self._outgoing] * outgoing + [self._incoming] * incoming

    def _named(self, others: Numbers) -> list[str]:
        """Ids in order, each once: the pieces are sorted by the other end."""
        if not len(others):
            return []
        fresh = np.flatnonzero(np.diff(others, prepend=-1))
        return [self.actors[place] for place in others[fresh].tolist()]

    def _ids(self, places: Places) -> list[str]:
        return sorted(self._ties[place] for place in places.tolist())
