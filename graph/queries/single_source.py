"""Actors of which one source alone says anything: describes them, or states a tie or an outcome of them."""

from __future__ import annotations

import numpy as np

from graph.index.knowledge import Knowledge
from graph.index.source_index import Places


def known_from_one(knowledge: Knowledge) -> set[str]:
    """The ids of these actors."""
    columns, backing = knowledge.columns, knowledge.backing
    (ties, sources), many = backing.pairs(), len(backing.sources)
    described = np.repeat(np.arange(len(columns.actor_kind)), columns.actor_source_count)
    told = _by_outcomes(knowledge)
    actors = np.concatenate((columns.start[ties], columns.end[ties], described, told[:, 0]))
    said = np.unique(actors * many + np.concatenate((sources, sources, columns.actor_sources, told[:, 1])))
    number_of_sources = np.bincount(said // max(many, 1), minlength=len(columns.actor_kind))
    return {knowledge.actor_ids[place] for place in np.flatnonzero(number_of_sources == 1).tolist()}


def _by_outcomes(knowledge: Knowledge) -> Places:
    """(actor, source) for each outcome, some more than once."""
    number, source_number = knowledge.adjacency.number, knowledge.backing.number
    found = [
        (number(slug), source_number(source))
        for outcome in knowledge.records.outcomes.values()
        for slug in (outcome["about"], outcome["achieved_through"])
        for source in outcome["sources"]
        if slug
    ]
    return np.array(found, dtype=np.intp).reshape(-1, 2)
