"""Decisions on ties that no version can follow, and why: for who checks the tables, before anything is built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from graph.identity.tie_matching import Measure, Pair, StatedTie, TieDecisions, TieEnds, match
from graph.identity.tie_rows import TieRow
from graph.model.statements import PartialDate

_CELLS = ("subject", "predicate", "object", "unit")


def unfollowed(rows: Iterable[TieRow], decisions: TieDecisions) -> dict[Pair, str]:
    """Pairs of ids that people decided on, and why no version can follow that.

    `rows` are the ties that the decisions name. A decision on an id that is not among them is passed over.
    """
    by_key = {row.tie.key: row for row in rows}
    reasons: dict[Pair, str] = {}
    for pair in decisions.same | decisions.different:
        if by_key.keys() >= pair and (differing := _differing_ends(*(by_key[key].ends for key in sorted(pair)))):
            reasons[pair] = f"{differing}: a decision is about two rows with the same ends and predicate"
    for pair in _contradictions(by_key, decisions):
        reasons[pair] = _why_apart(*(by_key[key].tie for key in sorted(pair)))
    return reasons


def _contradictions(by_key: Mapping[str, TieRow], decisions: TieDecisions) -> Iterator[Pair]:
    """Of the pairs with the same ends that are judged to be one tie, those that cannot be."""
    for ends, group in groupby(sorted(by_key.values(), key=attrgetter("ends")), key=attrgetter("ends")):
        yield from match(ends, [row.tie for row in group], decisions).contradictions


def _differing_ends(one: TieEnds, other: TieEnds) -> str:
    cells = zip(_CELLS, one, other, strict=True)
    return ", ".join(_differ(name, mine, its) for name, mine, its in cells if mine != its)


def _why_apart(one: StatedTie, other: StatedTie) -> str:
    """What of two ties contradicts, in words; what else speaks against a decision where nothing of themselves does."""
    if one.is_compatible(other):
        return "other decisions judge them to be one with rows, or not one, that contradict this"
    names = [name for name in ("start", "end", "amount", "quantity", "role") if _differs(name, one, other)]
    differing = [_differ(name, *(_text(getattr(tie, name)) for tie in (one, other))) for name in names]
    return (
        ", ".join(differing)
        or "by their dates, attestations or sources one began when the other was over, or not begun"
    )


def _differs(name: str, one: StatedTie, other: StatedTie) -> bool:
    """Whether two ties are apart by this fact alone."""
    facts = {name: getattr(one, name)}, {name: getattr(other, name)}
    return not StatedTie("", **facts[0]).is_compatible(StatedTie("", **facts[1]))


def _text(fact: PartialDate | Measure | str | None) -> str:
    return " ".join(filter(None, (fact.value, fact.unit))) if isinstance(fact, Measure) else str(fact or "")


def _differ(name: str, one: str, other: str) -> str:
    return f"{name} {one or 'empty'} and {other or 'empty'}"
