"""Graphology's JSON, which sigma.js and its relatives draw as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.export.writing import attributes, file_metadata, graph_writer
from graph.export.writing.json_writer import array, dumps

if TYPE_CHECKING:
    from graph.export.writing.graph_writer import Position
    from graph.index.subgraph import Subgraph

OPTIONS = {"type": "directed", "multi": True, "allowSelfLoops": True}


def write_graphology(subgraph: Subgraph, out: BinaryIO, *, positions: Mapping[str, Position] | None = None) -> None:
    """Write the subgraph; actors that `positions` names are placed."""
    graph_writer.write_text(out, _pieces(subgraph, positions or {}))


def _pieces(subgraph: Subgraph, positions: Mapping[str, Position]) -> Iterator[str]:
    yield f'{{"attributes":{dumps(file_metadata.card(subgraph))},\n"options":{dumps(OPTIONS)},\n'
    yield from array("nodes", _nodes(subgraph, positions))
    yield ",\n"
    yield from array("edges", _edges(subgraph))
    yield "}\n"


def _nodes(subgraph: Subgraph, positions: Mapping[str, Position]) -> Iterator[Any]:
    degrees = subgraph.degrees()
    for slug, actor in subgraph.actors():
        drawn = attributes.drawing(actor["kind"], degrees[slug], positions.get(slug))
        yield {"key": slug, "attributes": {"label": actor["name"], **attributes.actor_values(actor), **drawn}}


def _edges(subgraph: Subgraph) -> Iterator[Any]:
    for origin, target, tie_id, tie in subgraph.ties():
        values = attributes.tie_values(tie) | {"receipts": attributes.receipts(tie)}
        yield {"key": tie_id, "source": origin, "target": target, "attributes": values}
