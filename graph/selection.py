"""The part of the mirror that a question is about."""

from __future__ import annotations

from typing import Any

from graph.filters import ALL, Filter
from graph.knowledge import Knowledge
from graph.mirror import Mirror


def selected(knowledge: Knowledge, only: Filter) -> Mirror:
    """The ties that a filter admits, and the actors at their ends; the whole mirror where it asks nothing."""
    if only == ALL:
        return knowledge.mirror
    kept: list[Any] = [  # networkx takes (start, end, key) here; its stubs know only pairs
        (start, end, key)
        for start, end, key in knowledge.mirror.edges(keys=True)
        if only.admits(knowledge, knowledge.records.ties[key])
    ]
    part: Mirror = knowledge.mirror.edge_subgraph(kept).copy()
    return part
