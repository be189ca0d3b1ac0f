"""Filters over the columns: which ties of a large graph a question is about, without reading one of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph.index.adjacency import Adjacency
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.storage.tie_columns import NO_DAY, Codes, Columns, Numbers

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]
Days = tuple[Numbers, Numbers]
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()


def admitted_rows(graph: OpenVersion, only: Filter) -> Rows:
    """Rows of the ties that a filter admits, in order of id."""
    mask = _mask(graph, graph.columns, only)
    if only.sources:
        mask &= np.isin(np.arange(len(mask)), graph.backing.ties_of_any(only.sources))
    return np.flatnonzero(mask)


def admits(graph: OpenVersion, only: Filter, rows: Rows) -> Mask:
    """Whether a filter admits each of these ties."""
    if only == ALL:
        return np.ones(len(rows), dtype=np.bool_)
    mask = _mask(graph, graph.columns.at(rows), only)
    return mask & np.isin(rows, graph.backing.ties_of_any(only.sources)) if only.sources else mask


def _mask(graph: OpenVersion, columns: Columns, only: Filter) -> Mask:
    """Whether each of these ties is what a filter asks for, whichever sources support it."""
    mask: Mask = np.ones(len(columns.start), dtype=np.bool_)
    if only.relations:
        mask &= _among(columns.relation, columns.relation_names, only.relations)
    if only.families:
        relations = graph.terms.relations
        wanted = {name for name in map(str, columns.relation_names) if relations[name].family in only.families}
        mask &= _among(columns.relation, columns.relation_names, wanted)
    if only.statuses:
        mask &= _among(columns.status, columns.status_names, only.statuses)
    if only.worst_tier is not None:
        mask &= columns.tier <= only.worst_tier
    if only.kinds:
        fits = _among(columns.actor_kind, columns.kind_names, only.kinds)
        mask &= fits[columns.start] & fits[columns.end]
    if only.moment:
        mask &= _held(graph, columns, only.moment)
    return mask


def admitted(graph: OpenVersion, only: Filter = ALL) -> list[str]:
    """Ids of the ties that count, in order of id."""
    if only == ALL:
        return graph.tie_ids
    return [graph.tie_ids[row] for row in admitted_rows(graph, only).tolist()]


def adjacency(graph: OpenVersion, only: Filter = ALL) -> Adjacency:
    """Who is next to whom by the ties that a filter admits."""
    if only == ALL:
        return graph.adjacency
    return graph.adjacency.among(admitted_rows(graph, only))


def _among(codes: Codes, names: NDArray[np.str_], wanted: Collection[str]) -> Mask:
    numbers = [number for number, name in enumerate(map(str, names)) if name in wanted]
    return np.isin(codes, numbers)


def _held(graph: OpenVersion, columns: Columns, moment: Moment) -> Mask:
    """Whether each tie held then; the same as `Moment.admits`, for all at once."""
    relations = graph.terms.relations
    is_event = _among(
        columns.relation,
        columns.relation_names,
        {name for name in map(str, columns.relation_names) if relations[name].temporality == "event"},
    )
    start, end = _limits(columns, is_event)
    first = np.where(is_event & (not moment.is_window), _FIRST, _ordinal(moment.first, _FIRST))
    last = _ordinal(moment.last, _LAST)
    if moment.certainty == "possible":
        return (start[0] <= last) & (first <= end[1])
    latest_start, earliest_end = np.minimum(start[1], end[1]), np.maximum(end[0], start[0])
    state = (latest_start <= last) & (first <= earliest_end)
    event = (first <= start[0]) & (end[1] <= last)
    return np.where(is_event, event, state)


def _limits(columns: Columns, is_event: Mask) -> tuple[Days, Days]:
    """The days that the first and the last day of each tie may be."""
    start = _known(columns.start_first, _FIRST), _known(columns.start_last, _LAST)
    end = _known(columns.end_first, _FIRST), _known(columns.end_last, _LAST)
    within = is_event & (columns.end_first == NO_DAY)
    return start, (np.where(within, start[0], end[0]), np.where(within, start[1], end[1]))


def _known(days: Numbers, otherwise: int) -> Numbers:
    return np.where(days == NO_DAY, np.int32(otherwise), days)


def _ordinal(day: date | None, otherwise: int) -> int:
    return day.toordinal() if day else otherwise
