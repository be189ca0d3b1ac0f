"""Where the actors of a part stand in a drawing: computed once for a version, and kept as other long answers are."""

from __future__ import annotations

from collections.abc import Collection

from graph.export.writing import layout
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.index.subgraph_extraction import subgraph_stream

Places = dict[str, tuple[float, float]]


def places(graph: OpenVersion, *, tie_filter: Filter = ALL, around: Collection[str] = (), depth: int = 1) -> Places:
    """Actor -> (x, y); empty where there are more actors than a drawing is computed for. Raises Unknown."""
    part = subgraph_stream(graph, tie_filter, around=around, depth=depth)
    return layout.positions(part) if part.number_of_actors <= layout.MOST_FORCED else {}
