"""The part of the mirror that a question is about."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from graph.filters import ALL, Filter
from graph.knowledge import Knowledge
from graph.mirror import Mirror


def selected(knowledge: Knowledge, only: Filter = ALL, *, around: Collection[str] = (), depth: int = 1) -> Mirror:
    """The ties that a filter admits, and the actors at their ends; the whole mirror where it asks nothing.

    `around` leaves only the actors at most `depth` hops from these, and the ties among them. Raises Unknown.
    """
    part = knowledge.mirror if only == ALL else _admitted(knowledge, only)
    return _ego(knowledge, part, around, depth) if around else part


def _ego(knowledge: Knowledge, part: Mirror, around: Collection[str], depth: int) -> Mirror:
    """The ego networks of these actors, as one."""
    near = {slug for slug in around if knowledge.actor(slug)}
    ring = near & set(part)
    for _ in range(depth):
        ring = {far for slug in ring for far in (*part.successors(slug), *part.predecessors(slug))} - near
        near |= ring
    ego: Mirror = part.subgraph(near & set(part)).copy()
    return ego


def _admitted(knowledge: Knowledge, only: Filter) -> Mirror:
    kept: list[Any] = [  # networkx takes (start, end, key) here; its stubs know only pairs
        (start, end, key)
        for start, end, key in knowledge.mirror.edges(keys=True)
        if only.admits(knowledge, knowledge.records.ties[key])
    ]
    part: Mirror = knowledge.mirror.edge_subgraph(kept).copy()
    return part
