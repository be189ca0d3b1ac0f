"""One version, opened: its records, its mirror and its index, ready for questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any
from zipfile import BadZipFile

import numpy as np
from msgspec import MsgspecError

from graph.identity.canonicalize import canonical_id
from graph.index.adjacency import Adjacency
from graph.index.networkx_graph import Mirror, mirror
from graph.index.source_index import Backing
from graph.model.errors import ReentryError
from graph.model.statements import EntityRef
from graph.rdf.ontology import Relation, Vocabulary, vocabulary
from graph.rdf.records import Record, Records
from graph.storage.name_search import Hit, Index
from graph.storage.record_file import RecordFile
from graph.storage.record_store import open_records
from graph.storage.tie_columns import IN_CONFLICT, Columns, columns_of
from graph.versions.index_files import index_files
from graph.versions.version_folders import Version


class Damaged(ReentryError):
    """A version that cannot be read."""

    problem, exit_code = "damaged-version", 1

    def __init__(self, version: Version, why: object) -> None:
        super().__init__(f"{version.path} cannot be read: {why}; load the facts again, or `reentry restore` a backup")


class Unknown(ReentryError):
    """The graph has nothing with this id."""

    status = 404
    what = "thing"

    def __init__(self, key: str, cure: str) -> None:
        super().__init__(f"no {self.what} {key!r}: {cure}")
        self.key, self.cure = key, cure

    def members(self) -> Mapping[str, Any]:
        """What was looked for, and its id."""
        return {"what": self.what, "key": self.key}


class UnknownActor(Unknown):
    """The graph has no actor with this id."""

    problem, what = "unknown-actor", "actor"


class UnknownTie(Unknown):
    """The graph has no tie with this id."""

    problem, what = "unknown-tie", "tie"

    def __init__(self, key: str) -> None:
        super().__init__(key, "follow a tie from one of its actors")


class UnknownOutcome(Unknown):
    """The graph has no outcome with this id."""

    problem, what = "unknown-outcome", "outcome"

    def __init__(self, key: str) -> None:
        super().__init__(key, "follow an outcome from its actor")


class UnknownSource(Unknown):
    """The graph has no source with this id."""

    problem, what = "unknown-source", "source"

    def __init__(self, key: str) -> None:
        super().__init__(key, "follow a source from a tie that it supports")


class Moved(Unknown):
    """The thing has another id, since two ids turned out to name the same actor."""

    problem, status = "moved-id", 308

    def __init__(self, what: str, key: str, to: str) -> None:
        self.what = what
        super().__init__(key, f"it is the same as {to}")
        self.to = to

    def members(self) -> Mapping[str, Any]:
        """The id that was asked for, and the one to use."""
        return {"key": self.key, "to": self.to}


class OpenVersion:
    """Everything the questions are asked of. Immutable: a version never changes."""

    def __init__(
        self,
        records: Records,
        terms: Vocabulary,
        version: str,
        digest: str,
        *,
        index: Index | None = None,
        columns: Columns | None = None,
        merged: Mapping[str, str] | None = None,
    ) -> None:
        self.records = records
        self.terms = terms
        self.version = version
        self.digest = digest
        self._index = index
        self._columns = columns
        self._merged = merged or {}

    @classmethod
    def open(cls, version: Version, terms: Vocabulary | None = None) -> OpenVersion:
        """Read one version; raises Damaged, or NoVersion where it has no manifest."""
        known = terms or vocabulary()
        manifest = version.manifest
        try:
            with index_files(version, known) as files:
                index = Index(files.search_path)
                index.search("a", limit=1)  # SQLite looks into a file when it is first asked
                found, columns = open_records(files.records_path)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, MsgspecError, sqlite3.Error) as error:
            raise Damaged(version, error) from error
        opened = cls(
            found, known, manifest.version, manifest.digest, index=index, columns=columns, merged=version.merged
        )
        opened.adjacency, opened.actor_names  # noqa: B018 - made now, so that the first who asks need not wait
        return opened

    def actor(self, slug: str) -> Record:
        """One actor; raises Unknown."""
        try:
            return self.records.actors[slug]
        except KeyError:
            raise self._moved("actor", slug) or UnknownActor(slug, self._nearest(slug)) from None

    def tie(self, key: str) -> Record:
        """One tie; raises Unknown."""
        try:
            return self.records.ties[key]
        except KeyError:
            raise self._moved("tie", key) or UnknownTie(key) from None

    def outcome(self, key: str) -> Record:
        """One outcome; raises Unknown."""
        try:
            return self.records.outcomes[key]
        except KeyError:
            raise self._moved("outcome", key) or UnknownOutcome(key) from None

    def known_as(self, key: str, space: str = "id") -> str:
        """The id under which a thing is held: its own, or that of the actor that it turned out to be."""
        return canonical_id(key, space, self._merged)

    def _moved(self, what: str, key: str) -> Moved | None:
        known = self.known_as(key, "id" if what == "actor" else what)
        held = {"actor": self.records.actors, "tie": self.records.ties, "outcome": self.records.outcomes}[what]
        return Moved(what, key, known) if known != key and known in held else None

    def source(self, key: str) -> Record:
        """One source; raises Unknown."""
        try:
            return self.records.sources[key]
        except KeyError:
            raise UnknownSource(key) from None

    def demand(self, ref: EntityRef) -> Record:
        """The record of a thing; raises Unknown."""
        of_space = {"id": self.actor, "tie": self.tie, "outcome": self.outcome, "source": self.source}
        return of_space[ref.space](ref.key)

    def relation(self, tie: Record) -> Relation:
        """The relation of a tie."""
        return self.terms.relations[tie["kind"]]

    def ties_of(self, slug: str) -> Iterator[str]:
        """Ids of the ties at an actor, outgoing first, each in order of id."""
        self.actor(slug)
        yield from self.ids_of_ties(self.adjacency.rows_at(self.adjacency.number(slug)).tolist())

    def degree(self, slug: str) -> int:
        """How many ends of ties there are at an actor."""
        return self.adjacency.degree(slug)

    @cached_property
    def columns(self) -> Columns:
        """The ties as columns of numbers."""
        return self._columns or columns_of(self.records)

    @cached_property
    def actor_ids(self) -> list[str]:
        """Ids of all actors, in order: their places are the numbers in the columns."""
        return list(self.records.actors)

    @cached_property
    def actor_names(self) -> list[str]:
        """Names of all actors, in order of id."""
        return self.columns.actor_names

    @cached_property
    def kind_names(self) -> list[str]:
        """The kinds of actors by their codes in the columns."""
        return [str(name) for name in self.columns.kind_names]

    @cached_property
    def currency_names(self) -> list[str]:
        """The currencies by their codes in the columns."""
        return [str(name) for name in self.columns.currency_names]

    @cached_property
    def tie_ids(self) -> list[str]:
        """Ids of all ties, in order: their places are the rows of the columns."""
        return list(self.records.ties)

    def tie_at(self, row: int) -> Record:
        """The tie of a row."""
        ties = self.records.ties
        return ties.record(row) if isinstance(ties, RecordFile) else ties[self.tie_ids[row]]

    def ids_of_ties(self, rows: Iterable[int]) -> list[str]:
        """The ids of ties by their rows."""
        return [self.tie_ids[row] for row in rows]

    @cached_property
    def adjacency(self) -> Adjacency:
        """Who is next to whom."""
        return Adjacency(self.columns.start, self.columns.end, self.actor_ids, self.tie_ids)

    @cached_property
    def mirror(self) -> Mirror:
        """The whole graph for networkx; made when it is first asked for."""
        return mirror(self.records, self.version, self.digest)

    @cached_property
    def outcomes_of(self) -> dict[str, list[str]]:
        """Ids of the outcomes of each actor: about it, or achieved through it."""
        found: dict[str, list[str]] = {}
        for key, outcome in self.records.outcomes.items():
            for slug in sorted({outcome["about"], outcome["achieved_through"]} - {None}):
                found.setdefault(slug, []).append(key)
        return found

    @cached_property
    def backing(self) -> Backing:
        """What rests on each source."""
        return Backing(self.columns, self.records.outcomes)

    @cached_property
    def in_conflict(self) -> dict[str, dict[str, list[str]]]:
        """Conflict -> space (`ties`, `outcomes`) -> ids of what sources contradict each other about."""
        found: dict[str, dict[str, list[str]]] = {}
        disputed = np.flatnonzero(self.columns.caution & IN_CONFLICT).tolist()
        for space, keys in (("ties", self.ids_of_ties(disputed)), ("outcomes", self.records.outcomes)):
            for key in keys:
                for conflict in getattr(self.records, space)[key]["conflicts"]:
                    found.setdefault(conflict, {}).setdefault(space, []).append(key)
        return found

    @cached_property
    def most_tied(self) -> list[str]:
        """All actors, those with the most ties first."""
        return list(self.adjacency.most_tied())

    def rivals(self, space: str, key: str) -> list[str]:
        """Ids of the ties (or outcomes) that sources state against this one."""
        conflicts = getattr(self.records, space)[key]["conflicts"]
        return sorted({other for name in conflicts for other in self.in_conflict[name].get(space, ())} - {key})

    def search(self, text: str, *, limit: int = 20, kind: str | None = None) -> list[Hit]:
        """The actors whose names are nearest to the text, best first."""
        return self._index.search(text, limit=limit, kind=kind) if self._index else []

    def _nearest(self, slug: str) -> str:
        hits = self.search(slug.replace("-", " "), limit=3)
        return f"did you mean {', '.join(hit.slug for hit in hits)}?" if hits else "search for its name"
