"""Ties in groups, as a page shows them: ties with the same wording under one heading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from graph.model.ids import slug
from graph.views.tie_views import TieView


class Group(NamedTuple):
    """Ties with the same wording, seen from the actor of the page. `key` is an anchor for links within the page."""

    key: str
    words: str
    ties: list[TieView]


def grouped(ties: Iterable[TieView], me: str = "") -> list[Group]:
    """Ties by their wording as seen from `me`, outgoing ones first, in the order in which each wording first occurs."""
    groups: dict[tuple[bool, str], list[TieView]] = {}
    for tie in ties:
        backward = tie["to"]["id"] == me != tie["from"]["id"] and tie["label"] != tie["inverse_label"]
        groups.setdefault((backward, tie["inverse_label" if backward else "label"]), []).append(tie)
    ordered = sorted(groups.items(), key=lambda pair: pair[0][0])
    return [Group(f"{slug(label)}{'-in' if back else ''}", label, same) for (back, label), same in ordered]
