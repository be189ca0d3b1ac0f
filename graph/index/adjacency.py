"""The adjacency of actors as sorted arrays (as in a CSR matrix), for graphs of any size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]


class Side:
    """The outgoing or the incoming ties of all actors: one sorted array, with the offset at which each actor begins."""

    def __init__(self, own: Numbers, other: Numbers, actors: int) -> None:
        self._ties: Places = np.lexsort((other, own))
        self._other = other[self._ties]
        self._offsets = np.searchsorted(own[self._ties], np.arange(actors + 1))

    def ties(self, actor: int) -> Places:
        """Rows of the ties of an actor, in order of the actor at their other end."""
        return self._ties[self._offsets[actor] : self._offsets[actor + 1]]

    def others(self, actor: int) -> Numbers:
        """Numbers of the actors at the other end of those ties, some repeated."""
        return self._other[self._offsets[actor] : self._offsets[actor + 1]]

    def degree(self, actor: int) -> int:
        """The number of ties of an actor."""
        return int(self._offsets[actor + 1] - self._offsets[actor])

    def degrees(self) -> Places:
        """The number of ties of each actor, by number."""
        return np.diff(self._offsets)

    def reached(self, actors: Places | Numbers) -> tuple[Numbers, Places]:
        """The actors at the other ends of the ties of some actors, some repeated, and the rows of those ties."""
        if len(actors) == 1:
            return self.others(int(actors[0])), self.ties(int(actors[0]))
        starts = self._offsets[actors]
        counts = self._offsets[actors + 1] - starts
        skipped = np.cumsum(counts) - counts
        places = np.repeat(starts - skipped, counts) + np.arange(counts.sum())
        return self._other[places], self._ties[places]

    def between(self, actor: int, other: int) -> Places:
        """Rows of the ties between two actors."""
        others = self.others(actor)
        first, last = np.searchsorted(others, (other, other + 1))
        return self.ties(actor)[first:last]


class Adjacency:
    """Ties and neighbors of actors. `actors` and `ties` are all ids in order; `numbers` has the position of each."""

    def __init__(self, start: Numbers, end: Numbers, actors: Sequence[str], ties: Sequence[str]) -> None:
        self.actors, self._ties = actors, ties
        self._start, self._end = start, end
        self.numbers = {slug: place for place, slug in enumerate(actors)}
        self._outgoing, self._incoming = Side(start, end, len(actors)), Side(end, start, len(actors))

    def among(self, rows: Places) -> Adjacency:
        """The same actors with only some of the ties, given by row."""
        part = copy(self)
        part._ties = [self._ties[row] for row in rows.tolist()]  # noqa: SLF001 - the same class
        start, end = self._start[rows], self._end[rows]
        part._outgoing, part._incoming = Side(start, end, len(self.actors)), Side(end, start, len(self.actors))  # noqa: SLF001
        return part

    def number(self, slug: str) -> int:
        """The position of an actor in the order of ids; raises KeyError."""
        return self.numbers[slug]

    @property
    def degrees(self) -> Places:
        """The degree of each actor, by number: a tie to oneself counts twice."""
        return self._outgoing.degrees() + self._incoming.degrees()

    def reached(
        self, actors: Places | Numbers, *, outgoing: bool = True, incoming: bool = True
    ) -> tuple[Numbers, Places]:
        """The actors at the other ends of the ties of some actors, some repeated, and the rows of those ties."""
        sides = [side.reached(actors) for side in self._sides(outgoing=outgoing, incoming=incoming)]
        others, ties = zip(*sides, strict=True)
        return np.concatenate(others), np.concatenate(ties)

    def rows_around(self, followed: Places, among: Places) -> Places:
        """The rows of all ties of the followed actors, and of those between two of the others, some repeated."""
        inside: Mask = np.zeros(len(self.actors), dtype=np.bool_)
        inside[among] = True
        others, rows = self.reached(among, incoming=False)
        return np.concatenate((self.reached(followed)[1], rows[inside[others]]))

    def rows_between(self, start: int, end: int) -> Places:
        """The rows of the ties from one actor to another, in order; actors by number."""
        return np.sort(self._outgoing.between(start, end))

    def __contains__(self, slug: str) -> bool:
        return slug in self.numbers

    def after(self, slug: str) -> list[str]:
        """The successors of an actor, in order of id."""
        return self._named(self._outgoing.others(self.numbers[slug]))

    def before(self, slug: str) -> list[str]:
        """The predecessors of an actor, in order of id."""
        return self._named(self._incoming.others(self.numbers[slug]))

    def at(self, actor: int, *, outgoing: bool = True, incoming: bool = True) -> tuple[Numbers, Places]:
        """The neighbors of an actor and the row of each tie with them, in order; a tie to oneself is there twice."""
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
        """The rows of the ties of an actor: outgoing before incoming, each in order, a tie to oneself once."""
        leaving, arriving = np.sort(self._outgoing.ties(actor)), np.sort(self._incoming.ties(actor))
        return np.concatenate((leaving, arriving[~np.isin(arriving, leaving)]))

    def between(self, start: str, end: str) -> list[str]:
        """Ids of the ties that lead from one actor to another, in order."""
        return self._ids(self._outgoing.between(self.numbers[start], self.numbers[end]))

    def degree(self, slug: str) -> int:
        """The degree of an actor: a tie to oneself counts twice."""
        actor = self.numbers[slug]
        return self._outgoing.degree(actor) + self._incoming.degree(actor)

    def most_tied(self) -> Iterator[str]:
        """All actors, those with the most ties first, then by id."""
        count = self.degrees
        return (self.actors[place] for place in np.lexsort((np.arange(len(count)), -count)))

    def _sides(self, *, outgoing: bool, incoming: bool) -> list[Side]:
        return [self._outgoing] * outgoing + [self._incoming] * incoming

    def _named(self, others: Numbers) -> list[str]:
        """Ids in order, without repetition; `others` is sorted."""
        if not len(others):
            return []
        fresh = np.flatnonzero(np.diff(others, prepend=-1))
        return [self.actors[place] for place in others[fresh].tolist()]

    def _ids(self, places: Places) -> list[str]:
        return sorted(self._ties[place] for place in places.tolist())
