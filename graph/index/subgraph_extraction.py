"""Cuts a subgraph out of a version: the ties that a filter admits, or the surroundings of some actors."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from graph.index.adjacency import Numbers, Places
from graph.index.filter_masks import Mask, Rows, admits, admitted_rows
from graph.index.filters import ALL, Filter
from graph.index.knowledge import Knowledge
from graph.index.networkx_graph import Mirror, mirror
from graph.index.subgraph_stream import SubgraphStream
from graph.rdf.records import Records


def networkx_subgraph(
    knowledge: Knowledge, only: Filter = ALL, *, around: Collection[str] = (), depth: int = 1
) -> Mirror:
    """The ties that a filter admits and the actors at their ends, as a networkx graph; unfiltered: the whole version.

    `around` keeps only the actors at most `depth` hops from these, and the ties among them. Raises Unknown.
    """
    if only == ALL and not around:
        return knowledge.mirror
    numbers, rows = _selected(knowledge, only, around, depth)
    slugs = (knowledge.actor_ids[number] for number in numbers.tolist())
    actors = {slug: knowledge.records.actors[slug] for slug in slugs}
    ties = {knowledge.tie_ids[row]: knowledge.tie_at(row) for row in rows.tolist()}
    return mirror(Records(actors, ties, {}, {}), knowledge.version, knowledge.digest)


def subgraph_stream(
    knowledge: Knowledge, only: Filter = ALL, *, around: Collection[str] = (), depth: int = 1
) -> SubgraphStream:
    """The same actors and ties, read from the record files one after the other; raises Unknown."""
    is_whole = only == ALL and not around
    return SubgraphStream(knowledge, *_selected(knowledge, only, around, depth), is_whole=is_whole)


def _selected(knowledge: Knowledge, only: Filter, around: Collection[str], depth: int) -> tuple[Places, Rows]:
    """The numbers of the actors and the rows of the ties, both in order."""
    if around:
        return _ego(knowledge, only, around, depth)
    if only == ALL:
        return np.arange(len(knowledge.actor_ids)), np.arange(len(knowledge.tie_ids))
    rows = admitted_rows(knowledge, only)
    return _ends(knowledge, rows), rows


def _ego(knowledge: Knowledge, only: Filter, around: Collection[str], depth: int) -> tuple[Places, Rows]:
    """The ego networks of these actors, as one. An actor to whom a filter leaves no tie is not there."""
    middle = np.array([knowledge.adjacency.number(slug) for slug in sorted(around) if knowledge.actor(slug)])
    near: Mask = np.zeros(len(knowledge.actor_ids), dtype=np.bool_)
    near[middle] = True
    ring: Places | Numbers = middle
    for _ in range(depth):
        others, _ties = _reached(knowledge, only, ring)
        ring = np.unique(others[~near[others]])
        near[ring] = True
    others, ties = _reached(knowledge, only, np.flatnonzero(near), behind=False)
    rows = np.sort(ties[near[others]])
    return (np.flatnonzero(near) if only == ALL else _ends(knowledge, rows)), rows


def _ends(knowledge: Knowledge, rows: Rows) -> Places:
    columns = knowledge.columns
    return np.union1d(columns.start[rows], columns.end[rows]).astype(np.intp)


def _reached(
    knowledge: Knowledge, only: Filter, actors: Places | Numbers, *, behind: bool = True
) -> tuple[Numbers, Rows]:
    """The actors that admitted ties lead to from these, and those ties."""
    others, ties = knowledge.adjacency.reached(actors, behind=behind)
    fits = admits(knowledge, only, ties)
    return others[fits], ties[fits]
