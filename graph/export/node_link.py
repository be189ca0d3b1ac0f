"""Node-link JSON: `networkx.node_link_graph` makes the same multigraph of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.export.writing import attributes, file_metadata, graph_writer
from graph.export.writing.json_writer import array, dumps

if TYPE_CHECKING:
    from graph.index.subgraph import Subgraph


def write_node_link(subgraph: Subgraph, out: BinaryIO) -> None:
    """Write the subgraph."""
    graph_writer.write_text(out, _pieces(subgraph))


def _pieces(subgraph: Subgraph) -> Iterator[str]:
    yield f'{{"directed":true,"multigraph":true,\n"graph":{dumps(file_metadata.card(subgraph))},\n'
    yield from array("nodes", ({"id": slug, **attributes.actor_values(actor)} for slug, actor in subgraph.actors()))
    yield ",\n"
    yield from array("edges", _edges(subgraph))
    yield "}\n"


def _edges(subgraph: Subgraph) -> Iterator[Any]:
    for origin, target, tie_id, tie in subgraph.ties():
        values = attributes.tie_values(tie) | {"receipts": attributes.receipts(tie)}
        yield {"source": origin, "target": target, "key": tie_id, **values}
