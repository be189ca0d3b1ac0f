"""One version, opened for reading: its index, its records and its search. Every query takes an OpenVersion."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from functools import cached_property
from zipfile import BadZipFile

from msgspec import MsgspecError

from graph.identity.withdrawn_ids import Withdrawal
from graph.index.actor_lookup import ActorSearch
from graph.index.conflict_index import ConflictIndex
from graph.index.networkx_graph import NetworkxGraph, networkx_graph
from graph.index.record_reader import RecordReader
from graph.index.tie_index import TieIndex
from graph.rdf.ontology import Relation, Vocabulary, vocabulary
from graph.rdf.records import Record, Records
from graph.storage.name_search import Index
from graph.storage.record_store import open_records
from graph.storage.tie_columns import Columns, columns_of
from graph.versions.index_files import index_files
from graph.versions.version_folders import Damaged, Version


class OpenVersion:
    """The index, the records and the search of one version. Immutable: a version never changes.

    `index` has ties by number, `reader` reads records by id, `finder` finds actors by name, and `conflicts` lists
    contradictions. What queries need most often is also an attribute of the version itself.
    """

    def __init__(
        self,
        records: Records,
        terms: Vocabulary,
        version: str,
        digest: str,
        *,
        names: Index | None = None,
        columns: Columns | None = None,
        merged_ids: Mapping[str, str] | None = None,
        withdrawals: Mapping[str, Withdrawal] | None = None,
        merged_ties: Mapping[str, str] | None = None,
    ) -> None:
        self.records, self.terms, self.version, self.digest = records, terms, version, digest
        self.index = TieIndex(records, columns or columns_of(records))
        self.finder = ActorSearch(names)
        self.reader = RecordReader(records, merged_ids or {}, merged_ties or {}, self.finder, withdrawals or {})
        self.conflicts = ConflictIndex(records, self.index)
        # The same objects and methods under shorter names. They are called thousands of times for one answer, so a
        # method that only passes the call on would cost time.
        self.columns, self.adjacency = self.index.columns, self.index.adjacency
        self.actor_ids, self.actor_names, self.tie_ids = (
            self.index.actor_ids,
            self.index.actor_names,
            self.index.tie_ids,
        )
        self.ids_of_ties, self.degree = self.index.ids_of_ties, self.index.degree
        self.actor, self.tie, self.tie_at = self.reader.actor, self.reader.tie, self.reader.tie_at
        self.outcome, self.source = self.reader.outcome, self.reader.source
        self.search = self.finder.search

    @classmethod
    def open(cls, version: Version, terms: Vocabulary | None = None) -> OpenVersion:
        """Read one version; raises Damaged where it is not as it was published, NoVersion for an unknown format."""
        known = terms or vocabulary()
        manifest = version.manifest
        try:
            with index_files(version, known) as files:
                names = Index(files.search_path)
                names.search("a", limit=1)  # SQLite reads a file only with the first query
                records, columns = open_records(files.records_path)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, MsgspecError, sqlite3.Error) as error:
            raise Damaged(version, error) from error
        return cls(
            records,
            known,
            manifest.version,
            manifest.digest,
            names=names,
            columns=columns,
            merged_ids=version.merged,
            withdrawals=version.withdrawals,
            merged_ties=version.merged_ties,
        )

    def relation(self, tie: Record) -> Relation:
        """The relation of a tie."""
        return self.terms.relations[tie["kind"]]

    def ties_of(self, slug: str) -> Iterator[str]:
        """Ids of the ties of an actor, outgoing first, each in order of id; raises Unknown."""
        self.actor(slug)
        yield from self.index.ties_of(slug)

    @cached_property
    def networkx_graph(self) -> NetworkxGraph:
        """The whole version as a networkx graph, built on first use."""
        return networkx_graph(self.records, self.version, self.digest)
