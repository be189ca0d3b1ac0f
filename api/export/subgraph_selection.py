"""Parts of the graph that files and streams are asked to hold."""

from __future__ import annotations

from typing import NamedTuple

from graph.index.filters import ALL, Filter
from graph.index.networkx_graph import Mirror
from graph.index.open_version import OpenVersion
from graph.index.subgraph_extraction import networkx_subgraph, subgraph_stream
from graph.index.subgraph_stream import SubgraphStream
from graph.precomputed import Task


class Part(NamedTuple):
    """The ties that a filter admits; with `around`, those within so many hops of these actors."""

    only: Filter = ALL
    around: tuple[str, ...] = ()
    depth: int = 1

    def of(self, graph: OpenVersion) -> Mirror:
        """That part of a version as a graph; raises Unknown."""
        return networkx_subgraph(graph, self.only, around=self.around, depth=self.depth)

    def stream(self, graph: OpenVersion) -> SubgraphStream:
        """That part of a version for a file; raises Unknown."""
        return subgraph_stream(graph, self.only, around=self.around, depth=self.depth)

    def still_there(self, graph: OpenVersion) -> Part | None:
        """The part around those of its actors that a version holds; None where all of them are gone."""
        around = tuple(slug for slug in self.around if slug in graph.records.actors)
        return self._replace(around=around) if around or not self.around else None

    @property
    def places(self) -> Task:
        """The question where its actors stand."""
        return Task("places", self.only, {"around": sorted(set(self.around)), "depth": self.depth})
