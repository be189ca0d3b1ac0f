"""A subgraph: some actors and ties of one version, in the order in which exports write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Protocol

from graph.rdf.records import Record


class Subgraph(Protocol):
    """What exports, layouts and streams read.

    Two classes fulfil it: `SubgraphStream`, which reads the record files one tie at a time in constant memory, and
    `NetworkxSubgraph`, which wraps a graph in memory.
    """

    @property
    def version(self) -> str:
        """The name of the version that the facts come from."""

    @property
    def digest(self) -> str:
        """The digest of that version."""

    @property
    def is_whole(self) -> bool:
        """Whether it is known to be the whole version, neither filtered nor extracted around actors."""

    @property
    def number_of_actors(self) -> int:
        """How many actors there are."""

    @property
    def number_of_ties(self) -> int:
        """How many ties there are."""

    @property
    def is_dated(self) -> bool:
        """Whether the start or the end of at least one tie is known."""

    @property
    def undated(self) -> int | None:
        """How many ties are left out, as no date of theirs is known. None if the selection is about no time.

        If it is about a time, each tie has an attribute `certainty`: whether it held then for certain, or possibly.
        """

    def actor_ids(self) -> Iterator[str]:
        """The ids of the actors, in order."""

    def actor(self, slug: str) -> Record:
        """The attributes of one actor."""

    def actors(self) -> Iterator[tuple[str, Record]]:
        """Each actor as (id, attributes), in order of id."""

    def ties(self) -> Iterator[tuple[str, str, str, Record]]:
        """Each tie as (from, to, tie id, attributes), in order of these three."""

    def tie_ends(self) -> Iterator[tuple[str, str]]:
        """The two actors of each tie, in no particular order; much quicker than `ties`."""

    def degrees(self) -> Counter[str]:
        """The number of ties of each actor that has any; a tie to oneself counts twice."""
