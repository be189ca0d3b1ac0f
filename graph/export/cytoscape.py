"""Cytoscape's JSON (`.cyjs`), for Cytoscape on the desktop and Cytoscape.js.

The desktop program knows texts, numbers and lists of texts; receipts, which are more, are left out, but sources and
notes are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.export.writing import attributes, file_metadata, graph_writer
from graph.export.writing.json_writer import array, dumps

if TYPE_CHECKING:
    from graph.export.writing.graph_writer import Facts, Position
    from graph.index.subgraph import Subgraph


def write_cytoscape(subgraph: Subgraph, out: BinaryIO, *, positions: Mapping[str, Position] | None = None) -> None:
    """Write the subgraph; actors that `positions` names are placed."""
    graph_writer.write_text(out, _pieces(subgraph, positions or {}))


def _pieces(subgraph: Subgraph, positions: Mapping[str, Position]) -> Iterator[str]:
    card = file_metadata.card(subgraph)
    head = {"format_version": "1.0", "generated_by": file_metadata.TITLE, "target_cytoscapejs_version": "~2.1"}
    data = {"name": f"{file_metadata.TITLE} {card['version']}", "shared_name": file_metadata.TITLE, **card}
    yield f'{dumps(head)[:-1]},\n"data":{dumps(data)},\n"elements":{{\n'
    yield from array("nodes", _nodes(subgraph, positions))
    yield ",\n"
    yield from array("edges", _edges(subgraph))
    yield "}}\n"


def _nodes(subgraph: Subgraph, positions: Mapping[str, Position]) -> Iterator[Any]:
    degrees = subgraph.degrees()
    for slug, actor in subgraph.actors():
        yield _node(slug, actor, degrees[slug], positions.get(slug))


def _node(slug: str, actor: Facts, degree: int, position: Position | None) -> Any:
    drawn = attributes.drawing(actor["kind"], degree, None)
    node: dict[str, Any] = {
        "data": {"id": slug, "shared_name": actor["name"], **attributes.actor_values(actor), **drawn}
    }
    # Cytoscape's vertical axis points down, the layout's up.
    return node if position is None else {**node, "position": {"x": position[0], "y": -position[1]}}


def _edges(subgraph: Subgraph) -> Iterator[Any]:
    for origin, target, tie_id, tie in subgraph.ties():
        ends = {"id": tie_id, "source": origin, "target": target, "interaction": tie["label"]}
        yield {"data": {**ends, **attributes.tie_values(tie)}}
