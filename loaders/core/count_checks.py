"""Checks of what was read against the card of its loader, so that a broken source is noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from graph.model.statements import Place, Problem
from loaders.core.loader import Card
from loaders.core.record_loader import Remark

MINIMUM_RECORDS = 20
"""With fewer records than this, shares are not checked."""

REFUSED_SHARE = 0.2


def breaches(card: Card, tally: Mapping[str, int], remarks: Iterable[Remark]) -> list[Problem]:
    """Counts and shares that are outside of what the card expects."""
    place = Place(card.name)
    texts = [*_counts(card, tally), *_shares(card, tally), *_refusals(tally, remarks)]
    return [Problem(place, text) for text in texts]


def _counts(card: Card, tally: Mapping[str, int]) -> Iterator[str]:
    for name, least in card.least.items():
        if tally.get(name, 0) < least:
            yield f"{tally.get(name, 0):,} {name} were read, and at least {least:,} are expected: a part is missing"
    for name, most in card.most.items():
        if tally.get(name, 0) > most:
            yield f"{tally[name]:,} {name} were read, and at most {most:,} are expected: the records have changed"


def _shares(card: Card, tally: Mapping[str, int]) -> Iterator[str]:
    for name, share in card.filled.items():
        whole, given = tally.get(name, 0), tally.get(f"{name}: given", 0)
        if whole >= MINIMUM_RECORDS and given < share * whole:
            yield f"{name}: given in {given:,} of {whole:,}, and in {share:.0%} it must be: the records have changed"


def _refusals(tally: Mapping[str, int], remarks: Iterable[Remark]) -> Iterator[str]:
    counted = Counter(remark.what for remark in remarks)
    whole = tally.get("records", 0) + counted["refused"]
    if whole >= MINIMUM_RECORDS and counted["refused"] > REFUSED_SHARE * whole:
        yield f"{counted['refused']:,} of {whole:,} records were refused: nothing is loaded until that is understood"
