"""Extracts a subgraph from a version: the ties that a filter admits, or the ego networks of some actors."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from graph.index.adjacency import Mask, Numbers, Places
from graph.index.filter_masks import Rows, admits, admitted_rows
from graph.index.filters import ALL, Filter
from graph.index.networkx_graph import NetworkxGraph, networkx_graph
from graph.index.open_version import OpenVersion
from graph.index.subgraph_stream import SubgraphStream
from graph.rdf.records import Records


def networkx_subgraph(
    graph: OpenVersion, tie_filter: Filter = ALL, *, around: Collection[str] = (), depth: int = 1
) -> NetworkxGraph:
    """The ties that a filter admits and the actors at their ends, as a networkx graph.

    `around` keeps only the actors at most `depth` hops from these, and the ties among them. Without filter and
    `around`, it is the shared graph of the whole version: copy it before changing it. Raises Unknown.
    """
    if tie_filter == ALL and not around:
        return graph.networkx_graph
    numbers, rows = _selected(graph, tie_filter, around, depth)
    slugs = (graph.actor_ids[number] for number in numbers.tolist())
    actors = {slug: graph.records.actors[slug] for slug in slugs}
    ties = {graph.tie_ids[row]: graph.tie_at(row) for row in rows.tolist()}
    return networkx_graph(Records(actors, ties, {}, {}), graph.version, graph.digest)


def subgraph_stream(
    graph: OpenVersion, tie_filter: Filter = ALL, *, around: Collection[str] = (), depth: int = 1
) -> SubgraphStream:
    """The same actors and ties, as a stream that reads the record files one tie at a time; raises Unknown."""
    is_whole = tie_filter == ALL and not around
    return SubgraphStream(graph, *_selected(graph, tie_filter, around, depth), is_whole=is_whole)


def _selected(graph: OpenVersion, tie_filter: Filter, around: Collection[str], depth: int) -> tuple[Places, Rows]:
    """The numbers of the actors and the rows of the ties, both in order."""
    if around:
        return _ego(graph, tie_filter, around, depth)
    if tie_filter == ALL:
        return np.arange(len(graph.actor_ids)), np.arange(len(graph.tie_ids))
    rows = admitted_rows(graph, tie_filter)
    return _ends(graph, rows), rows


def _ego(graph: OpenVersion, tie_filter: Filter, around: Collection[str], depth: int) -> tuple[Places, Rows]:
    """The union of the ego networks of these actors. With a filter, actors without an admitted tie are left out."""
    if unknown := [slug for slug in sorted(around) if slug not in graph.adjacency]:
        graph.actor(unknown[0])  # raises Unknown, with similar names
    center = np.array([graph.adjacency.number(slug) for slug in sorted(around)])
    near: Mask = np.zeros(len(graph.actor_ids), dtype=np.bool_)
    near[center] = True
    ring: Places | Numbers = center
    for _ in range(depth):
        others, _ties = _reached(graph, tie_filter, ring)
        ring = np.unique(others[~near[others]])
        near[ring] = True
    others, ties = _reached(graph, tie_filter, np.flatnonzero(near), incoming=False)
    rows = np.sort(ties[near[others]])
    return (np.flatnonzero(near) if tie_filter == ALL else _ends(graph, rows)), rows


def _ends(graph: OpenVersion, rows: Rows) -> Places:
    columns = graph.columns
    return np.union1d(columns.start[rows], columns.end[rows]).astype(np.intp)


def _reached(
    graph: OpenVersion, tie_filter: Filter, actors: Places | Numbers, *, incoming: bool = True
) -> tuple[Numbers, Rows]:
    """The actors that admitted ties connect these with, some repeated, and the rows of those ties."""
    others, ties = graph.adjacency.reached(actors, incoming=incoming)
    if tie_filter == ALL:
        return others, ties
    fits = admits(graph, tie_filter, ties)
    return others[fits], ties[fits]
