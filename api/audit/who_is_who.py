"""Which ids of the tables stand for one actor: those with a common identifier, and those that a person decided on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from loaders.curated.identity_decisions import IdentityDecision


class Identifier(NamedTuple):
    """An identifier that one actor alone can have: `kamala`, `bioguide`, `H001075`."""

    actor: str
    key: str
    value: str


def canonical_ids(
    identifiers: Iterable[Identifier], decisions: Iterable[IdentityDecision], ids: Sequence[str]
) -> Mapping[str, str]:
    """Id -> the first of `ids` that stands for the same actor, for ids that are not the first themselves."""
    order = {slug: number for number, slug in reversed(list(enumerate(ids)))}
    decisions = list(decisions)
    apart = {frozenset((it.one, it.other)) for it in decisions if it.decision == "not same"}
    bearer: dict[tuple[str, str], str] = {}
    pairs = [(bearer.setdefault(it[1:], it.actor), it.actor) for it in identifiers]
    pairs += [(it.one, it.other) for it in decisions if it.decision == "same"]
    heads: dict[str, str] = {}
    for pair in pairs:
        if frozenset(pair) not in apart:
            first, later = sorted((_head(slug, heads) for slug in pair), key=lambda slug: order.get(slug, len(order)))
            if first != later:
                heads[later] = first
    return {slug: _head(slug, heads) for slug in heads}


def _head(slug: str, heads: Mapping[str, str]) -> str:
    while slug in heads:
        slug = heads[slug]
    return slug
