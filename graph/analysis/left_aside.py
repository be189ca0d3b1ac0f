"""Ties that measures leave aside unless a question names them: the ontology marks them with rg:leftAsideTo."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from graph.index.adjacency import Mask
from graph.index.filter_masks import Rows
from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.rdf.ontology import Relation

_CURE = "to count them, name their relation or their family"


class LeftAside:
    """Which of the ties that a filter admits are left aside.

    None of a relation or a family that the filter names, and none to actors of a kind that it names.
    """

    def __init__(self, graph: OpenVersion, tie_filter: Filter) -> None:
        self._graph = graph
        self._kinds = dict(_left_aside(graph, tie_filter))

    def among(self, rows: Rows) -> Mask:
        """Whether each of these ties is left aside."""
        columns = self._graph.columns
        mask: Mask = np.zeros(len(rows), dtype=np.bool_)
        relation, kind_of_end = columns.relation[rows], columns.actor_kind[columns.end[rows]]
        names, kind_names = list(map(str, columns.relation_names)), list(map(str, columns.kind_names))
        for code, name in enumerate(names):
            kinds = [number for number, kind in enumerate(kind_names) if kind in self._kinds.get(name, ())]
            if kinds:
                mask |= (relation == code) & np.isin(kind_of_end, kinds)
        return mask

    def has(self, key: str) -> bool:
        """Whether one tie is left aside."""
        tie = self._graph.records.ties[key]
        kinds = self._kinds.get(tie["kind"], frozenset())
        return self._graph.records.actors[tie["to"]]["kind"] in kinds

    def in_words(self, rows: Rows) -> dict[str, str]:
        """What an answer says about these ties, which are left aside: nothing if there are none."""
        if not len(rows):
            return {}
        names = self._graph.columns.relation_names
        codes, counts = np.unique(self._graph.columns.relation[rows], return_counts=True)
        each = sorted((str(names[code]), count) for code, count in zip(codes.tolist(), counts.tolist(), strict=True))
        what = "; ".join(f"{self._what(name)} ({count:,})" for name, count in each)
        return {"left_aside": f"{len(rows):,} {'tie' if len(rows) == 1 else 'ties'}: {what}; {_CURE}"}

    def _what(self, name: str) -> str:
        return f"{self._graph.terms.relations[name].label} {_some(self._kinds[name])}"


def _left_aside(graph: OpenVersion, tie_filter: Filter) -> Iterator[tuple[str, frozenset[str]]]:
    for name, relation in graph.terms.relations.items():
        kinds = _not_named(relation, tie_filter)
        if kinds and name not in tie_filter.relations and relation.family not in tie_filter.families:
            yield name, kinds


def _not_named(relation: Relation, tie_filter: Filter) -> frozenset[str]:
    return relation.left_aside_to - tie_filter.kinds


def _some(kinds: frozenset[str]) -> str:
    *others, last = sorted(kind.replace("_", " ") for kind in kinds)
    names = f"{', '.join(others)} or {last}" if others else last
    return f"{'an' if names[0] in 'aeiou' else 'a'} {names}"
