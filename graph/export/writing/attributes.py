"""Actors and ties as plain values that JSON can carry; what is not known is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.export.writing import colours
from graph.export.writing.exporter import Attributes, notes, weight
from graph.export.writing.layout import Position
from graph.views.tie_views import figures, stated_values


def actor_values(actor: Attributes) -> dict[str, Any]:
    """What is known of an actor; identifiers as `key:value`."""
    return _known({
        "kind": actor["kind"],
        "name": actor["name"],
        "alt_names": list(actor["alt_names"]),
        "description": actor["description"],
        "identifiers": identifiers(actor),
        "sources": list(actor["sources"]),
    })  # fmt: skip


def identifiers(actor: Attributes) -> list[str]:
    """Public identifiers as `key:value`."""
    return [f"{key}:{value}" for key, value in actor["identifiers"]]


def tie_values(tie: Attributes) -> dict[str, Any]:
    """What is known of a tie, without its receipts but with their notes."""
    return _known({
        "kind": tie["kind"],
        "label": tie["label"],
        "inverse_label": tie["inverse_label"],
        "roles": list(tie["roles"]),
        **figures(tie),
        "certainty": tie.get("certainty"),
        "valid_from": tie["valid_from"],
        "valid_until": tie["valid_until"],
        "sources": list(tie["sources"]),
        "notes": list(notes(tie)),
        "weight": weight(tie),
    })  # fmt: skip


def receipts(tie: Attributes) -> list[dict[str, Any]]:
    """The receipts of a tie, one for each source."""
    return [_known({**receipt, "states": stated_values(receipt) or None}) for receipt in tie["receipts"]]


def drawing(kind: str, degree: int, position: Position | None) -> dict[str, Any]:
    """How an actor is drawn, in the words of graphology and sigma: size, colour and, where it has one, its place."""
    drawn: dict[str, Any] = {"size": colours.size(kind, degree), "color": colours.look(kind).hex}
    return drawn if position is None else {"x": position[0], "y": position[1], **drawn}


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != []}
