"""Ids of ties that a version had and the next one has no more: where a link to them leads now."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from graph.identity.canonical_statements import canonical_id
from graph.identity.tie_matching import NO_MEASURE, Measure, StatedTie
from graph.model.ids import plain_number
from graph.model.statements import PartialDate
from graph.rdf.records import Record, Records


def moved_ties(
    before: Records, earlier: Mapping[str, str], after: Records, actors: Mapping[str, str], merged: Mapping[str, str]
) -> dict[str, str]:
    """Id of a tie -> id of the one tie that it can be now.

    For the ids of the version before, and for those that had moved already (`earlier`), as far as the next version has
    neither them nor (`merged`) the statement that they named. `actors` has the canonical ids of merged actors.
    """
    ids, moved = list(after.ties), {}
    for key in before.ties:
        if key in after.ties or key in after.ambiguous:
            continue
        today = canonical_id(key, "tie", actors)
        if merged.get(today, today) not in after.ties and (now := _now(before.ties[key], actors, ids, after.ties)):
            moved[key] = now
    for key, target in earlier.items():
        last = moved.get(target, merged.get(target, target))
        if key not in after.ties and key not in merged and last in after.ties:
            moved[key] = last
    return moved


def _now(tie: Record, actors: Mapping[str, str], ids: Sequence[str], ties: Mapping[str, Record]) -> str | None:
    """The one tie between the same ends that a tie of before is compatible with."""
    start, end = (actors.get(tie[name], tie[name]) for name in ("from", "to"))
    stated = _stated("", tie)
    same = [
        key
        for key in _beginning_with(f"{start}--{tie['kind'].replace('_', '-')}--{end}", ids)
        if (ties[key]["from"], ties[key]["kind"], ties[key]["to"]) == (start, tie["kind"], end)
        and stated.is_compatible(_stated(key, ties[key]))
    ]
    return same[0] if len(same) == 1 else None


def _beginning_with(beginning: str, ids: Sequence[str]) -> Iterator[str]:
    for place in range(bisect_left(ids, beginning), len(ids)):
        if not ids[place].startswith(beginning):
            return
        yield ids[place]


def _stated(key: str, tie: Mapping[str, Any]) -> StatedTie:
    start, end = (PartialDate.parse(tie[name]) if tie[name] else None for name in ("start", "end"))
    return StatedTie(key, start, end, _measure(tie, "currency", "amount"), _measure(tie, "unit", "quantity"))


def _measure(tie: Mapping[str, Any], unit: str, name: str) -> Measure:
    value: int | Decimal | None = tie[name]
    return NO_MEASURE if value is None else Measure(tie[unit] or "", plain_number(value))
