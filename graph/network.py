"""The network that measures are computed on: actors by number, one line between two that have ties."""

from __future__ import annotations

from functools import cached_property

import networkx as nx

from graph.filters import ALL, Filter, admitted, between
from graph.knowledge import Knowledge


class Network:
    """The actors that have ties a filter admits, in order of id and numbered from 0.

    Numbers, not ids, are the nodes: algorithms that walk through sets of them then take the same way every time.
    """

    def __init__(self, knowledge: Knowledge, only: Filter = ALL) -> None:
        self.knowledge, self.only = knowledge, only
        ties = knowledge.records.ties
        self.ties = [key for key in admitted(knowledge, only) if ties[key]["from"] != ties[key]["to"]]
        self.actors = sorted({end for key in self.ties for end in (ties[key]["from"], ties[key]["to"])})
        self.number = {slug: number for number, slug in enumerate(self.actors)}

    @cached_property
    def lines(self) -> nx.Graph[int]:
        """Lines without direction; `weight` is how many ties a line stands for."""
        graph: nx.Graph[int] = nx.Graph()
        return self._filled(graph)

    @cached_property
    def arcs(self) -> nx.DiGraph[int]:
        """Lines in the direction of the ties; `weight` is how many ties a line stands for."""
        graph: nx.DiGraph[int] = nx.DiGraph()
        self._filled(graph)
        return graph

    def ties_of(self, number: int) -> list[str]:
        """Ids of the ties at an actor, in order of id."""
        return sorted(key for other in self.lines[number] for key in self.ties_between(number, other))

    def ties_between(self, one: int, other: int) -> list[str]:
        """Ids of the ties that a line stands for."""
        return sorted(between(self.knowledge, self.actors[one], self.actors[other], self.only))

    def _filled(self, graph: nx.Graph[int]) -> nx.Graph[int]:
        graph.add_nodes_from(range(len(self.actors)))
        ties = self.knowledge.records.ties
        for key in self.ties:
            one, other = self.number[ties[key]["from"]], self.number[ties[key]["to"]]
            held = graph.get_edge_data(one, other, {"weight": 0})
            graph.add_edge(one, other, weight=held["weight"] + 1)
        return graph
