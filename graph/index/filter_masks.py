"""Filters as masks over the columns: which ties of a large graph a filter admits, without reading their records."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from graph.index.adjacency import Adjacency, Mask
from graph.index.filters import ALL, Filter, inside
from graph.index.open_version import OpenVersion
from graph.index.validity_columns import ValidityColumns
from graph.model.dates import Moment
from graph.storage.tie_columns import Codes, Columns

Rows = NDArray[np.intp]


def admitted_rows(graph: OpenVersion, tie_filter: Filter) -> Rows:
    """Rows of the ties that a filter admits, in order of id."""
    mask = _mask(graph, graph.columns, tie_filter)
    if tie_filter.sources:
        mask &= np.isin(np.arange(len(mask)), graph.index.sources.ties_of_any(tie_filter.sources))
    return np.flatnonzero(mask)


def admits(graph: OpenVersion, tie_filter: Filter, rows: Rows) -> Mask:
    """Whether a filter admits each of these ties."""
    if tie_filter == ALL:
        return np.ones(len(rows), dtype=np.bool_)
    mask = _mask(graph, graph.columns.at(rows), tie_filter)
    return mask & np.isin(rows, graph.index.sources.ties_of_any(tie_filter.sources)) if tie_filter.sources else mask


def count_undated(graph: OpenVersion, tie_filter: Filter, rows: Rows | None = None) -> int:
    """How many of these ties, or of all, a filter leaves out only since nothing is known of when they held."""
    if tie_filter.moment is None or tie_filter.moment.with_undated:
        return 0
    chosen = np.arange(len(graph.tie_ids)) if rows is None else np.unique(rows)
    chosen = chosen[admits(graph, replace(tie_filter, moment=None), chosen)]
    columns = graph.columns.at(chosen)
    return int(_validity(graph, columns).unanswered(tie_filter.moment).sum())


def _mask(graph: OpenVersion, columns: Columns, tie_filter: Filter) -> Mask:
    """Whether a filter admits each of these ties, leaving aside which sources support it."""
    mask: Mask = np.ones(len(columns.start), dtype=np.bool_)
    if tie_filter.relations:
        mask &= _among(columns.relation, columns.relation_names, tie_filter.relations)
    if tie_filter.families:
        relations = graph.terms.relations
        names = {name for name in map(str, columns.relation_names) if relations[name].family in tie_filter.families}
        mask &= _among(columns.relation, columns.relation_names, names)
    if tie_filter.statuses:
        mask &= _among(columns.status, columns.status_names, tie_filter.statuses)
    if tie_filter.worst_tier is not None:
        mask &= columns.tier <= tie_filter.worst_tier
    if tie_filter.kinds:
        fits = _among(columns.actor_kind, columns.kind_names, tie_filter.kinds)
        mask &= fits[columns.start] & fits[columns.end]
    if tie_filter.places:
        is_there = inside(graph, tie_filter.places)
        mask &= is_there[columns.start] | is_there[columns.end]
    if tie_filter.moment:
        mask &= _valid_at(graph, columns, tie_filter.moment)
    return mask


def admitted(graph: OpenVersion, tie_filter: Filter = ALL) -> list[str]:
    """Ids of the ties that a filter admits, in order of id."""
    if tie_filter == ALL:
        return graph.tie_ids
    return [graph.tie_ids[row] for row in admitted_rows(graph, tie_filter).tolist()]


def adjacency(graph: OpenVersion, tie_filter: Filter = ALL) -> Adjacency:
    """The adjacency of the ties that a filter admits."""
    if tie_filter == ALL:
        return graph.adjacency
    return graph.adjacency.among(admitted_rows(graph, tie_filter))


def _among(codes: Codes, names: NDArray[np.str_], chosen: Collection[str]) -> Mask:
    """Whether each code, an index into `names`, is that of a chosen name."""
    chosen_codes = [code for code, name in enumerate(map(str, names)) if name in chosen]
    return np.isin(codes, chosen_codes)


def _valid_at(graph: OpenVersion, columns: Columns, moment: Moment) -> Mask:
    """Whether each tie was valid at a moment."""
    return _validity(graph, columns).admitted(moment)


def _validity(graph: OpenVersion, columns: Columns) -> ValidityColumns:
    relations = graph.terms.relations
    events = {name for name in map(str, columns.relation_names) if relations[name].temporality == "event"}
    is_event = _among(columns.relation, columns.relation_names, events)
    return ValidityColumns.of(columns, is_event)
