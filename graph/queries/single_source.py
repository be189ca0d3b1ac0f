"""Single-source actors: only one source describes them or states a tie or an outcome of them."""

from __future__ import annotations

import numpy as np

from graph.index.open_version import OpenVersion
from graph.index.source_index import Places


def single_source_actors(graph: OpenVersion) -> set[str]:
    """The ids of the actors that only one source says anything about."""
    columns, index = graph.columns, graph.index.sources
    (ties, sources), many = index.pairs(), len(index.sources)
    described = np.repeat(np.arange(len(columns.actor_kind)), columns.actor_source_count)
    outcome_pairs = _by_outcomes(graph)
    actors = np.concatenate((columns.start[ties], columns.end[ties], described, outcome_pairs[:, 0]))
    # One number for each pair of actor and source, so that a source counts once for each actor.
    pairs = np.unique(actors * many + np.concatenate((sources, sources, columns.actor_sources, outcome_pairs[:, 1])))
    number_of_sources = np.bincount(pairs // max(many, 1), minlength=len(columns.actor_kind))
    return {graph.actor_ids[place] for place in np.flatnonzero(number_of_sources == 1).tolist()}


def _by_outcomes(graph: OpenVersion) -> Places:
    """(actor, source) numbers for each outcome, some repeated; shape (n, 2)."""
    number, source_number = graph.adjacency.number, graph.index.sources.number
    pairs = [
        (number(slug), source_number(source))
        for outcome in graph.records.outcomes.values()
        for slug in (outcome["about"], outcome["achieved_through"])
        for source in outcome["sources"]
        if slug
    ]
    return np.array(pairs, dtype=np.intp).reshape(-1, 2)
