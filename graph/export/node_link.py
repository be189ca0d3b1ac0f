"""Node-link JSON: `networkx.node_link_graph` makes the same multigraph of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.export.writing import attributes, file_metadata, graph_writer
from graph.export.writing.json_writer import array, dumps

if TYPE_CHECKING:
    from graph.export.writing.graph_writer import Mirror


def write_node_link(mirror: Mirror, out: BinaryIO) -> None:
    """Write the mirror."""
    graph_writer.write_text(out, _pieces(mirror))


def _pieces(mirror: Mirror) -> Iterator[str]:
    yield f'{{"directed":true,"multigraph":true,\n"graph":{dumps(file_metadata.card(mirror))},\n'
    yield from array(
        "nodes", ({"id": slug, **attributes.actor_values(actor)} for slug, actor in graph_writer.actors(mirror))
    )
    yield ",\n"
    yield from array("edges", _edges(mirror))
    yield "}\n"


def _edges(mirror: Mirror) -> Iterator[Any]:
    for origin, target, tie_id, tie in graph_writer.ties(mirror):
        values = attributes.tie_values(tie) | {"receipts": attributes.receipts(tie)}
        yield {"source": origin, "target": target, "key": tie_id, **values}
