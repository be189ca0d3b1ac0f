"""Cytoscape's JSON (`.cyjs`), for Cytoscape on the desktop and Cytoscape.js.

The desktop program knows texts, numbers and lists of texts; receipts, which are more, are left out, but sources and
notes are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.export import about, attributes, walk
from graph.export.json_text import array, dumps

if TYPE_CHECKING:
    from graph.export.walk import Facts, Mirror, Position


def write_cytoscape(mirror: Mirror, out: BinaryIO, *, positions: Mapping[str, Position] | None = None) -> None:
    """Write the mirror; actors that `positions` names are placed."""
    walk.write_text(out, _pieces(mirror, positions or {}))


def _pieces(mirror: Mirror, positions: Mapping[str, Position]) -> Iterator[str]:
    card = about.card(mirror)
    head = {"format_version": "1.0", "generated_by": about.TITLE, "target_cytoscapejs_version": "~2.1"}
    data = {"name": f"{about.TITLE} {card['version']}", "shared_name": about.TITLE, **card}
    yield f'{dumps(head)[:-1]},\n"data":{dumps(data)},\n"elements":{{\n'
    yield from array("nodes", _nodes(mirror, positions))
    yield ",\n"
    yield from array("edges", _edges(mirror))
    yield "}}\n"


def _nodes(mirror: Mirror, positions: Mapping[str, Position]) -> Iterator[Any]:
    degrees = walk.degrees(mirror)
    for slug, actor in walk.actors(mirror):
        yield _node(slug, actor, degrees[slug], positions.get(slug))


def _node(slug: str, actor: Facts, degree: int, position: Position | None) -> Any:
    drawn = attributes.drawing(actor["kind"], degree, None)
    node: dict[str, Any] = {
        "data": {"id": slug, "shared_name": actor["name"], **attributes.actor_values(actor), **drawn}
    }
    # Cytoscape's vertical axis points down, the layout's up.
    return node if position is None else {**node, "position": {"x": position[0], "y": -position[1]}}


def _edges(mirror: Mirror) -> Iterator[Any]:
    for origin, target, tie_id, tie in walk.ties(mirror):
        ends = {"id": tie_id, "source": origin, "target": target, "interaction": tie["label"]}
        yield {"data": {**ends, **attributes.tie_values(tie)}}
