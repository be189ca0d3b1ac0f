"""Extracts a subgraph from a version: the ties that a filter admits, or the ego networks of some actors."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from graph.index.adjacency import Mask, Numbers, Places
from graph.index.filter_masks import Rows, admits, admitted_rows, count_undated
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
    return full_graph(subgraph_stream(graph, tie_filter, around=around, depth=depth))


def full_graph(part: SubgraphStream) -> NetworkxGraph:
    """A new networkx graph of these actors and ties, with all of their records."""
    ties = {key: tie for _, _, key, tie in part.ties()}
    records = Records(dict(part.actors()), dict(sorted(ties.items())), {}, {})
    selected = networkx_graph(records, part.version, part.digest)
    if part.undated is not None:
        selected.graph["undated"] = part.undated
    return selected


def subgraph_stream(
    graph: OpenVersion, tie_filter: Filter = ALL, *, around: Collection[str] = (), depth: int = 1
) -> SubgraphStream:
    """The same actors and ties, as a stream that reads the record files one tie at a time; raises Unknown."""
    selected = _selected(graph, tie_filter, around, depth)
    if tie_filter.moment is None:
        is_whole = tie_filter == ALL and not around
        return SubgraphStream(graph, selected.actors, selected.rows, is_whole=is_whole)
    undated = count_undated(graph, tie_filter, selected.looked_at)
    return SubgraphStream(graph, selected.actors, selected.rows, when=tie_filter.moment, undated=undated)


class _Selected(NamedTuple):
    """Numbers of actors and rows of ties, both in order; and the rows that were looked at, None for all."""

    actors: Places
    rows: Rows
    looked_at: Rows | None = None


def _selected(graph: OpenVersion, tie_filter: Filter, around: Collection[str], depth: int) -> _Selected:
    if around:
        return _ego(graph, tie_filter, around, depth)
    if tie_filter == ALL:
        return _Selected(np.arange(len(graph.actor_ids)), np.arange(len(graph.tie_ids)))
    rows = admitted_rows(graph, tie_filter)
    return _Selected(_ends(graph, rows), rows)


def _ego(graph: OpenVersion, tie_filter: Filter, around: Collection[str], depth: int) -> _Selected:
    """The union of the ego networks of these actors. With a filter, actors without an admitted tie are left out."""
    if unknown := [slug for slug in sorted(around) if slug not in graph.adjacency]:
        graph.actor(unknown[0])  # raises Unknown, with similar names
    center = np.array([graph.adjacency.number(slug) for slug in sorted(around)])
    near: Mask = np.zeros(len(graph.actor_ids), dtype=np.bool_)
    near[center] = True
    ring: Places | Numbers = center
    followed: Places = center
    for _ in range(depth):
        followed = np.flatnonzero(near)
        others, _ties = _reached(graph, tie_filter, ring)
        ring = np.unique(others[~near[others]])
        near[ring] = True
    everybody = np.flatnonzero(near)
    others, ties = _reached(graph, tie_filter, everybody, incoming=False)
    rows = np.sort(ties[near[others]])
    if tie_filter == ALL:
        return _Selected(everybody, rows)
    looked_at = graph.adjacency.rows_around(followed, everybody) if tie_filter.moment else None
    return _Selected(_ends(graph, rows), rows, looked_at)


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
