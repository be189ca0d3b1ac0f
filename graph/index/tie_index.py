"""The ties of a version as arrays (columns and adjacency), and the ids of their rows and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from graph.index.adjacency import Adjacency
from graph.index.source_index import SourceIndex
from graph.rdf.records import Records
from graph.storage.tie_columns import Columns


class TieIndex:
    """Actors and ties by number. The number of an actor, and the row of a tie, is its position in the order of ids."""

    def __init__(self, records: Records, columns: Columns) -> None:
        self.columns = columns
        self.actor_ids = list(records.actors)
        self.tie_ids = list(records.ties)
        self.adjacency = Adjacency(columns.start, columns.end, self.actor_ids, self.tie_ids)
        self.actor_names = columns.actor_names
        self.kind_names = [str(name) for name in columns.kind_names]
        """The kinds of actors by their codes in the columns."""
        self.currency_names = [str(name) for name in columns.currency_names]
        """The currencies by their codes in the columns."""
        self._outcomes = records.outcomes

    def ids_of_ties(self, rows: Iterable[int]) -> list[str]:
        """The ids of ties by their rows."""
        return [self.tie_ids[row] for row in rows]

    def degree(self, slug: str) -> int:
        """The number of ties of an actor; a tie to oneself counts twice."""
        return self.adjacency.degree(slug)

    def ties_of(self, slug: str) -> Iterator[str]:
        """Ids of the ties of an actor, outgoing first, each in order of id."""
        yield from self.ids_of_ties(self.adjacency.rows_at(self.adjacency.number(slug)).tolist())

    @cached_property
    def most_tied(self) -> list[str]:
        """Ids of all actors, those with the most ties first."""
        return list(self.adjacency.most_tied())

    @cached_property
    def sources(self) -> SourceIndex:
        """What each source supports."""
        return SourceIndex(self.columns, self._outcomes)
