"""The graph in a notebook: rdflib, networkx, and the same queries as the API.

from graph import open_graph
g = open_graph("data")
g.paths("kanye-west", "first-step-act")["paths"][0]["weakest"]
g.money(by="year", donor="kim-kardashian", as_of="2020")["total"]
g.network.number_of_edges(), len(g.dataset), g.query("SELECT ?who WHERE { ?who rg:apprenticeAt id:cut50 }")
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from copy import deepcopy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typing_extensions import Unpack

from graph.analysis import bridges, centrality, communities
from graph.export.writing.flat_graph import flat_graph
from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.index.subgraph_extraction import full_graph, subgraph_stream
from graph.money import flow, grouping, totals
from graph.queries import conflicts, coverage, ego_network, listings, neighbors, paths
from graph.queries.source_dependence import SourceDependence, source_dependence
from graph.queries.statistics import Stats, stats
from graph.storage.name_search import Hit
from graph.tie_options import TieFilter, methods_name_nearest, names_nearest, require_known_names, tie_filter
from graph.versions.known_at import version_known_at
from graph.versions.version_folders import DataFolder
from graph.views.actor_views import ActorView, SourceView, actor_view, source_view
from graph.views.tie_views import TieView, tie_view

if TYPE_CHECKING:
    from rdflib import Dataset

    from graph.index.networkx_graph import NetworkxGraph

DATA = "REENTRY_DATA"


@names_nearest
def open_graph(data: str | Path | None = None, version: str | None = None) -> NotebookGraph:
    """Open a version of a data folder, by default the current one. `version` is a number, or a date: known by then.

    The folder defaults to the environment variable REENTRY_DATA, then to `data`. Raises NoVersion if it has none.
    """
    data_folder = DataFolder(Path(data or os.environ.get(DATA, "data")))
    return NotebookGraph(data_folder, version)


@methods_name_nearest
class NotebookGraph:
    """One version. The queries return the same dictionaries as the API, with ties and sources.

    An actor is named by its id, or by its name where that means it alone; else a query raises AmbiguousName. An
    argument that there is not raises TypeError, a relation or a kind that there is not ValueError, with the nearest.
    """

    def __init__(self, data_folder: DataFolder, version: str | None = None) -> None:
        self.version = version_known_at(data_folder, version) if version else data_folder.require()
        self.graph = OpenVersion.open(self.version)

    def __repr__(self) -> str:
        counts = self.version.manifest.counts
        return f"<Reentry Graph {self.version.name}: {counts['actors']:,} actors, {counts['ties']:,} ties>"

    @cached_property
    def dataset(self) -> Dataset:
        """The version as an rdflib Dataset: one named graph for each source; the default graph is their union."""
        from graph.versions.rdflib_dataset import open_dataset  # noqa: PLC0415 - rdflib is slow to import

        return open_dataset(self.version)

    @property
    def network(self) -> NetworkxGraph:
        """All of the version, as `part()` gives it: a new graph each time, so keep it in a variable."""
        return self.part()

    def part(self, *around: str, depth: int = 1, flat: bool = True, **filters: Unpack[TieFilter]) -> NetworkxGraph:
        """The ties that match the filters, around these actors or in all of the network; raises Unknown.

        It is a networkx MultiDiGraph of your own: what you change in it changes nothing else. Its attributes are texts,
        numbers and truth values, so that each writer of networkx takes it: several values are parted by "; ", and what
        is not known is left out. With `flat=False`, they are the whole records with tuples, None and receipts.
        """
        selected = subgraph_stream(
            self.graph, self._filter(**filters), around=tuple(map(self._id, around)), depth=depth
        )
        return flat_graph(selected) if flat else deepcopy(full_graph(selected))

    def query(self, text: str) -> list[dict[str, Any]]:
        """The rows of a SPARQL SELECT query, as plain Python values. Raises Refused if it calls other servers."""
        rows = self.dataset.query(text)
        return [{str(name): _plain(value) for name, value in row.asdict().items()} for row in rows]  # type: ignore[union-attr]

    def search(self, text: str, *, kind: str | None = None, limit: int = 20) -> list[Hit]:
        """The actors whose names match the text best, best first."""
        return self.graph.search(text, limit=limit, kind=kind)

    def actor(self, slug: str, **filters: Unpack[TieFilter]) -> ActorView:
        """One actor with its ties and outcomes; raises Unknown."""
        return actor_view(self.graph, self._id(slug), self._filter(**filters))

    def tie(self, key: str) -> TieView:
        """One tie with its receipts; raises Unknown."""
        return tie_view(self.graph, key)

    def source(self, key: str) -> SourceView:
        """One source and all that it supports; raises Unknown."""
        return source_view(self.graph, key)

    def source_dependence(self, key: str) -> SourceDependence:
        """What only this source supports; raises Unknown."""
        return source_dependence(self.graph, key)

    fall = source_dependence
    """The earlier name of `source_dependence`."""

    def ties(self, actor: str | None = None, **filters: Unpack[TieFilter]) -> list[TieView]:
        """The ties that match the filters, of one actor or of all; raises Unknown."""
        keys = sorted(self.graph.ties_of(self._id(actor))) if actor else self.graph.records.ties
        admits = self._filter(**filters)
        admitted = (key for key in keys if admits.admits(self.graph, self.graph.tie(key)))
        return [tie_view(self.graph, key, admits.moment) for key in admitted]

    def timeline(self, actor: str, **filters: Unpack[TieFilter]) -> list[TieView]:
        """The first 1,000 ties of an actor by date, undated ones last; raises Unknown."""
        return listings.ties(
            self.graph, actor=self._id(actor), tie_filter=self._filter(**filters), sort="date", limit=1000
        )["ties"]

    def neighbors(self, slug: str, depth: int = 1, **filters: Unpack[TieFilter]) -> neighbors.Neighborhood:
        """The actors around an actor; raises Unknown."""
        return neighbors.neighborhood(self.graph, self._id(slug), depth=depth, tie_filter=self._filter(**filters))

    def ego(self, slug: str, depth: int = 1, **filters: Unpack[TieFilter]) -> ego_network.EgoNetwork:
        """An actor, the actors around it, and all ties among these; raises Unknown."""
        return ego_network.ego_network(self.graph, self._id(slug), depth=depth, tie_filter=self._filter(**filters))

    def paths(
        self,
        start: str,
        end: str,
        *,
        limit: int = 3,
        longest: int = paths.LONGEST,
        avoid: tuple[str, ...] = (),
        hubs_above: int | None = None,
        directed: bool = False,
        together: bool = False,
        **filters: Unpack[TieFilter],
    ) -> paths.Paths:
        """The shortest paths between two actors, each with its weakest hop; raises Unknown."""
        return paths.paths(
            self.graph,
            self._id(start),
            self._id(end),
            limit=limit,
            longest=longest,
            tie_filter=self._filter(**filters),
            avoid=frozenset(map(self._id, avoid)),
            hubs_above=hubs_above,
            directed=directed,
            together=together,
        )

    def money(
        self,
        by: grouping.By = "donor",
        *,
        donor: str | Sequence[str] = (),
        recipient: str | Sequence[str] = (),
        currency: str = "USD",
        limit: int = 50,
        **filters: Unpack[TieFilter],
    ) -> totals.MoneyAnswer:
        """Sums of money, what was left out and why, and what is not known; raises Unknown."""
        return totals.money(
            self.graph,
            by=by,
            donor=self._ids(donor),
            recipient=self._ids(recipient),
            tie_filter=self._filter(**filters),
            currency=currency,
            limit=limit,
        )

    def flow(
        self, start: str | None = None, end: str | None = None, hops: int = flow.HOPS, **filters: Unpack[TieFilter]
    ) -> flow.FlowAnswer:
        """The flow of money over several hops, as nodes and links of a Sankey diagram; raises Unknown."""
        start, end = start and self._id(start), end and self._id(end)
        return flow.flow(self.graph, start=start, end=end, hops=hops, tie_filter=self._filter(**filters))

    def measure(
        self, name: centrality.MeasureName, *, limit: int = 50, **filters: Unpack[TieFilter]
    ) -> centrality.MeasureAnswer:
        """Actors by a centrality measure, highest first, with the engine and the error bound."""
        return centrality.measure(self.graph, name, tie_filter=self._filter(**filters), limit=limit)

    def communities(self, *, limit: int = 20, **filters: Unpack[TieFilter]) -> communities.CommunitiesAnswer:
        """Groups of actors with more ties among themselves than to others, largest first."""
        return communities.communities(self.graph, tie_filter=self._filter(**filters), limit=limit)

    def bridges(self, *, least: int = 2, **filters: Unpack[TieFilter]) -> bridges.BridgesAnswer:
        """Pairs of actors whose ties alone connect at least `least` actors with the rest of the network."""
        return bridges.bridges(self.graph, tie_filter=self._filter(**filters), least=least)

    def conflicts(self, actor: str | None = None) -> conflicts.ConflictsAnswer:
        """Where sources contradict each other, and which source says what; raises Unknown."""
        return conflicts.conflicts(self.graph, actor=actor and self._id(actor))

    def coverage(self, **filters: Unpack[TieFilter]) -> coverage.Coverage:
        """What the graph covers, and how large its gaps are."""
        return coverage.coverage(self.graph, tie_filter=self._filter(**filters))

    def stats(self) -> Stats:
        """Counts of the records in the version."""
        return stats(self.version.manifest, self.graph)

    def _filter(self, **filters: Unpack[TieFilter]) -> Filter:
        chosen = tie_filter(**filters)
        require_known_names(self.graph, chosen)
        return chosen

    def _id(self, actor: str) -> str:
        return self.graph.reader.named(actor)

    def _ids(self, actors: str | Sequence[str]) -> list[str]:
        return [self._id(one) for one in ((actors,) if isinstance(actors, str) else actors)]


def _plain(term: Any) -> Any:
    """An rdflib term as a Python value; an IRI as text."""
    value = term.toPython() if hasattr(term, "toPython") else term
    return str(value) if isinstance(value, str) else value
