"""Ties as a page shows them: those that read alike under one heading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from graph.model.ids import slug
from graph.views.tie_views import TieView


class Group(NamedTuple):
    """Ties that read alike from where the reader stands. `key` is a name for links within the page."""

    key: str
    words: str
    ties: list[TieView]


def grouped(ties: Iterable[TieView], me: str = "") -> list[Group]:
    """Ties by the words that lead from `me` to the other end, outgoing ones first; each kind where its first tie is."""
    groups: dict[tuple[bool, str], list[TieView]] = {}
    for tie in ties:
        backward = tie["to"]["id"] == me != tie["from"]["id"] and tie["label"] != tie["inverse_label"]
        groups.setdefault((backward, tie["inverse_label" if backward else "label"]), []).append(tie)
    ordered = sorted(groups.items(), key=lambda pair: pair[0][0])
    return [Group(f"{slug(label)}{'-in' if back else ''}", label, same) for (back, label), same in ordered]
