"""Node-link JSON: `networkx.node_link_graph` makes the same multigraph of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graph.export.writing import attributes
from graph.export.writing.exporter import TextExporter
from graph.export.writing.json_writer import array, dumps


class NodeLinkExporter(TextExporter):
    """Node-link JSON."""

    name = "node-link JSON (networkx)"
    media_type = "application/json"

    def head(self) -> Iterator[str]:
        """What sort of graph it is, and what the file is."""
        yield f'{{"directed":true,"multigraph":true,\n"graph":{dumps(self.metadata)},\n'

    def nodes(self) -> Iterator[str]:
        """The array `nodes`."""
        actors = self.subgraph.actors()
        yield from array("nodes", ({"id": slug, **attributes.actor_values(actor)} for slug, actor in actors))
        yield ",\n"

    def ties(self) -> Iterator[str]:
        """The array `edges`."""
        return array("edges", self._edges())

    def tail(self) -> Iterable[str]:
        """The closing brace."""
        return ("}\n",)

    def _edges(self) -> Iterator[Any]:
        for origin, target, tie_id, tie in self.subgraph.ties():
            values = attributes.tie_values(tie) | {"receipts": attributes.receipts(tie)}
            yield {"source": origin, "target": target, "key": tie_id, **values}
