"""The part of the mirror that a question is about."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from graph.adjacency import Numbers, Places
from graph.filters import ALL, Filter
from graph.knowledge import Knowledge
from graph.masks import Mask, Rows, admits, admitted_rows
from graph.mirror import Mirror, mirror
from graph.records import Records


def selected(knowledge: Knowledge, only: Filter = ALL, *, around: Collection[str] = (), depth: int = 1) -> Mirror:
    """The ties that a filter admits, and the actors at their ends; the whole mirror where it asks nothing.

    `around` leaves only the actors at most `depth` hops from these, and the ties among them. Raises Unknown.
    """
    if around:
        return _ego(knowledge, only, around, depth)
    return knowledge.mirror if only == ALL else _part(knowledge, admitted_rows(knowledge, only))


def _ego(knowledge: Knowledge, only: Filter, around: Collection[str], depth: int) -> Mirror:
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
    return _part(knowledge, np.sort(ties[near[others]]), middle if only == ALL else middle[:0])


def _reached(
    knowledge: Knowledge, only: Filter, actors: Places | Numbers, *, behind: bool = True
) -> tuple[Numbers, Rows]:
    """The actors that admitted ties lead to from these, and those ties."""
    others, ties = knowledge.adjacency.reached(actors, behind=behind)
    fits = admits(knowledge, only, ties)
    return others[fits], ties[fits]


def _part(knowledge: Knowledge, rows: Rows, also: Places | None = None) -> Mirror:
    """The mirror of these ties, the actors at their ends, and these actors."""
    columns = knowledge.columns
    ends = (columns.start[rows], columns.end[rows], np.empty(0, dtype=np.intp) if also is None else also)
    slugs = [knowledge.actor_ids[place] for place in np.unique(np.concatenate(ends)).tolist()]
    actors = {slug: knowledge.records.actors[slug] for slug in slugs}
    ties = {knowledge.tie_ids[row]: knowledge.tie_at(row) for row in rows.tolist()}
    return mirror(Records(actors, ties, {}, {}), knowledge.version, knowledge.digest)
