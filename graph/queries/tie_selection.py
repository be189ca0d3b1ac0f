"""The ties that a filter admits, as rows of the columns, with the actors at their ends and counts by name."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.index.adjacency import Mask
from graph.index.filter_masks import admitted_rows
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion


class TieSelection:
    """The admitted ties of a version. `rows` are their rows, in order of id."""

    def __init__(self, graph: OpenVersion, tie_filter: Filter) -> None:
        self.graph, self.columns, self.tie_filter = graph, graph.columns, tie_filter
        self.rows = admitted_rows(graph, tie_filter)

    def ids_where(self, mask: Mask) -> list[str]:
        """Ids of the selected ties that a mask over all ties of the version marks."""
        return [self.graph.tie_ids[row] for row in self.rows[mask[self.rows]].tolist()]

    @cached_property
    def actors(self) -> list[str]:
        """Ids of all actors of the version; with a filter, of those at the ends of the selected ties."""
        if self.tie_filter == ALL:
            return self.graph.actor_ids
        places = np.union1d(self.columns.start[self.rows], self.columns.end[self.rows])
        return [self.graph.actor_ids[place] for place in places.tolist()]

    def counts_by_name(self, codes: NDArray[np.integer[Any]], names: NDArray[np.str_]) -> Counter[str]:
        """The number of selected ties for each name. `codes` has an index into `names`, or -1, for each tie."""
        counts = np.bincount(codes[self.rows][codes[self.rows] >= 0], minlength=len(names))
        return Counter({str(name): int(count) for name, count in zip(names, counts, strict=True) if count})

    def in_family(self, family: str) -> Mask:
        """A mask over all ties of the version: those whose relation belongs to a family, such as `money_tie`."""
        relations = self.graph.terms.relations
        names = enumerate(map(str, self.columns.relation_names))
        return np.isin(self.columns.relation, [code for code, name in names if relations[name].family == family])
